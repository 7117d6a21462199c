"""One worker at a time per conversation takes what is unanswered, asks the bot, and commits everything together."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from structlog.contextvars import bound_contextvars

from connectors.contract.channel import Registry
from gateway.rasa.client import Answer, Rasa, RasaAway, RasaUnavailable
from gateway.settings import Settings
from gateway.workers.inbound_batcher import InboundBatcher
from gateway.workers.typing_indicator import TypingIndicator
from gateway.workers.wait_for_bell import rung
from helpline.cases.complaints import told_in_passing
from helpline.conversations import confidential
from helpline.conversations.messages import last_said, say
from helpline.core import clock, topics
from helpline.core.database import Database
from helpline.core.doorbell import FALLBACK_SECONDS, Topics
from helpline.core.unit_of_work import BOT, SYSTEM, UnitOfWork
from helpline.learning import review
from helpline.tables import Conversation, Message, Turn
from helpline.turns import before_bot
from helpline.turns.claims import LEASE, Burst, Claimed, Claims, asked_in, settle
from kb.models.knowledge import Knowledge

TICK_SECONDS = 0.2  # between looks while something is found
YIELD_SECONDS = 0.25  # the longest a step of a turn waits for what comes in
LOOKING_SHARE = 0.1  # of the time; what comes in must be stored beside it
BUSY_LIMIT = 5000  # conversations in hand, most of them waiting for Rasa
TELL_SECONDS = 5  # of silence, until a customer hears that the assistant is still starting

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Turns:
    """The workers of one gateway."""

    def __init__(
        self,
        database: Database,
        kb: Knowledge,
        rasa: Rasa,
        settings: Settings,
        channels: Registry | None = None,
        batcher: InboundBatcher | None = None,
    ) -> None:
        self.database, self.kb, self.rasa, self.settings = database, kb, rasa, settings
        channels = channels or Registry()
        self._intake = batcher
        burst = Burst(settings.burst_quiet_seconds, settings.burst_longest_seconds)
        self.claims = Claims(database, kb, settings.instance, burst, channels)
        self._typing = TypingIndicator(channels)
        self._asking = asyncio.Semaphore(settings.turns_at_once)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._held: set[str] = set()  # turns
        self._again: set[str] = set()  # conversations that were written in while their worker was at it
        # No more: on SQLite they would crowd out the storing of what comes in.
        self._free = asyncio.Semaphore(database.writers)
        self._threads = ThreadPoolExecutor(database.writers, thread_name_prefix="turns")
        self._bell = asyncio.Event()
        self._found = False  # something, at the last look

    def ring(self) -> None:
        """Something came in."""
        self._bell.set()

    async def run(self) -> None:
        """Works until cancelled."""
        loop = asyncio.get_running_loop()
        await self._in_thread(self.claims.release_own)
        renewing = asyncio.create_task(self._renew())
        self._bell.set()
        try:
            with self.database.doorbell.listen(lambda changed: self._hear(loop, changed)):
                while True:
                    await rung(self._bell, self._longest_wait())
                    self._bell.clear()
                    try:
                        pause = min(TICK_SECONDS, await self._look() * (1 / LOOKING_SHARE - 1))
                    except Exception:
                        log.exception("looking for unanswered messages failed")
                        self._bell.set()
                        pause = 1.0
                    await asyncio.sleep(pause)
        finally:
            for task in (renewing, *self._workers.values()):
                task.cancel()

    def close(self) -> None:
        """Call when `run` has ended."""
        self._threads.shutdown()
        self._typing.close()

    def _hear(self, loop: asyncio.AbstractEventLoop, changed: Topics) -> None:
        came_in = {id for topic, _, id in (one.partition("/") for one in changed) if topic == topics.INBOX}
        if (came_in or topics.EVERYTHING in changed) and not loop.is_closed():
            loop.call_soon_threadsafe(self._came_in, None if topics.EVERYTHING in changed else came_in)

    def _came_in(self, conversations: set[str] | None) -> None:
        """None: perhaps in any."""
        self._again |= self._workers.keys() if conversations is None else self._workers.keys() & conversations
        self.ring()

    def _longest_wait(self) -> float:
        """Seconds until the next look without being rung for."""
        if self._found:
            return TICK_SECONDS
        ends = self.claims.burst_ends_at
        return min(FALLBACK_SECONDS, max(0.0, (ends - clock.now()).total_seconds())) if ends else FALLBACK_SECONDS

    async def _look(self) -> float:
        """Sets a worker to each conversation that waits for one; how many seconds of work it was to find them."""
        heard = 0.0
        if self._workers:
            # Danger waits for nobody: the turn it came upon is given up.
            alarmed, heard = await self._in_thread(_timed, self.claims.alarmed)
            for conversation_id in alarmed:
                if worker := self._workers.get(conversation_id):
                    worker.cancel()
                await self._in_thread(self.claims.reopen, conversation_id)
        waiting, took = await self._in_thread(_timed, self.claims.waiting)
        self._found = bool(waiting)
        for conversation_id in waiting:
            if conversation_id not in self._workers and len(self._workers) < BUSY_LIMIT:
                self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id))
        return heard + took

    async def _renew(self) -> None:
        """Keeps what is in hand from being taken over."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._in_thread(self.claims.renew, list(self._held))
            except Exception:
                log.exception("turns in hand could not be kept")

    async def _in_thread(self, do: Callable[..., Result], *arguments: object) -> Result:
        async with self._free:
            if self._intake:  # platforms wait for what they bring to be stored, and give up after seconds
                await self._intake.quiet(YIELD_SECONDS)
            inside = copy_context()  # what the log is to say of the work
            return await asyncio.get_running_loop().run_in_executor(self._threads, inside.run, do, *arguments)

    async def _work(self, conversation_id: str) -> None:
        rest = True
        try:
            with bound_contextvars(conversation=conversation_id):
                try:
                    rest = await self.answer(conversation_id)
                except Exception:
                    log.exception("conversation %s: the turn failed and will be tried again", conversation_id)
                    await asyncio.sleep(1)
        finally:
            del self._workers[conversation_id]
            if rest or conversation_id in self._again:
                self._again.discard(conversation_id)
                self._bell.set()

    async def answer(self, conversation_id: str) -> bool:
        """Takes the conversation's open or next turn to its end; whether more of it may wait already."""
        turn = await self._in_thread(self.claims.claim, conversation_id)
        if turn is None:
            return True
        self._held.add(turn.id)
        try:
            with bound_contextvars(turn=turn.id):
                if not self.rasa.breaker.is_gone:
                    self._typing.show(turn.channel, turn.sender)
                try:
                    answer, away = await self._ask(turn), False
                except RasaUnavailable as error:
                    answer, away = None, isinstance(error, RasaAway)
                await self._in_thread(self.finish, turn, answer, away)
        finally:
            self._held.discard(turn.id)
        return turn.rest or answer is None

    # -- asking --------------------------------------------------------------------------------------------------

    async def _ask(self, turn: Claimed) -> Answer:
        """Rasa's answer; RasaUnavailable when it gave none in the time it has, at once when it is known to be away."""
        now = asyncio.get_running_loop().time
        begun, told = now(), False
        while True:
            try:
                async with self._asking:
                    return await self.rasa.ask(turn.conversation_id, turn.id, turn.payload or turn.text, turn.metadata)
            except RasaUnavailable as error:
                waited, booting = now() - begun, not self.rasa.was_ready
                longest = self.settings.rasa_boot_seconds if booting else self.settings.rasa_patience_seconds
                if waited >= longest or (self.rasa.breaker.is_open and not booting):
                    log.warning("conversation %s: no answer in %.0f s: %s", turn.conversation_id, waited, error)
                    raise
                if booting and waited >= TELL_SECONDS and not told:
                    told = True  # once, and only whoever wrote: a question of ours keeps nobody waiting
                    await self._in_thread(self._tell_booting, turn)
                await self.rasa.breaker.wait(longest - waited if told else min(TELL_SECONDS, longest - waited))

    def _tell_booting(self, turn: Claimed) -> None:
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now(), SYSTEM)
            if not _is_prompt(asked_in(session, session.get_one(Turn, turn.id))):
                before_bot.tell_booting(work, session.get_one(Conversation, turn.conversation_id))

    # -- finishing -----------------------------------------------------------------------------------------------

    def finish(self, claimed: Claimed, answer: Answer | None, away: bool = False) -> None:
        """Replies and "handled" commit together. The bot's words are dropped if a human took over meanwhile.

        `away`: there is no answer because the bot is not there; it gets the turn back when it is.
        """
        with self.database.write() as session:
            now = clock.now()
            # Locked before the turn is read: of two that finish it, the second then sees that it is done.
            conversation = session.get_one(Conversation, claimed.conversation_id, with_for_update=True)
            turn = session.get_one(Turn, claimed.id)
            if turn.done_at:
                return
            work = UnitOfWork(session, self.kb, now, BOT)
            messages = asked_in(session, turn)
            handed_off_here = conversation.owner == "queue" and conversation.handoff_turn == turn.id
            if conversation.owner != "bot" and not handed_off_here:
                turn.outcome = "dropped"
            elif answer is not None and not _says(answer) and _is_prompt(messages):
                turn.outcome = "dropped"  # what we meant to ask is settled meanwhile; nobody waits for an answer
            elif answer is None or not _says(answer):
                before_bot.bot_failed(work, conversation, turn, away)
            else:
                asked = _is_prompt(messages)
                complaint_id = confidential.of_turn(messages)
                self._say(work, conversation, turn, answer, "survey" if asked else "", complaint_id)
                turn.outcome = "handed_off" if handed_off_here else "answered"
                turn.intent, turn.confidence = answer.intent, answer.confidence
                turn.ranking, turn.asked = answer.ranking, answer.asked
                conversation.flow = answer.flow
                confidential.after_turn(work, conversation, turn.id)
                told_in_passing(work, conversation, turn.id, messages)
                review.collect(work, conversation, turn, messages)
            settle(work, turn, messages)

    def _say(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        turn: Turn,
        answer: Answer,
        purpose: str,
        complaint_id: int | None,
    ) -> None:
        before = last_said(work, conversation, 1)
        for message in answer.messages:
            text = message["text"].strip()
            repeated = text in before and message is not answer.messages[-1]
            if not text or repeated:  # never the same sentence twice in a row
                continue
            buttons = [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []]
            say(
                work,
                conversation,
                text,
                author="bot",
                buttons=buttons,
                turn_id=turn.id,
                purpose=purpose,
                complaint_id=complaint_id,
            )
            before = [text]


def _says(answer: Answer) -> bool:
    return any(message["text"] for message in answer.messages)


def _is_prompt(messages: list[Message]) -> bool:
    """Whether the turn was begun by the product, and not by something the customer wrote."""
    return any(message.author == "system" for message in messages)


def _timed(do: Callable[[], Result]) -> tuple[Result, float]:
    """What it returns, and the processor's seconds it took; not those it waited."""
    began = time.thread_time()
    return do(), time.thread_time() - began
