"""The contract of a channel: verify → parse → inbound; outbound → parcels → foreign call → result.

A connector knows neither cases nor knowledge, and does no work between calls: what must last (tokens, messages,
allowances) is kept by the gateway, which hands in a `TokenStore` and stores what `receive` returns before it answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from connectors.contract.capabilities import Capabilities
from connectors.contract.inbound import Pulled, Received
from connectors.contract.outbound import Outbound, Parcel, Result
from connectors.contract.request import Request


class Channel(Protocol):
    """A connector. Its module has `SETTINGS` and `connect(environment, token_store) -> Channel | None`.

    Its methods may be called from any thread of any process.
    """

    name: str
    capabilities: Capabilities

    def receive(self, request: Request) -> Received:
        """Checks that the request is authentic and reads it; Refused or BadMessage otherwise. Calls nobody."""

    def pack(self, messages: Sequence[Outbound]) -> Sequence[Parcel]:
        """How a conversation's messages go out in order. The same give the same parcels; one in several shares none."""

    def send(self, to: str, parcel: Parcel) -> Result:
        """One foreign call. An exception counts as RETRY; what it says must hold no secrets."""

    def fetch(self, media: str) -> bytes:
        """The content of a file named by `Media.reference`; LookupError when it is gone for good."""


@runtime_checkable
class Puller(Protocol):
    """A channel whose platform only tells that there is something to fetch."""

    def pull(self, account: str, token: str, cursor: str) -> Pulled:
        """The next batch after `cursor`. One caller at a time for an account."""


@runtime_checkable
class Notifier(Protocol):
    """A channel that may send notices of its own when the customer's allowance is closed."""

    def notify(self, to: str, parcel: Parcel) -> Result | None:
        """One foreign call that needs no allowance; None when the channel has no form for `parcel.purpose`."""


@runtime_checkable
class Types(Protocol):
    """A channel that can show that an answer is being written."""

    def typing(self, to: str, on: bool) -> None:
        """Best effort: never raises, and need not be seen."""


@runtime_checkable
class Rings(Protocol):
    """A channel that can ring a colleague's phone and ask whether they take something on."""

    def ring(self, to: str, page: int, seconds: int) -> None:
        """One foreign call; the phone, in E.164, rings so long. Who picks up is led on by `page`."""


@dataclass(frozen=True)
class Registry:
    """The channels that are switched on."""

    channels: Mapping[str, Channel] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Channel:
        return self.channels[name]

    def get(self, name: str) -> Channel | None:
        return self.channels.get(name)

    def forms(self) -> dict[str, str]:
        """How each channel's articles are told (`Capabilities.form`)."""
        return {name: channel.capabilities.form for name, channel in self.channels.items()}
