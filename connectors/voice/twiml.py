"""What a call is to do next, as TwiML. Words come in ready to be spoken; every value is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from connectors.voice.attributes import check

LONGEST_SAY = 3000  # characters; Twilio takes 4096
MOST_HINTS = 200
PAUSE_SECONDS = 1


@dataclass(frozen=True)
class Speech:
    """How to speak and what to listen for."""

    hears: str
    speaks: str
    voice: str
    hints: tuple[str, ...] = ()  # words that callers are likely to say
    silence_seconds: int = 6


class Script:
    """One answer to Twilio, written verb after verb. Nothing may follow a verb that ends it."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._twiml = VoiceResponse()

    def __str__(self) -> str:
        _checked(self._twiml)
        return str(self._twiml)

    def say(self, *texts: str) -> "Script":
        _say(self._twiml, self._speech, texts)
        return self

    def ask(self, texts: Sequence[str], action: str, digits: int | None = None) -> "Script":
        """Speaks, may be interrupted, and sends what is said or keyed to `action`; silence too.

        With `digits` that many keys end it at once; otherwise a number ends with # or a pause.
        """
        named: dict[str, Any] = {"num_digits": digits} if digits else {"finish_on_key": "#"}
        gather = self._twiml.gather(
            input="dtmf speech",
            action=action,
            method="POST",
            language=self._speech.hears,
            hints=",".join(self._speech.hints[:MOST_HINTS]) or None,
            speech_timeout="auto",
            timeout=self._speech.silence_seconds,
            barge_in=True,
            profanity_filter=False,
            action_on_empty_result=True,
            **named,
        )
        _say(gather, self._speech, texts)
        return self

    def keys(self, texts: Sequence[str], action: str, seconds: int, music: str = "", always: bool = False) -> "Script":
        """Speaks and takes one key; with none the next verb follows, or with `always` the action too."""
        gather: Gather = self._twiml.gather(
            input="dtmf",
            action=action,
            method="POST",
            num_digits=1,
            finish_on_key="",
            timeout=seconds,
            action_on_empty_result=always,
        )
        _say(gather, self._speech, texts)
        if music:
            gather.play(music)
        return self

    def pause(self) -> "Script":
        self._twiml.pause(length=PAUSE_SECONDS)
        return self

    def redirect(self, url: str) -> "Script":
        self._twiml.redirect(url, method="POST")
        return self

    def dial(
        self, number: str, whisper: str, action: str, seconds: int, recording: bool, caller_id: str = ""
    ) -> "Script":
        """Rings a phone; the caller hears ringing until somebody has agreed to take the call.

        `caller_id` is ours for callers who hide their number; others' own number is shown.
        """
        dial: Dial = self._twiml.dial(
            action=action,
            method="POST",
            timeout=seconds,
            answer_on_bridge=True,
            ring_tone="cn",
            record="record-from-answer-dual" if recording else "do-not-record",
            caller_id=caller_id or None,
        )
        dial.number(number, url=whisper, method="POST")
        return self

    def enqueue(self, queue: str, waiting: str, action: str) -> "Script":
        self._twiml.enqueue(queue, wait_url=waiting, wait_url_method="POST", action=action, method="POST")
        return self

    def leave(self) -> "Script":
        self._twiml.leave()
        return self

    def hangup(self) -> "Script":
        self._twiml.hangup()
        return self


def _say(into: Any, speech: Speech, texts: Sequence[str]) -> None:
    for text in texts:
        if text:
            into.say(text[:LONGEST_SAY], language=speech.speaks, voice=speech.voice)


def _checked(element: TwiML) -> None:
    check(element.name, {name: str(value) for name, value in element.attrs.items()})
    for verb in element.verbs:
        if isinstance(verb, TwiML):
            _checked(verb)
