"""The SMS channel: what is the same whoever carries the messages.

A gateway (`SmsGateway`) carries them. `connectors.sms.twilio` is one; another is one more module of `connectors`
whose `connect` returns `SmsChannel(ItsGateway(...))`, and whose settings are given instead of Twilio's.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from connectors.contract.capabilities import Capabilities
from connectors.contract.checkup import Finding
from connectors.contract.inbound import Received
from connectors.contract.outbound import Delivery, Outbound, Parcel, Result
from connectors.contract.request import Request
from connectors.sms.length import LONGEST, size
from connectors.sms.packing import pack


class SmsGateway(Protocol):
    """Whoever carries our text messages."""

    def receive(self, request: Request) -> Received:
        """Checks and reads a webhook; Refused or BadMessage otherwise. Senders are phone numbers in E.164."""
        ...

    def send(self, to: str, text: str) -> Result:
        """One call that sends one text of at most `LONGEST` units."""
        ...

    def fetch(self, media: str) -> bytes:
        """A picture that came in; LookupError when it is gone for good."""
        ...


class SmsChannel:
    """The sender is the phone number. There is no picture, no button and no window: choices are numbered."""

    name = "sms"
    capabilities = Capabilities(buttons=False, pictures=False, longest=LONGEST, waits=True, form="sms", per_second=1.0)

    def __init__(self, gateway: SmsGateway) -> None:
        self.gateway = gateway

    def receive(self, request: Request) -> Received:
        return self.gateway.receive(request)

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        """Bubbles of one author are joined; see `connectors.sms.packing`."""
        return pack(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        """One text message; a picture alone cannot go this way."""
        if not parcel.text.strip():
            return Result(Delivery.NEVER, reason="sms_no_picture", spent=False)
        if size(parcel.text) > LONGEST:
            return Result(Delivery.NEVER, reason="sms_too_long", spent=False)
        return self.gateway.send(to, parcel.text)

    def fetch(self, media: str) -> bytes:
        return self.gateway.fetch(media)

    def checkup(self, now: datetime) -> Iterator[Finding]:
        """For `make doctor`: what the gateway has to say, if anything."""
        yield from getattr(self.gateway, "checkup", lambda _: ())(now)
