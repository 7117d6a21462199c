"""Walks through a journey: lets each step happen, then compares what was said and how things stand."""

import re
import time
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from helpline.core import clock
from helpline.core.unit_of_work import ZONE
from helpline.tables import Case
from tests.journeys.channels import TALKS
from tests.journeys.product import PASSWORD, Product
from tests.journeys.script import Desk, Journey, Step, opening
from tests.journeys.talk import Talk

SILENCE_SECONDS = 0.8

_ON_CONVERSATION = {
    "see": "",
    "take": "/take",
    "reply": "/reply",
    "note": "/note",
    "return": "/return",
    "close": "/close",
}
_ON_CASE = {"see_case": "", "move": "/move", "contacted": "/contacted", "arrived": "/arrived", "solve": "/solve"}


class Runner:
    """One journey on one channel, with its own conversations, logins and time."""

    def __init__(self, product: Product, channel: str = "web") -> None:
        self._product, self._channel = product, channel
        self._talks: list[Talk] = []
        self._time = ExitStack()

    def run(self, journey: Journey) -> Talk:
        """The first customer's talk, from its first word to its end."""
        self._product.forget()
        self._product.text_messages(on=self._channel != "web")  # the web chat is what runs without any account
        with self._time:
            self._travel(journey.at - clock.now())
            try:
                self._walk(self._talk(), journey.steps)
            except AssertionError as error:
                raise AssertionError(f"{error}\n\n{self._thread()}") from None
            finally:
                for talk in self._talks:
                    talk.close()
        return self._talks[0]

    def _talk(self) -> Talk:
        self._talks.append(TALKS[self._channel](self._product))
        return self._talks[-1]

    def _walk(self, talk: Talk, steps: list[Step]) -> None:
        for number, step in enumerate(steps, 1):
            try:
                self._take(talk, step)
            except AssertionError as error:
                raise AssertionError(f"step {number} {_short(step)}: {error}") from None

    def _take(self, talk: Talk, step: Step) -> None:
        if step.first:
            self._walk(talk, opening(step.first, self._channel))
            return
        if step.other is not None:
            self._walk(self._talks[1] if len(self._talks) > 1 else self._talk(), step.other)
            return
        before = talk.mark()
        self._happen(talk, step, before)
        self._compare_words(talk, step, before)
        faults = talk.faults()
        assert not faults, "; ".join(faults)
        self._compare_state(talk, step)

    # -- what happens ----------------------------------------------------------------------------------------------

    def _happen(self, talk: Talk, step: Step, before: int) -> None:
        state = talk.state()
        mine = state is None or state.owner == "bot"
        if step.customer is not None:
            talk.say(self._filled(step.customer))
        elif step.press is not None:
            talk.press(step.press)
        elif step.send is not None:
            talk.say_in_pieces([self._filled(text) for text in step.send])
        elif step.picture:
            talk.show_picture()
        elif step.code:
            talk.say(self._code())
        else:
            mine = False
            self._happen_elsewhere(talk, step)
        if mine and not step.silent:
            assert any(one.text.strip() for one in talk.told(before)), "the assistant said nothing"

    def _happen_elsewhere(self, talk: Talk, step: Step) -> None:
        if step.later is not None:
            talk.go_away()
            self._travel(step.later)
            self._product.sweep()
        elif step.desk is not None:
            self._at_desk(talk, step.desk)
        talk.wait()

    def _code(self) -> str:
        """The newest one-time code that came to any phone."""
        texts = [str(entry.what["text"]) for entry in self._product.platform.journal.delivered("sms")]
        found = [code for text in texts if (code := re.search(r"(?<!\d)\d{6}(?!\d)", text))]
        assert found, "no code was sent"
        return found[-1][0]

    def _travel(self, length: timedelta) -> None:
        self._time.enter_context(clock.travel(length))

    def _filled(self, text: str) -> str:
        """{number} stands for the newest case of the journey."""
        if "{number}" not in text:
            return text
        with self._product.database.read() as session:
            number = session.scalars(select(Case.number).order_by(Case.id.desc()).limit(1)).one()
        return text.replace("{number}", number)

    def _at_desk(self, talk: Talk, desk: Desk) -> None:
        name = next(person.username for person in self._product.held.kb.staff if person.role == desk.login)
        with httpx.Client(base_url=self._product.url, timeout=20, trust_env=False) as http:
            http.post("/api/login", json={"username": name, "password": f"{PASSWORD}-{name}"}).raise_for_status()
            if desk.do == "login":
                return
            if desk.do in _ON_CONVERSATION:
                path = f"/api/conversations/{talk.id}{_ON_CONVERSATION[desk.do]}"
            else:
                case = talk.case()
                assert case, "there is no case"
                path = f"/api/cases/{case.number}{_ON_CASE[desk.do]}"
            if desk.do in ("see", "see_case"):
                answer = http.get(path)
            else:
                body = (
                    {"to": desk.to, "why": desk.text}
                    if desk.do == "move"
                    else {"solution" if desk.do == "solve" else "text": desk.text}
                )
                answer = http.post(path, json=body)
        assert answer.status_code == desk.status, f"{answer.status_code} instead of {desk.status}: {answer.text}"

    # -- what was said ---------------------------------------------------------------------------------------------

    def _compare_words(self, talk: Talk, step: Step, after: int) -> None:
        wanted = [self._filled(fragment) for fragment in step.bot]
        until = time.monotonic() + (talk.patience if wanted or step.buttons or step.regex else 0)
        while True:
            told = talk.told(after)
            text = "\n".join(one.text for one in told)
            missing = [fragment for fragment in wanted if not _holds(talk, text, fragment)]
            missing += [f"<{title}>" for title in step.buttons if not talk.offers(told, title)]
            if step.regex and not re.search(step.regex, text):
                missing.append(step.regex)
            if not missing or time.monotonic() > until:
                break
            time.sleep(0.1)
        assert not missing, f"not said: {missing} in {text!r}"
        unwanted = [fragment for fragment in map(self._filled, step.not_) if _holds(talk, text, fragment)]
        assert not unwanted, f"said all the same: {unwanted}"
        if step.silent:
            time.sleep(SILENCE_SECONDS)
            said = [one for one in talk.told(after) if one.author != "agent"]
            assert not said, f"was to be silent: {[one.text for one in said]}"

    # -- how things stand --------------------------------------------------------------------------------------------

    def _compare_state(self, talk: Talk, step: Step) -> None:
        state = talk.state()
        if state is None:
            return
        if step.owner:
            assert state.owner == step.owner, f"owner is {state.owner}, {state.queue}"
        if step.conversation is not None:
            _same("conversation", state, step.conversation)
        if step.case is not None:
            self._compare_case(talk, step.case)
        if step.visit is not None:
            case = talk.case()
            visits = case.visits if case else []
            if step.visit == "none":
                assert not [v for v in visits if v.status == "booked"], "a visit is booked"
            else:
                assert visits, "there is no visit"
                self._compare_visit(visits[-1], dict(step.visit))
        if step.task is not None:
            tasks = [(task.team, task.kind, task.rule) for task in talk.tasks()]
            fits = [
                task for task in talk.tasks() if all(getattr(task, key) == value for key, value in step.task.items())
            ]
            assert fits, f"no task {step.task} among {tasks}"

    def _compare_case(self, talk: Talk, wanted: dict[str, Any] | str) -> None:
        case = talk.case()
        if wanted == "none":
            assert case is None, f"a case was filed: {case.number if case else ''}"
            return
        assert case, "no case was filed"
        wanted = dict(wanted) if isinstance(wanted, dict) else {}
        count = wanted.pop("count", None)
        assert count is None or talk.cases() == count, f"{talk.cases()} cases"
        events = [event.kind for event in case.events]
        rest = iter(events)
        assert all(kind in rest for kind in wanted.pop("events", [])), f"timeline is {events}"
        absent = [kind for kind in wanted.pop("no_events", []) if kind in events]
        assert not absent, f"timeline holds {absent}"
        _same("case", _WithPromises(case, talk.promises(case)), wanted)

    def _compare_visit(self, visit: Any, wanted: dict[str, Any]) -> None:
        start = visit.start_at.astimezone(ZONE)
        found = {
            "at": f"{start:%H:%M}",
            "in_days": (start.date() - clock.now().astimezone(ZONE).date()).days,
            "status": visit.status,
            "engineer": visit.engineer.username,
        }
        wrong = {key: found[key] for key, value in wanted.items() if found[key] != value}
        assert not wrong, f"visit is {wrong} instead of {wanted}"

    def _thread(self) -> str:
        return "\n\n".join("\n".join(talk.thread()) for talk in self._talks)


def _holds(talk: Talk, text: str, fragment: str) -> bool:
    """As it is written, or in the form it has on this channel."""
    return fragment in text or talk.worded(fragment) in text


class _WithPromises:
    """A case whose promises read like columns: `reply_due_at`, `onsite_breached_at`, `solve_minutes`."""

    PARTS = {"minutes": "minutes", "due_at": "due_at", "met_at": "met_at", "breached_at": "missed_at"}

    def __init__(self, case: Any, promises: dict[str, Any]) -> None:
        self._case, self._promises = case, promises

    def __getattr__(self, name: str) -> Any:
        kind, _, part = name.partition("_")
        if kind in ("reply", "onsite", "solve") and part in self.PARTS:
            return getattr(self._promises.get(kind), self.PARTS[part], None)
        return getattr(self._case, name)


def _same(what: str, row: Any, wanted: dict[str, Any]) -> None:
    """Each column equals what is wanted; "~words" means contains, "set" means anything but nothing."""
    for key, value in wanted.items():
        found = getattr(row, key)
        if value == "set":
            fits = found is not None
        elif isinstance(value, str) and value.startswith("~"):
            fits = value[1:] in found
        else:
            fits = found == value
        assert fits, f"{what}.{key} is {found!r} instead of {value!r}"


def _short(step: Step) -> str:
    given = step.model_dump(exclude_defaults=True)
    key = next(
        (k for k in ("customer", "press", "send", "picture", "code", "later", "desk", "other", "first") if k in given),
        "",
    )
    return f"({key}: {given.get(key)})" if key else "(waiting)"
