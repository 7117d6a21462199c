"""Finding and claiming turns: a turn is a row before Rasa is asked, and one worker at a time holds it.

Its id is the message id Rasa sees: a process that dies leaves a turn that another takes up, and Rasa gives the same
answer again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, literal, null, or_, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from connectors.contract.channel import Registry
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import SYSTEM, ZONE, UnitOfWork
from helpline.jobs import claims, held
from helpline.tables import Conversation, Dialogue, Message, Turn
from helpline.turns import before_bot
from helpline.turns.hearing import Heard, hear
from kb.emergency import detect
from kb.models.knowledge import Knowledge
from language.facts.normalise import normalise
from language.finished_message import is_finished

LEASE = timedelta(seconds=45)
SETTLED = timedelta(seconds=1)  # longer than storing a message takes
IDLE_FLOW = timedelta(minutes=5)  # a prompt waits this long for a customer in the middle of something

# Asked several times a second, and so made only once; what waits is asked in one. After a restore what was there before
# waits (`helpline/jobs/held.py`), unless its customer writes again.
_OPEN = select(Turn.conversation_id).where(Turn.done_at.is_(None))
_WRITES_AGAIN = select(Message.conversation_id).where(
    Message.handled_at.is_(None),
    Message.direction == "in",
    Message.author == "customer",
    Message.id > held.LAST_MESSAGE,
)
_OPEN_TURN = select(Turn).where(Turn.conversation_id == bindparam("conversation"), Turn.done_at.is_(None))
_NEW = Turn.created_at > held.HELD_AT
_FREE = _OPEN.where(claims.free(Turn, bindparam("now")), or_(_NEW, Turn.conversation_id.in_(_WRITES_AGAIN)))
_IN = select(Message.conversation_id).where(
    Message.handled_at.is_(None), Message.direction == "in", Message.conversation_id.not_in(_OPEN)
)
_UNHANDLED = (
    _IN.add_columns(
        func.min(Message.created_at),
        func.max(Message.created_at),
        func.max(Message.payload),
        func.max(Message.channel),
        func.count(Message.id),
        func.max(Message.text),
    )
    .where(Message.author == "customer")
    .group_by(Message.conversation_id)
    .having(func.max(Message.id) > held.LAST_MESSAGE)
    .order_by(func.min(Message.id))
    .limit(200)
)
_PROMPTED = (
    _IN.join(Conversation, Conversation.id == Message.conversation_id)
    .where(Message.author == "system", Conversation.owner == "bot", Message.id > held.LAST_MESSAGE)
    .where(
        or_(
            Conversation.flow == "",
            Conversation.last_customer_at.is_(None),
            Conversation.last_customer_at < bindparam("idle_since"),
            Conversation.last_customer_at > bindparam("now"),  # the clock has gone back since
        )
    )
    .distinct()
    .limit(100)
)
_BEHIND = (
    select(Message.id, Message.conversation_id, Message.text, Message.created_at)
    .join(Turn, Turn.conversation_id == Message.conversation_id)
    .where(Message.handled_at.is_(None), Message.direction == "in", Message.author == "customer", Message.text != "")
    .where(Turn.done_at.is_(None), Message.turn_id.is_(None))
    .where(Message.id > bindparam("after"), Message.id > held.LAST_MESSAGE)
    .order_by(Message.id)
    .limit(50)  # a look is short; what is left is heard at the next
)
_STILL_WAITING = (
    select(Message)
    .where(Message.conversation_id == bindparam("conversation"), Message.handled_at.is_(None))
    .where(Message.direction == "in")
    .order_by(Message.seq)
)
_HEARD = _STILL_WAITING.where(Message.id.in_(bindparam("heard", expanding=True)))
_OF_TURN = select(Message).where(Message.turn_id == bindparam("turn"), Message.direction == "in")
_NOTHING = [null()] * 6
_LOOK = union_all(  # the one with values first: PostgreSQL takes the columns' types from it
    select(literal("burst"), *_UNHANDLED.subquery().c),
    select(literal("turn"), _FREE.subquery().c[0], *_NOTHING),
    select(literal("prompt"), _PROMPTED.subquery().c[0], *_NOTHING),
)


@dataclass(frozen=True)
class Claimed:
    """A turn this process works on."""

    id: str
    conversation_id: str
    text: str
    payload: str
    created_at: datetime
    metadata: dict[str, Any]
    channel: str = ""
    sender: str = ""
    rest: bool = True  # whether more of the conversation may wait already


@dataclass(frozen=True)
class Burst:
    """When several short messages are answered as one: after `quiet_seconds` of silence, at last after
    `longest_seconds`."""

    quiet_seconds: float
    longest_seconds: float


class Claims:
    """What one gateway takes from the database to work on."""

    def __init__(
        self, database: Database, kb: Knowledge, instance: str, burst: Burst, channels: Registry | None = None
    ) -> None:
        """`instance` names this gateway, and is the same after its restart."""
        self.database, self.kb, self._instance, self.burst = database, kb, instance, burst
        known = channels.channels if channels else {}
        self._heard_to = 0  # the newest message that is known to tell of no danger
        self._heard: set[int] = set()  # newer ones that do not either
        self.burst_ends_at: datetime | None = None  # the first of those that were still open at the last look
        self._at_once = {name for name, channel in known.items() if not channel.capabilities.waits}

    # -- finding work --------------------------------------------------------------------------------------------

    def release_own(self) -> None:
        """Frees what this gateway held when it ended, so that it is taken up at once."""
        with self.database.write() as session:
            session.execute(
                update(Turn).where(Turn.done_at.is_(None), Turn.claimed_by == self._instance).values(claimed_until=None)
            )

    def waiting(self) -> list[str]:
        """Conversations with an open turn nobody works on, or with messages whose burst has ended."""
        now = clock.now()
        ready, open_until = [], []
        with self.database.read() as session:
            waits: dict[str, tuple[datetime, str]] = {}  # until when, and what was said
            found = session.execute(_LOOK, {"now": now, "idle_since": now - IDLE_FLOW})
            for kind, id, first, last, payload, channel, count, text in found:
                ends = self._burst_end(first, last, now) if kind == "burst" else now
                if payload or channel in self._at_once or ends <= now:
                    ready.append(id)
                else:
                    waits[id] = ends, text if count == 1 else ""
            asked = asked_of(session, [id for id, (_, text) in waits.items() if text])
            for id, (ends, text) in waits.items():
                if is_finished(asked.get(id, ""), text):
                    ready.append(id)
                else:
                    open_until.append(ends)
        self.burst_ends_at = min(open_until, default=None)
        return list(dict.fromkeys(ready))

    def alarmed(self) -> list[str]:
        """Conversations in which danger was written while their turn waits for Rasa. Each message is heard once."""
        with self.database.read() as session:
            rows = session.execute(_BEHIND, {"after": self._heard_to}).all()
        found = [talk for id, talk, text, _ in rows if id not in self._heard and detect(self.kb, normalise(text))]
        # The last moment's are asked for again: of two that are stored at once, the later may be seen first.
        settled = clock.now() - SETTLED
        self._heard_to = max([self._heard_to, *(id for id, *_, at in rows if at <= settled)])
        self._heard = {id for id, *_ in rows if id > self._heard_to}
        return list(dict.fromkeys(found))

    def reopen(self, conversation_id: str) -> None:
        """Gives up the open turn, so that its messages and those written since make one anew."""
        with self.database.write() as session:
            session.get_one(Conversation, conversation_id, with_for_update=True)
            turn = session.scalar(_OPEN_TURN, {"conversation": conversation_id})
            if turn is not None:
                session.execute(update(Message).where(Message.turn_id == turn.id).values(turn_id=None))
                turn.done_at, turn.claimed_until, turn.outcome = clock.now(), None, "dropped"

    def _burst_end(self, first: datetime, last: datetime, now: datetime) -> datetime:
        quiet = timedelta(seconds=self.burst.quiet_seconds)
        longest = timedelta(seconds=self.burst.longest_seconds)
        if first > now + longest:  # the clock has gone back
            return now
        return min(last + quiet, first + longest)

    # -- claiming ------------------------------------------------------------------------------------------------

    def claim(self, conversation_id: str) -> Claimed | None:
        """The conversation's turn, leased to this process; None when another has it or nobody need ask the bot."""
        now = clock.now()
        heard = hear(self.database, self.kb, conversation_id, now)
        try:
            with self.database.write() as session:
                conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
                work = UnitOfWork(session, self.kb, now, SYSTEM)
                turn = session.scalars(_OPEN_TURN, {"conversation": conversation_id}).one_or_none()
                if turn is None:
                    if heard is not None and heard.owner != conversation.owner:
                        return None  # it passed to somebody else meanwhile, and is heard anew
                    turn = self._open(work, conversation, heard)
                    if turn is None:
                        return None
                elif turn.claimed_until and turn.claimed_until > now:
                    return None
                else:
                    turn.claimed_by, turn.claimed_until = self._instance, now + LEASE
                    turn.attempts += 1
                return Claimed(
                    turn.id,
                    conversation_id,
                    turn.text,
                    turn.payload,
                    turn.created_at,
                    self._metadata(conversation, turn),
                    conversation.channel,
                    conversation.external_id,
                    heard is None or heard.rest or turn.attempts > 1,
                )
        except IntegrityError:  # another gateway opened it at the same instant
            return None

    def _open(self, work: UnitOfWork, conversation: Conversation, heard: Heard | None) -> Turn | None:
        """Makes a turn of what was heard, or settles it here when the bot is not to be asked."""
        if heard is not None:
            asked = {"conversation": conversation.id, "heard": heard.messages}
            burst = list(work.session.scalars(_HEARD, asked))
        elif conversation.owner == "bot":
            free = held.messages(held.held_since(work.session))
            prompts = _STILL_WAITING.where(Message.author == "system", free).limit(1)
            burst = list(work.session.scalars(prompts, {"conversation": conversation.id}))
        else:
            return None
        if not burst or heard is not None and len(burst) < len(heard.messages):
            return None
        turn = Turn(
            id=uuid4().hex,
            conversation_id=conversation.id,
            text=heard.text if heard else burst[0].text,
            payload=burst[-1].payload,
            attempts=1,
            claimed_by=self._instance,
            claimed_until=work.now + LEASE,
            due_at=work.now,
            created_at=work.now,
        )
        work.session.add(turn)
        work.session.flush()
        for message in burst:
            message.turn_id = turn.id
        if heard is not None and before_bot.settles(work, conversation, turn, burst, heard):
            settle(work, turn, burst)
            return None
        return turn

    def _metadata(self, conversation: Conversation, turn: Turn) -> dict[str, Any]:
        return {
            "now": turn.created_at.astimezone(ZONE).isoformat(),
            "conversation_id": conversation.id,
            "message_id": turn.id,
            "said": turn.text,
            "channel": conversation.channel,
            "displeasure": round(conversation.displeasure, 3),
            "trusted_payload": bool(turn.payload),
        }

    def renew(self, turns: list[str]) -> None:
        """Keeps turns whose answers take long."""
        with self.database.write() as session:
            claims.renew(session, Turn, turns, clock.now() + LEASE)


def asked_in(session: Session, turn: Turn) -> list[Message]:
    """What the turn answers."""
    return list(session.scalars(_OF_TURN, {"turn": turn.id}))


def settle(work: UnitOfWork, turn: Turn, messages: list[Message]) -> None:
    """The turn and its messages are done."""
    turn.done_at = work.now
    turn.claimed_until = None
    for message in messages:
        message.handled_at = work.now


def asked_of(session: Session, ids: list[str]) -> dict[str, str]:
    """What the bot asked last in each of these conversations, where it asked something."""
    if not ids:
        return {}
    rows = select(Dialogue.conversation_id, Dialogue.state).where(Dialogue.conversation_id.in_(ids))
    return {id: state.get("asked") or "" for id, state in session.execute(rows)}
