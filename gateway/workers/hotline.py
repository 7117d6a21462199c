"""Answers the hotline's webhooks, each once: asked again, Twilio gets the same answer and nothing happens twice."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.contextvars import bind_contextvars, bound_contextvars

from connectors.contract.channel import Registry
from connectors.contract.inbound import Inbound, Received
from connectors.voice.channel import CallEvent, VoiceChannel
from connectors.voice.twiml import Script, Speech
from gateway.workers.change_notifier import ChangeNotifier
from gateway.workers.wait_for_bell import rung
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.phone import SMS
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import BOT, UnitOfWork
from helpline.hotline import calls, page_calls, talk, transfer
from helpline.hotline.call_context import CallContext
from helpline.inbound.ingest import take_in
from helpline.tables import Call, CallStep, Conversation
from kb.models.knowledge import Knowledge

ANSWER_SECONDS = 6.0  # a webhook waits for the bot; Twilio gives up after 15
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
HUMAN_KEY = "0"

HANDLERS: dict[str, Callable[[CallContext], Script]] = {
    "": talk.greet,
    "heard": talk.heard,
    "wait": talk.answer,
    "transfer": transfer.transferred,
    "whisper": transfer.whisper,
    "connect": transfer.connect,
    "queue": transfer.queue,
    "chose": transfer.chose,
    "left": transfer.left,
}


class Hotline:
    """One gateway's end of the hotline."""

    def __init__(
        self,
        database: Database,
        kb: Knowledge,
        changes: ChangeNotifier,
        channel: VoiceChannel,
        channels: Registry,
    ) -> None:
        self.database, self.kb, self.changes = database, kb, changes
        self.channel, self.channels = channel, channels
        self.speech = speech(kb)

    async def answer(self, event: CallEvent) -> str:
        """The TwiML for one authentic webhook."""
        if event.page:
            return await asyncio.to_thread(self._answer_page, event)
        with bound_contextvars(call=event.call):
            if event.path in ("heard", "wait") and not event.is_over:
                conversation_id = await asyncio.to_thread(self._take_in, event)
                if conversation_id:
                    bind_contextvars(conversation=conversation_id)
                    await self._wait(conversation_id)
            return await asyncio.to_thread(self._decide, event)

    # -- before the answer ---------------------------------------------------------------------------------------

    def _take_in(self, event: CallEvent) -> str | None:
        """Stores what was said for the bot or the agent; the conversation to wait for, None when there is none."""
        with self.database.read() as session:
            call = session.get(Call, event.call)
            if call is None or call.ended_at or session.get(CallStep, (event.call, _key(event))):
                return None
            conversation_id, stage = call.conversation_id, call.stage
        inbound = self.channel.inbound(event)
        if event.path == "heard" and (inbound is None or _is_for_us(event, stage)):
            return None
        if inbound:
            take_in(self.database, self.kb, self.channel, Received(inbound=(self._in_words(event, inbound),)))
        return conversation_id

    def _in_words(self, event: CallEvent, inbound: Inbound) -> Inbound:
        """The key for a human says what the button for it says."""
        if event.digits != HUMAN_KEY or event.speech:
            return inbound
        return replace(inbound, text=phrase(self.kb, "button_human"), choice="")

    async def _wait(self, conversation_id: str) -> None:
        """Until the bot has answered, or as long as the caller may be left in silence."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + ANSWER_SECONDS
        with self.changes.listen_answer(conversation_id) as bell:
            while not await asyncio.to_thread(self._is_answered, conversation_id):
                left = deadline - loop.time()
                if left <= 0:
                    return
                await rung(bell, left)
                bell.clear()

    def _is_answered(self, conversation_id: str) -> bool:
        with self.database.read() as session:
            work = UnitOfWork(session, self.kb, clock.now())
            return calls.is_answered(work, session.get_one(Conversation, conversation_id))

    def _answer_page(self, event: CallEvent) -> str:
        """A colleague whom we have called."""
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now())
            return str(page_calls.answer(work, event, self.channel, self.speech))

    # -- the answer ----------------------------------------------------------------------------------------------

    def _decide(self, event: CallEvent) -> str:
        """Everything the answer changes and the answer itself are kept in one transaction."""
        for attempt in (1, 2):
            try:
                return self._decide_once(event)
            except (IntegrityError, OperationalError):  # the same at the same instant, answered by now; a deadlock
                if attempt == 2:
                    raise
        raise AssertionError

    def _decide_once(self, event: CallEvent) -> str:
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now(), BOT)
            call, texts = calls.open_call(work, event.call, event.from_phone), SMS in self.channels.channels
            kept = session.get(CallStep, (event.call, _key(event)))
            if kept:
                return kept.twiml
            if event.path == "status":
                if event.is_over:
                    calls.hung_up(work, call, texts)
                return EMPTY
            conversation = session.get_one(Conversation, call.conversation_id, with_for_update=True)
            if event.is_over and event.path not in ("whisper", "connect"):
                calls.hung_up(work, call, texts)
                twiml = EMPTY
            elif call.ended_at and event.path not in ("whisper", "connect"):
                twiml = str(Script(self.speech).hangup())
            else:
                context = CallContext(work, call, conversation, event, self.channel, self.speech, texts)
                twiml = str(HANDLERS[event.path](context))
            session.add(CallStep(call_sid=event.call, key=_key(event), twiml=twiml, at=work.now))
        return twiml


def speech(kb: Knowledge) -> Speech:
    """How the hotline speaks; it listens for what customers call the products and for what can be asked for."""
    policy = kb.policies.hotline
    asked = phrase(kb, "start_titles").split()
    named = [word for category in kb.categories for word in (category.name, *category.words)]
    hints = dict.fromkeys(word for word in (*asked, *named) if "," not in word)
    return Speech(policy.voice.hears, policy.voice.speaks, policy.voice.name, tuple(hints), policy.silence_seconds)


def _is_for_us(event: CallEvent, stage: str) -> bool:
    """Keys that steer the call and are not told to the bot."""
    if event.speech:
        return False
    return event.digits == talk.AGAIN or (stage == "offer" and event.digits in ("1", "2"))


def _key(event: CallEvent) -> str:
    return f"{event.path}:{event.step}"
