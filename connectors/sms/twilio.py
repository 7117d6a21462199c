"""SMS over Twilio: signed webhooks in, the REST API out."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from twilio.rest import Client

from connectors.contract.checkup import Finding
from connectors.contract.inbound import Inbound, Kind, Media, Receipt, Received, Status
from connectors.contract.outbound import Delivery, Result
from connectors.contract.request import BadMessage, Request
from connectors.contract.settings import Misconfigured, Setting, TokenStore, given
from connectors.sms.channel import SmsChannel
from connectors.sms.errors import of_exception, reason
from connectors.sms.media import Fetcher
from connectors.sms.wishes import choice, wish
from connectors.twilio.checkup import findings
from connectors.twilio.http import Http
from connectors.twilio.request import ACCOUNT_SETTINGS, EMPTY, Account, account

SENDER = "TWILIO_SMS_FROM"
SETTINGS = (
    *ACCOUNT_SETTINGS,
    Setting(SENDER, "the number that writes, as +1…, or a messaging service, which begins with MG"),
)
MOST_MEDIA = 10
LONGEST_COUNT = 4  # digits
_SENDER = re.compile(r"[\w+:.@ -]{1,64}")  # a number, a short code, or letters
_KINDS = {"image": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.VOICE}
_OPT_OUT = {"STOP": Kind.STOPPED, "START": Kind.RESUMED}
# Only what is settled is told on; accepted, scheduled, queued and sending are before our own "sent".
_STATUS = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}


def connect(environment: Mapping[str, str], token_store: TokenStore) -> SmsChannel | None:
    """The channel, or None when no number to write from is set; see the contract."""
    if not environment.get(SENDER, "").strip():
        return None
    values = given(SETTINGS, environment)
    assert values is not None
    if not values[SENDER].startswith(("+", "MG")):
        raise Misconfigured(f"{SENDER} must begin with + or MG")
    return SmsChannel(TwilioSms(account(values), values[SENDER]))


class TwilioSms:
    """`connectors.sms.channel.SmsGateway` over Twilio."""

    def __init__(self, own: Account, sender: str) -> None:
        self._account, self._sender = own, sender
        self._client = Client(own.sid, own.tokens[0], http_client=Http(own.api_url))
        self._fetch = Fetcher(own)

    # -- in --------------------------------------------------------------------------------------------------------

    def receive(self, request: Request) -> Received:
        """A message at "", a status callback at "status". Answered with an empty response: replies go by REST."""
        form = self._account.form(request, "sms")
        sid = form.get("MessageSid") or form.get("SmsSid") or ""
        if not 1 <= len(sid) <= 64:
            raise BadMessage("MessageSid is missing")
        if request.path == "status":
            return Received(EMPTY, receipts=tuple(_receipts(sid, form)))
        if request.path:
            raise BadMessage(f"nothing is received at {request.path[:40]!r}")
        return Received(EMPTY, inbound=(_inbound(sid, form),))

    # -- out -------------------------------------------------------------------------------------------------------

    def send(self, to: str, text: str) -> Result:
        """One message; its further fate comes to the status address."""
        own = {"messaging_service_sid": self._sender} if self._sender.startswith("MG") else {"from_": self._sender}
        try:
            made = self._client.messages.create(
                to=to, body=text, status_callback=self._account.url("sms", "status"), **own
            )
        except Exception as error:  # the library raises whatever a nonsensical answer makes it stumble over
            return of_exception(error)
        if not made.sid:
            return Result(Delivery.RETRY, reason="twilio_answer")
        return Result(Delivery.SENT, foreign_id=made.sid)

    def fetch(self, media: str) -> bytes:
        return self._fetch(media)

    def checkup(self, now: datetime) -> Iterator[Finding]:
        """For `make doctor`."""
        yield from findings(self._account, self._sender, {"sms_url": self._account.url("sms")}, now)


def _inbound(sid: str, form: Mapping[str, str]) -> Inbound:
    sender = form.get("From", "")
    if not _SENDER.fullmatch(sender):
        raise BadMessage("From is missing or misshapen")
    text = form.get("Body", "").replace("\x00", "").strip()
    media = _media(form)
    event = _OPT_OUT.get(form.get("OptOutType", "").upper()) or (None if media else wish(text))
    return Inbound(
        channel="sms",
        sender=sender,
        external_id=sid,
        kind=event or (media[0].kind if media and not text else Kind.TEXT),
        text=text,
        choice="" if event or media else choice(text),
        media=media,
    )


def _media(form: Mapping[str, str]) -> tuple[Media, ...]:
    """Pictures, films and recordings; other files (contacts, calendars) are not for us."""
    told = form.get("NumMedia") or "0"
    if not told.isdecimal() or len(told) > LONGEST_COUNT:
        raise BadMessage("NumMedia is no number")
    found = []
    for place in range(min(int(told), MOST_MEDIA)):
        kind = _KINDS.get(form.get(f"MediaContentType{place}", "").split("/")[0].lower())
        url = form.get(f"MediaUrl{place}", "")
        if kind and url:
            found.append(Media(url, kind))
    return tuple(found)


def _receipts(sid: str, form: Mapping[str, str]) -> list[Receipt]:
    status = _STATUS.get((form.get("MessageStatus") or form.get("SmsStatus") or "").lower())
    if status is None:
        return []
    return [Receipt(sid, status, reason(form.get("ErrorCode", "")) if status == Status.FAILED else "")]
