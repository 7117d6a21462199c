"""What goes out: messages, the foreign calls (parcels) they are packed into, and what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from connectors.contract.fault import Fault


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


def one_each(messages: Sequence[Outbound]) -> list[Parcel]:
    """The plainest packing: every message as it is."""
    return [
        Parcel((m.id,), m.text, m.buttons, m.attachments[0] if m.attachments else None, seq=m.seq, purpose=m.purpose)
        for m in messages
    ]
