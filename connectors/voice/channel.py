"""The hotline's webhooks, checked and read. What a call does next is decided by the gateway (`helpline.hotline`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from twilio.rest import Client

from connectors.contract.capabilities import Capabilities
from connectors.contract.checkup import Finding
from connectors.contract.inbound import Inbound, Received
from connectors.contract.outbound import SENT, Outbound, Parcel, Result, one_each
from connectors.contract.request import BadMessage, Request
from connectors.contract.settings import Setting, TokenStore, given
from connectors.twilio.checkup import findings
from connectors.twilio.http import Http
from connectors.twilio.request import ACCOUNT_SETTINGS, EMPTY, Account, account

NUMBER = "TWILIO_VOICE_NUMBER"
SETTINGS = (*ACCOUNT_SETTINGS, Setting(NUMBER, "the number that customers call, as +1…"))
PAGES = ("page", "paged")  # of a call that we made
PATHS = ("", "heard", "wait", "transfer", "whisper", "connect", "queue", "chose", "left", "status", *PAGES)
OVER = frozenset(["completed", "busy", "failed", "no-answer", "canceled"])
# What stands in for the number of callers who do not show theirs, apart from no number at all.
_HIDDEN = frozenset(["266696687", "7378742833", "2562533", "8566696", "464", "86282452253"])
_SID = re.compile(r"[A-Za-z0-9]{2,64}")


@dataclass(frozen=True)
class CallEvent:
    """One authentic webhook of a call."""

    path: str
    call: str  # CallSid of the customer's leg
    step: int  # counts the webhooks of a call in the addresses we give out; 0 for those we did not give out
    from_phone: str  # what the network says, "" when hidden; a claim, no proof
    speech: str
    digits: str
    call_status: str
    values: Mapping[str, str]  # everything else
    page: int = 0  # of a call that we made: what for

    @property
    def is_over(self) -> bool:
        return self.call_status in OVER


class VoiceChannel:
    """The sender is the call: anonymous callers and parallel calls of one number stay apart.

    Nothing is pushed: what is said to the caller is read from our own rows while the call lasts.
    """

    name = "voice"
    capabilities = Capabilities(buttons=False, pictures=False, longest=1000, waits=False, form="voice", pushes=False)

    def __init__(self, own: Account, number: str) -> None:
        self._account, self.number = own, number
        self._client = Client(own.sid, own.tokens[0], http_client=Http(own.api_url))

    def event(self, request: Request) -> CallEvent:
        """The webhook; Refused or BadMessage when it is none of Twilio's."""
        form = self._account.form(request, self.name)
        if request.path not in PATHS:
            raise BadMessage(f"nothing is received at {request.path[:40]!r}")
        asked = request.values
        call, step = asked.get("call") or form.get("CallSid", ""), asked.get("n", "0")
        if not _SID.fullmatch(call):
            raise BadMessage("CallSid is missing")
        page = asked.get("page", "0")
        if not all(number.isdecimal() and len(number) <= longest for number, longest in ((step, 6), (page, 9))):
            raise BadMessage("n or page is no number")
        if (request.path in PAGES) != bool(int(page)):
            raise BadMessage("a page is named where one is answered, and nowhere else")
        caller = form.get("From", "")
        shown = re.fullmatch(r"\+[1-9]\d{6,14}", caller) and caller[1:] not in _HIDDEN
        return CallEvent(
            path=request.path,
            call=call,
            step=int(step),
            from_phone=caller if shown else "",
            speech=form.get("SpeechResult", "").replace("\x00", "").strip()[: self.capabilities.longest],
            digits=re.sub(r"[^\d*#]", "", form.get("Digits", ""))[:32],
            call_status=form.get("CallStatus", ""),
            values=form,
            page=int(page),
        )

    def ring(self, to: str, page: int, seconds: int) -> None:
        """See `connectors.contract.channel.Rings`; TwilioException when it cannot be done."""
        self._client.calls.create(
            to=to, from_=self.number, url=self.page_url("page", page), method="POST", timeout=seconds
        )

    def page_url(self, path: str, page: int) -> str:
        """Our address for a webhook of a call that we make."""
        return self._account.url(self.name, path, urlencode({"page": str(page)}))

    def url(self, path: str, step: int, call: str = "") -> str:
        """Our address for a further webhook; `call` is named where another leg calls it."""
        query = {"n": str(step)} | ({"call": call} if call else {})
        return self._account.url(self.name, path, urlencode(query))

    def inbound(self, event: CallEvent) -> Inbound | None:
        """What the caller said or keyed in, as a message; None for silence."""
        text = event.speech or event.digits
        if event.path != "heard" or not text:
            return None
        return Inbound(
            channel=self.name,
            sender=event.call,
            external_id=f"{event.call}:{event.step}",
            text=text,
            choice=event.digits if len(event.digits) == 1 else "",
        )

    def receive(self, request: Request) -> Received:
        """The words in a webhook; an answer that leads the call on comes from the gateway."""
        said = self.inbound(self.event(request))
        return Received(EMPTY, inbound=(said,) if said else ())

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        """One by one, as they will be spoken."""
        return one_each(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        """The caller hears it at the next webhook. When the call is over, the gateway marks the conversation so."""
        return SENT

    def fetch(self, media: str) -> bytes:
        """Nothing lies with Twilio that the hotline would fetch."""
        raise LookupError(media)

    def checkup(self, now: datetime) -> Iterator[Finding]:
        """For `make doctor`."""
        webhooks = {
            "voice_url": self._account.url(self.name),
            "status_callback": self._account.url(self.name, "status"),  # else nobody hears of callers who hang up
        }
        yield from findings(self._account, self.number, webhooks, now)


def connect(environment: Mapping[str, str], token_store: TokenStore) -> VoiceChannel | None:
    """The channel, or None when no number is set; see the contract."""
    if not environment.get(NUMBER, "").strip():
        return None
    values = given(SETTINGS, environment)
    assert values is not None
    return VoiceChannel(account(values), values[NUMBER])
