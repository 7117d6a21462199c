"""The contract of a channel. A connector knows neither cases nor knowledge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class BadMessage(ValueError):
    """The request is not a message of this channel; the text says why."""


@dataclass(frozen=True)
class Inbound:
    """One message from outside. `external_id` is unique on its channel: the same twice is one message."""

    channel: str
    sender: str
    external_id: str
    kind: str  # text, picture
    text: str
    payload: str = ""  # what a pressed button stands for
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outbound:
    """One message to the customer."""

    id: int
    seq: int
    author: str  # bot, agent, system
    author_name: str
    text: str
    buttons: tuple[Mapping[str, str], ...] = ()
    attachments: tuple[Mapping[str, Any], ...] = ()
    sent_at: str = ""


class Delivery(StrEnum):
    """What became of an outbound message."""

    SENT = "sent"
    RETRY = "retry"
    HOLD = "hold"  # until the customer writes
    NEVER = "never"


@dataclass(frozen=True)
class Shows:
    """What a channel can show, so that the bot writes once and each channel renders."""

    buttons: bool
    pictures: bool
    longest: int
    waits: bool  # whether to wait a quiet spell for the rest of a burst


class Channel(Protocol):
    """A connector. `send` is called by the outbox, in the order of the conversation, until it is not RETRY."""

    name: str
    shows: Shows

    def parse(self, sender: str, body: Mapping[str, Any]) -> Inbound: ...

    def send(self, to: str, message: Outbound) -> Delivery: ...


@dataclass(frozen=True)
class Registry:
    """The channels that are switched on."""

    channels: Mapping[str, Channel] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Channel:
        return self.channels[name]
