"""The platforms' record held against our rows: nothing lost, nothing twice without a reason, all in order."""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from sqlite3 import Row

from connectors.contract.numbering import below, into_choices
from simulator.journal import GOT, Entry
from simulator.platform import Platform
from tests.robust.chaos_people import Person
from tests.robust.ledger import rows

REACHED = ("sent", "delivered", "read")
ENDED = (*REACHED, "failed", "held", "rerouted")
OVERRUN = {45047, 95001}
# Between a call whose answer gets lost and its delivery: it is done at once, or when the caller has given up.
UNHEARD_SECONDS = {"lost": (0.0, 1.0), "slow": (5.5, 8.0)}
PATHS = {"wechat": "/wechat/", "wecom": "/wecom/", "sms": "/twilio/"}
CODE = re.compile(r"验证码 (\d{6})")  # kb/phrases, code_message
THIRD_TIME = "customer_chased_third"  # of kb/policies/escalation.yml
CALL_SECONDS = 3.0  # between a delivery and the kill that prevented its being written down


@dataclass
class Repeat:
    """What one customer got again."""

    entry: Entry
    first: Entry
    why: str = ""


@dataclass
class ChannelLedger:
    """`faults` is what must be empty; the rest is told."""

    var: Path
    platform: Platform
    kills: list[float]  # of the sweeper, which calls the platforms
    faults: list[str] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)

    def __post_init__(self) -> None:
        file = self.var / "helpline.db"
        self.conversations = {
            (row["channel"], row["external_id"]): row
            for row in rows(file, "SELECT * FROM conversations WHERE channel != 'web'")
        }
        self.messages: dict[str, list[Row]] = defaultdict(list)
        for row in rows(file, "SELECT * FROM messages ORDER BY conversation_id, seq"):
            self.messages[row["conversation_id"]].append(row)
        self.turns = {row["id"]: row for row in rows(file, "SELECT * FROM turns")}
        self.parcels = rows(file, "SELECT * FROM sent_parcels")
        self.cases = rows(file, "SELECT count(*) AS n FROM cases")[0]["n"]
        self.statuses = Counter(row["status"] for row in self._outbound())

    def judge(self, people: list[Person], told_delivered: set[str]) -> list[str]:
        got: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.platform.journal.find(GOT):
            got[entry.channel, entry.who].append(entry)
        for person in people:
            talk = self.conversations.get((person.channel, person.sender))
            if talk is None:
                if any(taken for _, taken in person.said):
                    self._fault(person, "has no conversation")
                continue
            mine = self.messages[talk["id"]]
            self._stored(person, mine)
            self._answered(person, talk, mine)
            talk_of = [
                entry for entry in got[person.channel, person.who] if not CODE.search(str(entry.what.get("text")))
            ]
            self._in_order(person, mine, talk_of)
            self._codes(person, mine, got[person.channel, person.who])
            self._budget(person, talk, mine, got[person.channel, person.who])
        self._explain()
        self._whole(told_delivered)
        return self.faults

    def need_nobody(self, people: list[Person]) -> list[Person]:
        """Who asked for nobody, nor waits for people because they came a third time for one case (R23)."""
        third = [p for p in people if (talk := self._at_people(p)) and talk["handoff_rule"] == THIRD_TIME]
        return [person for person in people if not person.wants_people and person not in third]

    def with_people(self, people: list[Person]) -> list[Person]:
        """Those of them with whom it ended at people."""
        return [person for person in people if self._at_people(person)]

    def _at_people(self, person: Person) -> Row | None:
        """The person's talk, where it ended at people."""
        talk = self.conversations.get((person.channel, person.sender))
        return talk if talk is not None and talk["owner"] != "bot" else None

    def _fault(self, person: Person, text: str) -> None:
        self.faults.append(f"{person.channel} {person.who}: {text}")

    # -- in ----------------------------------------------------------------------------------------------------------

    def _stored(self, person: Person, mine: list[Row]) -> None:
        """What the platform got taken is there once, and nothing that was not said."""
        stored = Counter(row["text"] for row in mine if row["author"] == "customer" and row["kind"] == "text")
        said = Counter(text for text, _ in person.said)
        taken = Counter(text for text, taken in person.said if taken)
        if lost := taken - stored:
            self._fault(person, f"lost: {dict(lost)}")
        if added := stored - said:
            self._fault(person, f"stored more often than said: {dict(added)}")

    def _answered(self, person: Person, talk: Row, mine: list[Row]) -> None:
        """Every message was handled, every turn answered once, and the last one's answer came or waits for its event."""
        answers: dict[str, list[Row]] = defaultdict(list)
        for row in mine:
            if row["direction"] == "out" and row["turn_id"]:
                answers[row["turn_id"]].append(row)
        words = [row for row in mine if row["author"] == "customer" and row["kind"] == "text"]
        for row in words:
            turn = self.turns.get(row["turn_id"] or "")
            if row["handled_at"] is None or turn is None or turn["done_at"] is None:
                self._fault(person, f"never handled: {row['text']}")
                continue
            said = [answer["text"] for answer in answers[turn["id"]]]
            if len(set(said)) != len(said):
                self._fault(person, f"answered twice: {said}")
            if turn["outcome"] == "answered" and not said:
                self._fault(person, f"answered in silence: {row['text']}")
        if not words:
            return
        later = [row for row in mine if row["direction"] == "out" and row["seq"] > words[-1]["seq"]]
        honest = [row for row in later if row["status"] in REACHED or (row["status"] == "held" and row["error"])]
        if not honest and talk["owner"] == "bot":
            self._fault(person, f"no answer to the last message: {words[-1]['text']}")

    # -- out ---------------------------------------------------------------------------------------------------------

    def _in_order(self, person: Person, mine: list[Row], got: list[Entry]) -> None:
        """What arrived is what we wrote, in that order: every entry goes on where the last one ended.

        One that begins earlier repeats something; one that begins later must have left out only what ended unsent.
        """
        names = {f"{row['author_name']}：" for row in mine if row["author"] == "agent"}  # stand before some of theirs
        sent = [(row, _written(row, person.channel)) for row in mine if row["direction"] == "out"]
        whole = "".join(text for _, text in sent)
        ends: list[tuple[int, bool]] = []  # of each row, and whether it may be missing
        for row, text in sent:
            ends.append(((ends[-1][0] if ends else 0) + len(text), row["status"] not in REACHED))
        at = 0
        last: list[tuple[int, Entry]] = []  # where what arrived ended
        for entry in got:
            text = _bare(str(entry.what.get("text", "")))
            for name in names:
                text = text.replace(name, "")
            start = next((s for s in range(at, -1, -1) if whole.startswith(text, s)), -1)
            ahead = whole.find(text, at)
            if ahead >= 0 and ahead != at and _missing(ends, at, ahead):
                start = ahead
            if start < 0:
                self._fault(person, f"out of order or unknown: {entry.what.get('text')!r} after {whole[:at][-60:]!r}")
                continue
            if start < at:
                first = next((e for end, e in reversed(last) if end > start), entry)  # the time before this
                self.repeats.append(Repeat(entry, first))
            at = max(at, start + len(text))
            last.append((start + len(text), entry))
        if not _missing(ends, at, len(whole)):
            self._fault(person, f"written down as sent, but never arrived: {whole[at:]!r}")

    def _codes(self, person: Person, mine: list[Row], got: list[Entry]) -> None:
        """As many one-time codes arrived as were sent; what they were is kept nowhere once they are."""
        first: dict[str, Entry] = {}
        for entry in got:
            if code := CODE.search(str(entry.what.get("text"))):
                if code[1] in first:
                    self.repeats.append(Repeat(entry, first[code[1]]))
                first.setdefault(code[1], entry)
        sent = [row["status"] in REACHED for row in mine if row["purpose"] == "code"]
        if not sum(sent) <= len(first) <= len(sent):
            self._fault(person, f"{len(first)} codes arrived, {sum(sent)} of {len(sent)} were sent")

    def _budget(self, person: Person, talk: Row, mine: list[Row], got: list[Entry]) -> None:
        """We believe no more to be left than there is, but for what crossed with the message that opened it.

        Platforms tell whole seconds: of what went out in that same second, nobody knows whether it was before.
        """
        if person.channel == "sms":
            return
        known = self.platform.wecom.sessions.get(person.who) if person.channel == "wecom" else None
        budget = known.budget if known else self.platform.people[person.who].budget
        ours = {name: window["left"] for name, window in json.loads(talk["allowances"] or "{}").items()}
        theirs, _ = budget.spans.get("message", (0, 0.0))
        crossed = [
            entry for entry in got if budget.wrote_at <= entry.at < min(_stored_at(mine), int(budget.wrote_at) + 1)
        ]
        if ours.get("message", 0) > theirs + len(crossed):
            self._fault(person, f"we count {ours} left, the platform {theirs}")

    # -- why something came twice --------------------------------------------------------------------------------------

    def _explain(self) -> None:
        """Each answer that got lost explains one delivery, a kill those just before it, and nothing else does."""
        lost = [entry for entry in self.platform.journal.find("fault") if entry.what["does"] in UNHEARD_SECONDS]
        for repeat in sorted(self.repeats, key=lambda repeat: repeat.first.at):
            channel, at, again = repeat.first.channel, repeat.first.at, repeat.entry.at
            cause = next((fault for fault in lost if _explains(fault, channel, at)), None)
            if cause:
                lost.remove(cause)
                repeat.why = "lost"
            elif any(-1 <= killed - at <= CALL_SECONDS and killed < again for killed in self.kills):
                repeat.why = "kill"
            else:
                self.faults.append(
                    f"{channel} {repeat.first.who}: got twice without a reason, {again - at:.1f} s apart: "
                    f"{repeat.entry.what.get('text')!r}"
                )

    def _whole(self, told_delivered: set[str]) -> None:
        refused = [e for e in self.platform.journal.find("refused") if e.what.get("code") in OVERRUN]
        self.faults += [f"{e.channel} {e.who}: one message too many ({e.what['code']})" for e in refused]
        for row in self._outbound():
            if row["status"] not in ENDED or (row["status"] in ("failed", "held") and not row["error"]):
                self.faults.append(f"message {row['id']} ended {row['status']!r} ({row['error']!r})")
        for row in self.parcels:
            if row["message_id"] and row["foreign_id"] in told_delivered and row["status"] != "delivered":
                self.faults.append(f"message {row['message_id']} was delivered, and is {row['status']} with us")

    def _outbound(self) -> list[Row]:
        every = (row for mine in self.messages.values() for row in mine)
        return [row for row in every if row["direction"] == "out" and row["channel"] != "web"]

    def why(self) -> dict[str, int]:
        return dict(Counter(repeat.why for repeat in self.repeats))


def _explains(fault: Entry, channel: str, at: float) -> bool:
    soonest, latest = UNHEARD_SECONDS[fault.what["does"]]
    return str(fault.what["path"]).startswith(PATHS[channel]) and soonest <= at - fault.at <= latest


def _stored_at(mine: list[Row]) -> float:
    """When we stored the customer's newest message, in seconds since 1970."""
    stored = max(row["created_at"] for row in mine if row["direction"] == "in")
    return datetime.fromisoformat(stored).replace(tzinfo=timezone.utc).timestamp()


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _written(row: Row, channel: str) -> str:
    """A row as it arrives, without blanks; in a text message its choices stand below."""
    text, titles = row["text"], [button["title"] for button in json.loads(row["buttons"] or "[]")]
    text = text + "".join(below(text, titles)) if channel == "sms" else into_choices(text, titles)[0]
    return _bare(text)


def _missing(ends: list[tuple[int, bool]], begin: int, end: int) -> bool:
    """Whether all rows that have something between these places may be missing."""
    start = 0
    for stop, may_miss in ends:
        if stop > begin and start < end and stop > start and not may_miss:
            return False
        start = stop
    return True
