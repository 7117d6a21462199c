"""One webhook of a call, inside its transaction: what is known, and how to speak."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from connectors.contract.numbering import is_listed, numbers
from connectors.voice.channel import CallEvent, VoiceChannel
from connectors.voice.tts_text import tts_text
from connectors.voice.twiml import Script, Speech
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.hotline import calls
from helpline.tables import Call, Conversation, Message, Turn
from kb.models.hotline import HotlinePolicy
from language.han import HAN

NUMBERS = ("phone", "serial", "case_number", "code")  # what is asked for that is keyed in


@dataclass
class CallContext:
    """Handlers take one and return a script. `call` and `conversation` are locked until it is kept."""

    work: UnitOfWork
    call: Call
    conversation: Conversation
    event: CallEvent
    channel: VoiceChannel
    speech: Speech
    texts: bool  # whether text messages are switched on

    @property
    def policy(self) -> HotlinePolicy:
        return self.work.kb.policies.hotline

    @cached_property
    def step(self) -> int:
        """The number in the addresses of this answer; each answer has its own."""
        self.call.step += 1
        return self.call.step

    def url(self, path: str, other_leg: bool = False) -> str:
        """Where Twilio goes next; a leg to an agent must name the call it belongs to."""
        return self.channel.url(path, self.step, self.call.sid if other_leg else "")

    def script(self) -> Script:
        return Script(self.speech)

    def words(self, id: str, **values: Any) -> str:
        """A phrase, ready to be spoken."""
        return tts_text(phrase(self.work.kb, id, **values))

    def words_of(self, text: str) -> str:
        """Any text, ready to be spoken."""
        return tts_text(text)

    # -- the conversation's messages ---------------------------------------------------------------------------------

    def unsaid(self, most: int | None = None) -> list[str]:
        """What the caller has yet to hear, which with this is said; the choices of the last message by their keys."""
        messages = calls.unsaid(self.work, self.call)[:most]
        calls.said(self.call, messages)
        return [text for text in map(self.spoken, messages) if text]

    def spoken(self, message: Message) -> str:
        """One message for the ear. Choices are told while they can be chosen: when it is the newest heard."""
        text = tts_text(message.text)
        return text + self._keys(message, text) if message.buttons and message is self.last_said else text

    def _keys(self, message: Message, text: str) -> str:
        titles = [button["title"] for button in message.buttons]
        listed = is_listed(message.text, titles)  # each has been told with its number
        told = (
            [phrase(self.work.kb, "voice_listed")]
            if listed
            else [
                phrase(self.work.kb, "voice_key", title=_in_one_breath(title), number=number)
                for title, number in zip(titles, numbers(titles))
            ]
        )
        end, pause = (phrase(self.work.kb, id) for id in ("full_stop", "clause_break"))
        begin = "" if text.endswith(("。", "！", "？")) else end
        if self._asks_for_number(message):
            begin += phrase(self.work.kb, "voice_number")
        return begin + pause.join(told) + end

    def _asks_for_number(self, message: Message) -> bool:
        """Whether the answer may be a number as well as a choice: then one key does not end it."""
        turn = self.work.session.get(Turn, message.turn_id) if message.turn_id else None
        return turn is not None and turn.asked in NUMBERS

    @property
    def last_said(self) -> Message | None:
        """The newest message the caller heard."""
        heard = select(Message).where(
            Message.conversation_id == self.conversation.id,
            Message.direction == "out",
            Message.seq <= self.call.spoken_seq,
        )
        return self.work.session.scalars(heard.order_by(Message.seq.desc()).limit(1)).one_or_none()

    # -- how an answer ends ------------------------------------------------------------------------------------------

    def listen(self, texts: Sequence[str], digits: int | None = None) -> Script:
        """Speaks and waits for the caller. One key is enough where nothing but keys was told."""
        self.call.stage = "talk"
        newest = self.last_said
        if newest is not None and newest.buttons and not self._asks_for_number(newest):
            digits = 1
        return self.script().ask(texts or [self.words("voice_go_on")], self.url("heard"), digits)

    def end(self, *texts: str) -> Script:
        """Speaks and hangs up; the call is over as far as we are concerned."""
        script = self.script().say(*texts).hangup()
        calls.hung_up(self.work, self.call, self.texts)
        return script


def _in_one_breath(title: str) -> str:
    """A choice without the pause of a comma, which would part it from its key."""
    return re.sub(f"(?<=[{HAN}])，(?=[{HAN}])", "", tts_text(title))
