"""Calls that the product makes: a phone rings, somebody picks up, hears what it is about and presses a key."""

import asyncio
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from simulator.accounts import Accounts
from simulator.clock import SimulatedClock
from simulator.journal import Journal
from simulator.twilio.calling import NotNow
from simulator.twilio.webhooks import WebhookFailed, Webhooks
from simulator.twiml import State, TwimlCall
from simulator.twiml_grammar import TwimlError

CHANNEL = "duty"


class Outgoing:
    """Everything is told in the journal, as `ringing`, `heard` and `over`, by the number that is called."""

    def __init__(self, accounts: Accounts, clock: SimulatedClock, journal: Journal, webhooks: Webhooks) -> None:
        self._accounts, self._clock, self._journal, self._webhooks = accounts, clock, journal, webhooks
        self._calls: dict[str, tuple[str, TwimlCall]] = {}
        self._timers: set[asyncio.Task[None]] = set()

    def take(self, form: Mapping[str, str]) -> dict[str, Any]:
        """What the REST API answers; the phone rings as long as was asked for."""
        missing = [name for name in ("To", "From", "Url") if not form.get(name)]
        if missing:
            return {"code": 21201, "message": f"{missing[0]} is required", "status": 400}
        sid, to = f"CA{secrets.token_hex(16)}", form["To"]
        call = TwimlCall(self._webhooks.post, form["Url"], sid, form["From"], to, self._accounts.twilio_sid)
        self._calls[sid] = (to, call)
        self._journal.note(CHANNEL, "ringing", to, sid=sid)
        task = asyncio.get_running_loop().create_task(self._give_up(sid, float(form.get("Timeout", "60"))))
        self._timers.add(task)
        task.add_done_callback(self._timers.discard)
        return {"sid": sid, "status": "queued", "to": to, "from": form["From"]}

    async def act(self, sid: str, act: str, key: str = "") -> None:
        """answer, key or decline; NotNow when the phone does not ring, or no key is asked for."""
        to, call = self._calls.get(sid, ("", None))
        asked = {"answer": State.NEW, "decline": State.NEW, "key": State.LISTENING}
        if call is None or asked.get(act) != call.state:
            raise NotNow(act)
        if act == "decline":
            self._over(sid)
            return
        try:
            does = call.begin if act == "answer" else partial(_press, call, key)
            heard = await asyncio.to_thread(does)
        except (TwimlError, WebhookFailed) as error:
            self._journal.note(CHANNEL, "failed", to, sid=sid, text=str(error))
            self._over(sid)
            return
        for words in heard:
            self._journal.note(CHANNEL, "heard", to, sid=sid, text=words)
        if call.state == State.OVER:
            self._over(sid)

    async def _give_up(self, sid: str, seconds: float) -> None:
        await self._clock.sleep(seconds)
        if sid in self._calls and self._calls[sid][1].state == State.NEW:
            self._over(sid)

    def _over(self, sid: str) -> None:
        to, _ = self._calls.pop(sid)
        self._journal.note(CHANNEL, "over", to, sid=sid)


def _press(call: TwimlCall, key: str) -> list[str]:
    """No key is silence until the time is up."""
    return call.press(key) if key else call.silence()
