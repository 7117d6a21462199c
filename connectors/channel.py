"""The contract of a channel: verify → parse → inbound; outbound → parcels → foreign call → result.

A connector knows neither cases nor knowledge, and does no work between calls: what must last (tokens, messages,
allowances) is kept by the gateway, which hands in a `Vault` and stores what `receive` returns before it answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from urllib.parse import parse_qsl

from connectors.fault import Fault


class BadMessage(ValueError):
    """The request is authentic or harmless, but no message of this channel; the text says why. Answered with 400."""


class Refused(Exception):
    """The request does not come from whom it says, or comes again or late; the text says why. Answered with 403."""


@dataclass(frozen=True)
class Request:
    """A foreign request, whole and unchanged: signatures are computed over it."""

    method: str
    path: str  # after the channel's own address, without a leading slash; "" for the address itself
    query: str  # raw
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    at: datetime  # when it arrived, UTC

    @property
    def values(self) -> dict[str, str]:
        """The query, blank values kept; of a name given twice the first."""
        return dict(reversed(parse_qsl(self.query, keep_blank_values=True)))

    @property
    def form(self) -> dict[str, str]:
        """The body of a form, blank values kept; BadMessage when it is not UTF-8."""
        try:
            return dict(reversed(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True, errors="strict")))
        except UnicodeDecodeError as error:
            raise BadMessage("the body is not UTF-8") from error


@dataclass(frozen=True)
class Answer:
    """What the foreign platform is answered."""

    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200


class Kind(StrEnum):
    """What came in. All but the last five are the customer's words and are answered."""

    TEXT = "text"
    PICTURE = "picture"
    VIDEO = "video"
    VOICE = "voice"  # a recording without recognised words
    LOCATION = "location"
    JOINED = "joined"  # follows the account; is greeted
    SCANNED = "scanned"  # a machine's sticker; `payload` is its serial number
    LEFT = "left"  # unfollowed: what the channel told us of the person is deleted
    STOPPED = "stopped"  # wants no messages here any more
    RESUMED = "resumed"  # wants them again


@dataclass(frozen=True)
class Media:
    """A file that still lies with the platform; fetched afterwards by `Channel.fetch`."""

    reference: str  # what the platform calls it
    kind: Kind


@dataclass(frozen=True)
class Inbound:
    """One message from outside. `external_id` is unique on its channel: the same twice is one message."""

    channel: str
    sender: str
    external_id: str
    kind: str = Kind.TEXT
    text: str = ""
    payload: str = ""  # what a pressed button stands for; believed only if it was offered
    choice: str = ""  # a button by its place: "2" of the newest offer, "17-2" of the message with seq 17
    attachments: tuple[str, ...] = ()  # files that are stored already
    media: tuple[Media, ...] = ()
    opens: str = ""  # which of the channel's allowances this message opens
    ticket: str = ""  # what the platform wants to see with what that allowance lets out
    written_at: datetime | None = field(default=None, compare=False)  # by the platform's clock, where it tells


class Status(StrEnum):
    """How far a sent message came; only ever forward in this order, `failed` from any but `read`."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True)
class Receipt:
    """The platform's later word on a message it took."""

    foreign_id: str
    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Pull:
    """The platform has messages that must be fetched (`Puller.pull`)."""

    account: str
    token: str = ""


@dataclass(frozen=True)
class Received:
    """An authentic request, stored whole before `answer` is given. Its `nonce` with other messages is a replay."""

    answer: Answer = Answer()
    inbound: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    pulls: tuple[Pull, ...] = ()
    nonce: str = ""


@dataclass(frozen=True)
class Outbound:
    """One message to the customer, as the bot, an agent or the product wrote it, the same for every channel."""

    id: int
    seq: int
    author: str  # bot, agent, system
    author_name: str
    text: str
    buttons: tuple[Mapping[str, str], ...] = ()  # title, payload
    attachments: tuple[Mapping[str, Any], ...] = ()
    sent_at: str = ""
    purpose: str = ""  # survey, notice, code, or "" for talk
    facts: Mapping[str, str] = field(default_factory=dict)  # what a notice says, each by its name


@dataclass(frozen=True)
class Parcel:
    """One foreign call. Messages may share one; a long message may need several (`part` counts)."""

    ids: tuple[int, ...]
    text: str = ""
    buttons: tuple[Mapping[str, str], ...] = ()
    attachment: Mapping[str, Any] | None = None
    part: int = 0
    parts: int = 1
    seq: int = 0  # of the message whose buttons these are
    purpose: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    ticket: str = ""  # of the allowance it goes out by, where that has one (`Inbound.ticket`)


class Delivery(StrEnum):
    """What became of a parcel."""

    SENT = "sent"
    RETRY = "retry"
    HOLD = "hold"  # until the customer writes
    NEVER = "never"


@dataclass(frozen=True)
class Result:
    """`reason` is for staff and may be shown; `spent` says whether the platform counted the attempt."""

    delivery: Delivery
    foreign_id: str = ""
    reason: str = ""
    after: timedelta | None = None  # of RETRY, when the platform named a pause
    fault: Fault = Fault.MESSAGE  # of RETRY
    spent: bool = True
    unreachable: bool = False  # the customer cannot be reached here at all any more


SENT = Result(Delivery.SENT)


@dataclass(frozen=True)
class Allowance:
    """How many parcels may go out after the customer did something, and for how long."""

    count: int
    lasts: timedelta


@dataclass(frozen=True)
class Shows:
    """What a channel can show and bear, so that the bot writes once and each channel renders."""

    buttons: bool  # pressed; otherwise they are numbered and the customer answers with the number
    pictures: bool
    longest: int  # characters a customer may write at once
    waits: bool  # whether to wait a quiet spell for the rest of a burst
    form: str = "chat"  # how articles are told: chat, sms or voice
    pushes: bool = True  # whether messages reach a customer who is not looking
    allowances: Mapping[str, Allowance] = field(default_factory=dict)  # none: unlimited
    reserve: int = 0  # of an allowance, kept for the survey
    per_second: float = 0.0  # foreign calls; 0: unlimited


class Channel(Protocol):
    """A connector. Its module has `SETTINGS` and `connect(environment, vault) -> Channel | None`.

    Its methods may be called from any thread of any process.
    """

    name: str
    shows: Shows

    def receive(self, request: Request) -> Received:
        """Checks that the request is authentic and reads it; Refused or BadMessage otherwise. Calls nobody."""

    def pack(self, messages: Sequence[Outbound]) -> Sequence[Parcel]:
        """How a conversation's messages go out in order. The same give the same parcels; one in several shares none."""

    def send(self, to: str, parcel: Parcel) -> Result:
        """One foreign call. An exception counts as RETRY; what it says must hold no secrets."""

    def fetch(self, media: str) -> bytes:
        """The content of a file named by `Media.reference`; LookupError when it is gone for good."""


@dataclass(frozen=True)
class Pulled:
    """A batch of fetched messages; `cursor` is stored with them."""

    inbound: tuple[Inbound, ...]
    receipts: tuple[Receipt, ...]
    cursor: str
    more: bool


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


@dataclass(frozen=True)
class Registry:
    """The channels that are switched on."""

    channels: Mapping[str, Channel] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Channel:
        return self.channels[name]

    def get(self, name: str) -> Channel | None:
        return self.channels.get(name)

    def forms(self) -> dict[str, str]:
        """How each channel's articles are told (`Shows.form`)."""
        return {name: channel.shows.form for name, channel in self.channels.items()}


def one_each(messages: Sequence[Outbound]) -> list[Parcel]:
    """The plainest packing: every message as it is."""
    return [
        Parcel((m.id,), m.text, m.buttons, m.attachments[0] if m.attachments else None, seq=m.seq, purpose=m.purpose)
        for m in messages
    ]
