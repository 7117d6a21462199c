"""Calls that are under way: who may do what now, and what happens when nobody does anything."""

import asyncio
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.accounts import Accounts
from simulator.clock import SimulatedClock
from simulator.journal import SAID, Journal
from simulator.twilio.call import LiveCall
from simulator.twilio.webhooks import WebhookFailed, Webhooks
from simulator.twiml import State
from simulator.twiml_grammar import TwimlError

CHANNEL = "voice"
HIDDEN = "anonymous"
SPOKEN = 4.5  # characters a second


class NotNow(ValueError):
    """Nobody would notice: no such call, nobody listens, no phone rings."""


@dataclass
class Line:
    """One call and its lock; `turn` counts what was done, so that a late timer sees that it is late."""

    call: LiveCall
    lock: threading.Lock = field(default_factory=threading.Lock)
    turn: int = 0
    unspoken: int = 0  # characters said since somebody last did something


class Calling:
    """`impatient` callers who say nothing count as silent after the time the product gives them."""

    def __init__(self, accounts: Accounts, clock: SimulatedClock, journal: Journal, webhooks: Webhooks) -> None:
        self._accounts, self._clock, self._journal, self._webhooks = accounts, clock, journal, webhooks
        self.lines: dict[str, Line] = {}
        self.impatient = False
        self._timers: set[asyncio.Task[None]] = set()

    async def dial(self, number: str) -> dict[str, Any]:
        """Calls the hotline; "" hides the number."""
        sid, from_ = f"CA{secrets.token_hex(16)}", number or HIDDEN
        url = f"{self._accounts.product}/channels/voice"

        def tell(words: str) -> None:
            self.lines[sid].unspoken += len(words)
            self._journal.note(CHANNEL, "heard", from_, sid=sid, text=words)

        to, account = self._accounts.voice_number, self._accounts.twilio_sid
        self.lines[sid] = Line(LiveCall(self._webhooks.post, url, sid, from_, to, account, tell))
        self._journal.note(CHANNEL, "dialled", from_, sid=sid)
        return await self._do(sid, lambda call: call.begin() and None)

    async def act(self, sid: str, act: str, words: str = "") -> dict[str, Any]:
        """What somebody on the call does: say, press, silence, hang_up; on the rung phone answer, key, decline,
        other_hangs_up. NotNow when it would reach nobody."""
        line = self._line(sid)
        call = line.call
        if act == "hang_up" and line.lock.locked():
            line.turn += 1
            await asyncio.to_thread(self._safely, line, lambda call: call.drop())
            return self._told(line)
        allowed, does = {
            "say": (call.is_heard("speech"), lambda call: call.say(words)),
            "press": (call.is_heard("dtmf"), lambda call: call.press(words)),
            "silence": (call.state == State.LISTENING, lambda call: call.silence()),
            "hang_up": (call.state != State.OVER, lambda call: call.hang_up()),
            "answer": (call.state == State.RINGING and not call.leg, lambda call: self._whispered(call, call.answer())),
            "key": (call.key_seconds > 0, lambda call: self._whispered(call, call.key(words))),
            "decline": (call.state == State.RINGING and not call.leg, lambda call: call.no_answer("busy")),
            "other_hangs_up": (call.state == State.TALKING, lambda call: call.other_hangs_up()),
        }.get(act, (False, None))
        if not allowed or does is None or line.lock.locked():
            raise NotNow(act)
        if act in ("say", "press"):
            self._journal.note(CHANNEL, SAID, call.from_, sid=sid, text=words, keys=act == "press")
        return await self._do(sid, does)

    async def talk(self, sid: str, who: str, words: str) -> None:
        """Two people speak with each other; the product hears nothing of it."""
        line = self._line(sid)
        if line.call.state != State.TALKING:
            raise NotNow("talk")
        self._journal.note(CHANNEL, "talk", line.call.from_, sid=sid, by=who, text=words)

    def _line(self, sid: str) -> Line:
        if sid not in self.lines:
            raise NotNow(sid)
        return self.lines[sid]

    async def _do(self, sid: str, does: Callable[[LiveCall], Any]) -> dict[str, Any]:
        line = self._line(sid)
        line.turn, line.unspoken = line.turn + 1, 0
        self._told(line, busy=True)

        def locked() -> None:
            with line.lock:
                self._safely(line, does)

        await asyncio.to_thread(locked)
        self._await_nothing(line)
        return self._told(line)

    def _safely(self, line: Line, does: Callable[[LiveCall], Any]) -> None:
        try:
            does(line.call)
        except (TwimlError, WebhookFailed) as error:
            self._journal.note(CHANNEL, "failed", line.call.from_, sid=line.call.sid, text=str(error))
            try:
                line.call.fail()
            except WebhookFailed:
                pass

    def _whispered(self, call: LiveCall, heard: list[str]) -> None:
        for words in heard:
            self._journal.note(CHANNEL, "whisper", call.from_, sid=call.sid, text=words)

    def _told(self, line: Line, busy: bool = False) -> dict[str, Any]:
        call = line.call
        state = {
            "sid": call.sid,
            "state": str(call.state),
            "busy": busy and call.state != State.OVER,
            "speech": call.is_heard("speech"),
            "keys": call.is_heard("dtmf"),
            "queued": call.is_queued,
            "ringing": [leg.number for leg in call.ringing],
            "picked_up": call.leg.number if call.leg else "",
            "asked": call.key_seconds > 0,
        }
        self._journal.note(CHANNEL, "state", call.from_, **state)
        return state

    # -- nobody does anything --------------------------------------------------------------------------------------

    def _await_nothing(self, line: Line) -> None:
        call, spoken = line.call, line.unspoken / SPOKEN
        if call.key_seconds:
            seconds, act = call.key_seconds + sum(map(len, call.leg.heard if call.leg else ())) / SPOKEN + 10, "key"
        elif call.state == State.RINGING and not call.leg:
            seconds, act = call.dial_seconds + spoken, "no_answer"
        elif call.state == State.LISTENING and (self.impatient or call.is_queued):
            seconds, act = call.gather_seconds + spoken, "silence"
        else:
            return
        task = asyncio.get_running_loop().create_task(self._later(line, line.turn, seconds, act))
        self._timers.add(task)
        task.add_done_callback(self._timers.discard)

    async def _later(self, line: Line, turn: int, seconds: float, act: str) -> None:
        await self._clock.sleep(seconds)
        if line.turn != turn or line.lock.locked() or line.call.state == State.OVER:
            return
        does: dict[str, Callable[[LiveCall], Any]] = {
            "key": lambda call: self._whispered(call, call.key("")),
            "no_answer": lambda call: call.no_answer(),
            "silence": lambda call: call.silence(),
        }
        await self._do(line.call.sid, does[act])
