"""Text messages both ways, with the callbacks that tell what became of each."""

import asyncio
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from simulator.accounts import Accounts
from simulator.clock import SimulatedClock
from simulator.files import Files
from simulator.journal import GOT, SAID, Journal
from simulator.twilio.segments import segments, units
from simulator.twilio.webhooks import WebhookFailed, Webhooks

CHANNEL = "sms"
MOST = 1600
STOP = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
START = frozenset(["START", "YES", "UNSTOP"])
STEPS = {"queued": 0.1, "sent": 0.4, "delivered": 1.2}  # seconds after the call


@dataclass
class Texting:
    """`callbacks`: in_order, shuffled or doubled (shuffled and each twice)."""

    accounts: Accounts
    clock: SimulatedClock
    journal: Journal
    files: Files
    webhooks: Webhooks
    callbacks: str = "in_order"
    opted_out: set[str] = field(default_factory=set)
    out_of_reach: set[str] = field(default_factory=set)
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._later: set[asyncio.Task[None]] = set()

    # -- the customer ------------------------------------------------------------------------------------------------

    async def write(self, number: str, text: str, pictures: Sequence[tuple[bytes, str]] = ()) -> bool:
        """A text message to the product's number. Twilio asks once, and does not ask again."""
        sid = f"{'MM' if pictures else 'SM'}{secrets.token_hex(16)}"
        word = text.strip().upper()
        if word in STOP:
            self.opted_out.add(number)
        elif word in START:
            self.opted_out.discard(number)
        values = self._values(sid, number, text) | self._media(sid, pictures)
        kept = [name.rsplit("/", 1)[1] for key, name in values.items() if key.startswith("MediaUrl")]
        self.journal.note(CHANNEL, SAID, number, text=text, sid=sid, media=kept, segments=segments(text))
        try:
            twiml = await self.webhooks.send(f"{self.accounts.product}/channels/sms", values)
            replies = [one.text or "" for one in ElementTree.fromstring(twiml).iter("Message")]
        except (WebhookFailed, ElementTree.ParseError) as error:
            self.journal.note(CHANNEL, "failed", number, code=getattr(error, "code", 12100), sid=sid)
            return False
        for reply in replies:
            self._arrives(number, reply, f"SM{secrets.token_hex(16)}", "")
        return True

    def _values(self, sid: str, number: str, text: str) -> dict[str, str]:
        return {
            "ToCountry": "US",
            "ToState": "",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": text,
            "FromCountry": "",
            "To": self.accounts.sms_number,
            "ToZip": "",
            "NumSegments": str(segments(text)),
            "MessageSid": sid,
            "AccountSid": self.accounts.twilio_sid,
            "From": number,
            "ApiVersion": "2010-04-01",
        }

    def _media(self, sid: str, pictures: Sequence[tuple[bytes, str]]) -> dict[str, str]:
        base = f"{self.accounts.platform}/twilio/2010-04-01/Accounts/{self.accounts.twilio_sid}/Messages/{sid}/Media"
        values = {"NumMedia": str(len(pictures))}
        for place, (content, content_type) in enumerate(pictures):
            values[f"MediaUrl{place}"] = f"{base}/{self.files.keep(content, content_type)}"
            values[f"MediaContentType{place}"] = content_type
        return values

    # -- the product -------------------------------------------------------------------------------------------------

    def take(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Messages.json: the message, or Twilio's error with its `status`."""
        to, text = form.get("To", ""), form.get("Body", "")
        sender = form.get("From") or form.get("MessagingServiceSid", "")
        code = (
            21211
            if not to.startswith("+") or not to[1:].isdecimal()
            else 21606
            if sender != self.accounts.sms_number
            else 21602
            if not text
            else 21617
            if units(text) > MOST
            else 21610
            if to in self.opted_out
            else 0
        )
        if code:
            self.journal.note(CHANNEL, "refused", to, code=code)
            return {"code": code, "message": f"error {code}", "more_info": "", "status": 400}
        sid = f"SM{secrets.token_hex(16)}"
        self._arrives(to, text, sid, form.get("StatusCallback", ""))
        return {
            "sid": sid,
            "account_sid": self.accounts.twilio_sid,
            "to": to,
            "from": sender,
            "body": text,
            "status": "queued",
            "num_segments": str(segments(text)),
            "num_media": "0",
            "direction": "outbound-api",
            "api_version": "2010-04-01",
            "error_code": None,
            "error_message": None,
            "uri": f"/2010-04-01/Accounts/{self.accounts.twilio_sid}/Messages/{sid}.json",
        }

    def _arrives(self, to: str, text: str, sid: str, callback: str) -> None:
        reached = to not in self.out_of_reach
        if reached:
            self.journal.note(CHANNEL, GOT, to, text=text, sid=sid, segments=segments(text))
        if callback:
            task = asyncio.get_running_loop().create_task(self._tell(sid, to, callback, reached))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def _tell(self, sid: str, to: str, callback: str, reached: bool) -> None:
        """The callbacks; each is sent once, whatever it is answered."""
        steps = list(STEPS.items())
        if not reached:
            steps[-1] = ("undelivered", STEPS["delivered"])
        if self.callbacks != "in_order":
            names = [name for name, _ in steps]
            self._random.shuffle(names)
            steps = list(zip(names, STEPS.values()))
        if self.callbacks == "doubled":
            steps = sorted(steps * 2, key=lambda step: step[1])
        passed = 0.0
        for status, at in steps:
            await self.clock.sleep(at - passed)
            passed = at
            values = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status, "To": to}
            values |= {"From": self.accounts.sms_number, "AccountSid": self.accounts.twilio_sid}
            values |= {"ApiVersion": "2010-04-01"} | ({"ErrorCode": "30003"} if status == "undelivered" else {})
            self.journal.note(CHANNEL, "status", to, sid=sid, status=status)
            try:
                await self.webhooks.send(callback, values)
            except WebhookFailed as error:
                self.journal.note(CHANNEL, "failed", to, code=error.code, sid=sid)
