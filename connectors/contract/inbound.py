"""What comes in: messages, receipts of what was sent, and that there is something to fetch."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from connectors.contract.request import Answer

# Zero-width spaces, soft hyphens, marks that turn the direction of writing; joiners within words, not within emoji.
_UNSEEN = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<=\w)[\u200c\u200d]")


def visible(text: str) -> str:
    """The text without what nobody sees: it parts a number or a word of danger, or shows a line turned round."""
    return _UNSEEN.sub("", text)


class Kind(StrEnum):
    """What came in. All but the last five are the customer's words and are answered."""

    TEXT = "text"
    PICTURE = "picture"
    VIDEO = "video"
    VOICE = "voice"  # a recording without recognised words
    LOCATION = "location"
    OTHER = "other"  # what only the platform's own app shows: a file, a card, a sticker; `text` is its title
    JOINED = "joined"  # follows the account; is greeted
    SCANNED = "scanned"  # a machine's QR label; `payload` is its serial number
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
    """One message from outside. The same `external_id` twice from one sender of a channel is one message.

    Of `text` only what is visible is kept.
    """

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

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", visible(self.text))


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
class Pulled:
    """A batch of fetched messages; `cursor` is stored with them."""

    inbound: tuple[Inbound, ...]
    receipts: tuple[Receipt, ...]
    cursor: str
    more: bool
