"""One worker at a time per conversation takes what is unanswered, asks the bot, and commits everything together."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from sqlalchemy import select

from cases import clock, learning
from cases.database import Database
from cases.messages import last_said, say
from cases.tables import Conversation, Message, Turn
from cases.work import BOT, SYSTEM, Work
from connectors.channel import Registry, Types
from gateway import without_bot
from gateway.live import Live
from gateway.rasa import Answer, Rasa, RasaUnavailable
from gateway.settings import Settings
from gateway.turn_claims import Claimed, Claims, settle
from kb.models import Knowledge

TICK_SECONDS = 0.2
BUSY_LIMIT = 500  # conversations in hand, most of them waiting for Rasa

log = logging.getLogger(__name__)


class Turns:
    """The workers of one gateway."""

    def __init__(
        self,
        database: Database,
        kb: Knowledge,
        rasa: Rasa,
        live: Live,
        settings: Settings,
        channels: Registry | None = None,
    ) -> None:
        self.database, self.kb, self.rasa, self.live, self.settings = database, kb, rasa, live, settings
        self._channels = channels or Registry()
        self.claims = Claims(database, kb, settings, self._channels)
        self._asking = asyncio.Semaphore(settings.turns_at_once)
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Something came in."""
        self._bell.set()

    async def run(self) -> None:
        """Works until cancelled."""
        await asyncio.to_thread(self.claims.release_own)
        while True:
            try:
                await asyncio.wait_for(self._bell.wait(), TICK_SECONDS)
            except TimeoutError:
                pass
            self._bell.clear()
            try:
                waiting = await asyncio.to_thread(self.claims.waiting)
            except Exception:
                log.exception("looking for unanswered messages failed")
                await asyncio.sleep(1)
                continue
            for conversation_id in waiting:
                if conversation_id not in self._busy and len(self._busy) < BUSY_LIMIT:
                    self._busy.add(conversation_id)
                    self._keep(self._work(conversation_id))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
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
        turn = await asyncio.to_thread(self.claims.claim, conversation_id)
        self.live.ring(conversation_id)
        if turn is None:
            return
        self._show_typing(turn)
        answer = await self._ask(turn)
        await asyncio.to_thread(self.finish, turn, answer)
        self.live.ring(conversation_id)

    def _show_typing(self, turn: Claimed) -> None:
        """Beside the turn: the customer sees that an answer is being written, where the channel shows it."""
        channel = self._channels.get(turn.channel)
        if isinstance(channel, Types):
            self._keep(asyncio.to_thread(channel.typing, turn.sender, True))

    # -- asking --------------------------------------------------------------------------------------------------

    async def _ask(self, turn: Claimed) -> Answer | None:
        """Rasa's answer; None when it gave none in the time it has."""
        begun = asyncio.get_running_loop().time()
        told = False
        while True:
            try:
                async with self._asking:
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
                await asyncio.to_thread(self.claims.renew, turn)
                await asyncio.sleep(0.5)

    def _tell_booting(self, turn: Claimed) -> None:
        with self.database.write() as session:
            work = Work(session, self.kb, clock.now(), SYSTEM)
            without_bot.tell_booting(work, session.get_one(Conversation, turn.conversation_id))
        self.live.ring(turn.conversation_id)

    # -- finishing -----------------------------------------------------------------------------------------------

    def finish(self, claimed: Claimed, answer: Answer | None) -> None:
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
                turn.ranking, turn.asked = answer.ranking, answer.asked
                conversation.flow = answer.flow
                asked = any(message.author == "system" for message in messages)
                self._say(work, conversation, turn, answer, "survey" if asked else "")
                learning.collect(work, conversation, turn, messages)
            settle(work, turn, messages)

    def _say(self, work: Work, conversation: Conversation, turn: Turn, answer: Answer, purpose: str) -> None:
        before = last_said(work, conversation, 1)
        for message in answer.messages:
            text = message["text"].strip()
            repeated = text in before and message is not answer.messages[-1]
            if not text or repeated:  # never the same sentence twice in a row
                continue
            buttons = [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []]
            say(work, conversation, text, author="bot", buttons=buttons, turn_id=turn.id, purpose=purpose)
            before = [text]
