"""One worker at a time per conversation takes what is unanswered, asks the bot, and commits everything together.

A turn is a row before Rasa is asked, and its id is the message id Rasa sees: a process that dies leaves a turn that
another takes up, and Rasa gives the same answer again.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from cases import clock
from cases.database import Database
from cases.messages import last_said, say
from cases.tables import Conversation, Message, Turn
from cases.work import BOT, SYSTEM, ZONE, Work
from connectors.channel import Registry
from gateway import without_bot
from gateway.live import Live
from gateway.rasa import Answer, Rasa, RasaUnavailable
from gateway.settings import Settings
from kb.models import Knowledge

LEASE = timedelta(seconds=45)
IDLE_FLOW = timedelta(minutes=5)  # a prompt waits this long for a customer in the middle of something
TICK_SECONDS = 0.2

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A turn this process works on."""

    id: str
    conversation_id: str
    text: str
    payload: str
    created_at: datetime
    metadata: dict[str, Any]


class Turns:
    """The workers of one gateway."""

    def __init__(
        self, database: Database, kb: Knowledge, rasa: Rasa, live: Live, channels: Registry, settings: Settings
    ):
        self.database, self.kb, self.rasa, self.live = database, kb, rasa, live
        self.channels, self.settings = channels, settings
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._started = clock.now()

    def ring(self) -> None:
        """Something came in."""
        self._bell.set()

    async def run(self) -> None:
        """Works until cancelled."""
        await asyncio.to_thread(self._release_own)
        while True:
            try:
                await asyncio.wait_for(self._bell.wait(), TICK_SECONDS)
            except TimeoutError:
                pass
            self._bell.clear()
            try:
                waiting = await asyncio.to_thread(self._waiting)
            except Exception:
                log.exception("looking for unanswered messages failed")
                await asyncio.sleep(1)
                continue
            for conversation_id in waiting:
                if conversation_id not in self._busy and len(self._busy) < self.settings.turns_at_once:
                    self._busy.add(conversation_id)
                    task = asyncio.create_task(self._work(conversation_id))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def _work(self, conversation_id: str) -> None:
        try:
            await self.answer(conversation_id)
        except Exception:
            log.exception("conversation %s: the turn failed and will be tried again", conversation_id)
            await asyncio.sleep(1)
        finally:
            self._busy.discard(conversation_id)
            self._bell.set()

    async def answer(self, conversation_id: str) -> None:
        """Takes the conversation's open or next turn to its end."""
        turn = await asyncio.to_thread(self._claim, conversation_id)
        self.live.ring(conversation_id)
        if turn is None:
            return
        answer = await self._ask(turn)
        await asyncio.to_thread(self._finish, turn, answer)
        self.live.ring(conversation_id)

    # -- finding work --------------------------------------------------------------------------------------------

    def _release_own(self) -> None:
        with self.database.write() as session:
            session.execute(
                update(Turn)
                .where(Turn.done_at.is_(None), Turn.claimed_by == self.settings.instance)
                .values(claimed_until=None)
            )

    def _waiting(self) -> list[str]:
        """Conversations with an open turn nobody works on, or with messages whose burst has ended."""
        now = clock.now()
        with self.database.read() as session:
            open_turns = select(Turn.conversation_id, Turn.claimed_until).where(Turn.done_at.is_(None))
            held = {id: until for id, until in session.execute(open_turns)}
            ready = [id for id, until in held.items() if until is None or until < now]
            unhandled = (
                select(
                    Message.conversation_id,
                    func.min(Message.created_at),
                    func.max(Message.created_at),
                    func.max(Message.payload),
                )
                .where(Message.handled_at.is_(None), Message.direction == "in", Message.author == "customer")
                .group_by(Message.conversation_id)
                .order_by(func.min(Message.id))
                .limit(200)
            )
            for id, first, last, payload in session.execute(unhandled):
                if id not in held and self._burst_ended(now, first, last, payload):
                    ready.append(id)
            ready += [id for id in self._prompted(session, now) if id not in held and id not in ready]
        return ready

    def _burst_ended(self, now: datetime, first: datetime, last: datetime, payload: str) -> bool:
        quiet = timedelta(seconds=self.settings.burst_quiet_seconds)
        longest = timedelta(seconds=self.settings.burst_longest_seconds)
        return bool(payload) or now - last >= quiet or now - first >= longest

    def _prompted(self, session: Any, now: datetime) -> list[str]:
        rows = (
            select(Message.conversation_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(
                Message.handled_at.is_(None),
                Message.direction == "in",
                Message.author == "system",
                Conversation.owner == "bot",
            )
            .where(
                or_(
                    Conversation.flow == "",
                    Conversation.last_customer_at.is_(None),
                    Conversation.last_customer_at < now - IDLE_FLOW,
                )
            )
            .distinct()
            .limit(100)
        )
        return list(session.scalars(rows))

    # -- claiming ------------------------------------------------------------------------------------------------

    def _claim(self, conversation_id: str) -> Claimed | None:
        """The conversation's turn, leased to this process; None when another has it or nobody need ask the bot."""
        now = clock.now()
        try:
            with self.database.write() as session:
                conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
                work = Work(session, self.kb, now, SYSTEM)
                turn = session.scalars(
                    select(Turn).where(Turn.conversation_id == conversation_id, Turn.done_at.is_(None))
                ).one_or_none()
                if turn is None:
                    turn = self._open(work, conversation)
                elif turn.claimed_until and turn.claimed_until > now:
                    return None
                if turn is None:
                    return None
                turn.claimed_by, turn.claimed_until = self.settings.instance, now + LEASE
                turn.attempts += 1
                return Claimed(
                    turn.id,
                    conversation_id,
                    turn.text,
                    turn.payload,
                    turn.created_at,
                    self._metadata(conversation, turn),
                )
        except IntegrityError:  # another gateway opened it at the same instant
            return None

    def _open(self, work: Work, conversation: Conversation) -> Turn | None:
        """Makes a turn of the unhandled messages, or settles them here when the bot is not to be asked."""
        work.session.flush()
        messages = list(
            work.session.scalars(
                select(Message)
                .where(
                    Message.conversation_id == conversation.id, Message.handled_at.is_(None), Message.direction == "in"
                )
                .order_by(Message.seq)
            )
        )
        from_customer = [message for message in messages if message.author == "customer"]
        burst = _burst(from_customer) or [m for m in messages if conversation.owner == "bot"][:1]
        if not burst:
            return None
        turn = Turn(
            id=uuid4().hex,
            conversation_id=conversation.id,
            text=_joined(burst),
            payload=burst[-1].payload,
            attempts=0,
            created_at=work.now,
        )
        work.session.add(turn)
        work.session.flush()
        for message in burst:
            message.turn_id = turn.id
        if from_customer and without_bot.settles(work, conversation, turn, burst):
            _done(work, turn, burst)
            return None
        return turn

    def _metadata(self, conversation: Conversation, turn: Turn) -> dict[str, Any]:
        return {
            "now": turn.created_at.astimezone(ZONE).isoformat(),
            "conversation_id": conversation.id,
            "message_id": turn.id,
            "channel": conversation.channel,
            "displeasure": round(conversation.displeasure, 3),
            "trusted_payload": bool(turn.payload),
        }

    # -- asking --------------------------------------------------------------------------------------------------

    async def _ask(self, turn: Claimed) -> Answer | None:
        """Rasa's answer; None when it gave none in the time it has."""
        begun = asyncio.get_running_loop().time()
        told = False
        while True:
            try:
                return await self.rasa.ask(turn.conversation_id, turn.id, turn.payload or turn.text, turn.metadata)
            except RasaUnavailable as error:
                waited = asyncio.get_running_loop().time() - begun
                booting = not self.rasa.was_ready
                log.warning("rasa gave no answer after %.0f s (%s): %s", waited, "booting" if booting else "up", error)
                if waited >= (self.settings.rasa_boot_seconds if booting else self.settings.rasa_patience_seconds):
                    return None
                if booting and waited > 5 and not told:
                    told = True
                    await asyncio.to_thread(self._tell_booting, turn)
                await asyncio.to_thread(self._renew, turn)
                await asyncio.sleep(0.5)

    def _tell_booting(self, turn: Claimed) -> None:
        with self.database.write() as session:
            work = Work(session, self.kb, clock.now(), SYSTEM)
            without_bot.tell_booting(work, session.get_one(Conversation, turn.conversation_id))
        self.live.ring(turn.conversation_id)

    def _renew(self, turn: Claimed) -> None:
        with self.database.write() as session:
            session.execute(update(Turn).where(Turn.id == turn.id).values(claimed_until=clock.now() + LEASE))

    # -- finishing -----------------------------------------------------------------------------------------------

    def _finish(self, claimed: Claimed, answer: Answer | None) -> None:
        """Replies and "handled" commit together. The bot's words are dropped if a human took over meanwhile."""
        with self.database.write() as session:
            now = clock.now()
            # Locked before the turn is read: of two that finish it, the second then sees that it is done.
            conversation = session.get_one(Conversation, claimed.conversation_id, with_for_update=True)
            turn = session.get_one(Turn, claimed.id)
            if turn.done_at:
                return
            work = Work(session, self.kb, now, BOT)
            messages = list(
                session.scalars(select(Message).where(Message.turn_id == turn.id, Message.direction == "in"))
            )
            handed_off_here = conversation.owner == "queue" and conversation.handoff_turn == turn.id
            if conversation.owner != "bot" and not handed_off_here:
                turn.outcome = "dropped"
            elif answer is None or not any(message["text"] for message in answer.messages):
                without_bot.bot_failed(work, conversation, turn)
            else:
                turn.outcome = "handed_off" if handed_off_here else "answered"
                turn.intent, turn.confidence = answer.intent, answer.confidence
                conversation.flow = answer.flow
                self._say(work, conversation, turn, answer)
            _done(work, turn, messages)

    def _say(self, work: Work, conversation: Conversation, turn: Turn, answer: Answer) -> None:
        before = last_said(work, conversation, 1)
        for message in answer.messages:
            text = message["text"].strip()
            repeated = text in before and message is not answer.messages[-1]
            if not text or repeated:  # never the same sentence twice in a row
                continue
            buttons = [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []]
            say(work, conversation, text, author="bot", buttons=buttons, turn_id=turn.id)
            before = [text]


def _burst(messages: list[Message]) -> list[Message]:
    """The messages to answer together: up to and including a pressed button, which stands alone."""
    burst: list[Message] = []
    for message in messages:
        if message.payload and burst:
            return burst
        burst.append(message)
        if message.payload:
            return burst
    return burst


def _joined(burst: list[Message]) -> str:
    """One text of several bubbles: customers split a wish over 2–4 short messages."""
    parts = [message.text for message in burst if message.text]
    text = ""
    for part in parts:
        glue = "" if not text or text[-1] in "。！？，；,.!?;~～… " else "\uff0c"
        text += glue + part
    return text


def _done(work: Work, turn: Turn, messages: list[Message]) -> None:
    turn.done_at = work.now
    turn.claimed_until = None
    for message in messages:
        message.handled_at = work.now
