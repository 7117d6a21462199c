"""Declared states: which values a column may hold, and which may follow which.

The database refuses other values (`one_of`), the rows other moves. A case's moves, which also ask who acts, are
`helpline.cases.lifecycle.MOVES`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import InstrumentedAttribute


class UndeclaredMove(RuntimeError):
    """A row was moved from one state to another that the table of moves does not list: a fault of the code."""


class CaseStatus(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"  # an engineer is booked
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"  # for the customer: promises stand still (R18)
    SOLVED = "solved"  # the customer is asked to agree (R34)
    REOPENED = "reopened"  # the customer did not agree
    CLOSED = "closed"
    CANCELLED = "cancelled"


FINISHED_CASE = frozenset({CaseStatus.CLOSED, CaseStatus.CANCELLED})
OPEN_CASE = frozenset(CaseStatus) - FINISHED_CASE


class OrderStatus(StrEnum):
    """How far a work order has come; it follows from its visits."""

    TO_PLAN = "to_plan"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"


class VisitStatus(StrEnum):
    BOOKED = "booked"  # the customer was told the window, the engineer is asked
    TRAVELLING = "travelling"
    ARRIVED = "arrived"
    PAUSED = "paused"
    DONE = "done"
    PART_DONE = "part_done"  # another visit is needed
    NO_ACCESS = "no_access"
    CHANGED = "changed"  # another window was booked instead
    CANCELLED = "cancelled"
    DECLINED = "declined"  # its engineer does not come: to be planned again
    MISSED = "missed"  # nobody came in its window


TO_COME = frozenset({VisitStatus.BOOKED, VisitStatus.TRAVELLING})
ON_SITE = frozenset({VisitStatus.ARRIVED, VisitStatus.PAUSED})


class CrewState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_OFF = "taken_off"


GOES = frozenset({CrewState.ASKED, CrewState.ACCEPTED})  # until they say no


class OrganisationKind(StrEnum):
    CUSTOMER = "customer"
    PARTNER = "partner"  # works for us: a subcontractor, a service shop
    MAKER = "maker"  # of what we look after


class PointKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


class AssetState(StrEnum):
    IN_STORE = "in_store"
    INSTALLED = "installed"
    ON_LOAN = "on_loan"
    IN_REPAIR = "in_repair"
    REPLACED = "replaced"  # another took its place
    SCRAPPED = "scrapped"


class ContractKind(StrEnum):
    WARRANTY = "warranty"
    EXTENDED = "extended"  # goes on where the warranty ends
    MAINTENANCE = "maintenance"
    TRIAL = "trial"  # an engineer on site
    WORKS = "works"


class ContractState(StrEnum):
    """Whether it has run out is told by its term, not by its state."""

    DRAFT = "draft"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"  # before its term, or for good after it


class Owner(StrEnum):
    """Who answers a conversation."""

    BOT = "bot"
    QUEUE = "queue"  # it waits for a human
    AGENT = "agent"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"  # for colleagues only


class MessageStatus(StrEnum):
    """How far a message to a customer has come; those that come in and notes have none."""

    NONE = ""
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    HELD = "held"  # until the customer writes
    REROUTED = "rerouted"  # goes by another channel instead
    FAILED = "failed"


class TurnOutcome(StrEnum):
    NONE = ""  # the turn is open
    ANSWERED = "answered"
    HANDED_OFF = "handed_off"
    KEPT = "kept"  # for the human whose conversation it is
    DROPPED = "dropped"


class AttachmentStatus(StrEnum):
    WAITING = "waiting"  # it lies with the platform
    READY = "ready"
    LOST = "lost"


Moves = Mapping[StrEnum, frozenset[StrEnum]]

_V = VisitStatus
_ENDED = frozenset({_V.DONE, _V.PART_DONE, _V.NO_ACCESS})
VISIT_MOVES: Moves = {
    _V.BOOKED: frozenset({_V.TRAVELLING, _V.CHANGED, _V.CANCELLED, _V.DECLINED, _V.MISSED}) | ON_SITE | _ENDED,
    _V.TRAVELLING: frozenset({_V.CHANGED, _V.CANCELLED, _V.MISSED}) | ON_SITE | _ENDED,
    _V.ARRIVED: frozenset({_V.PAUSED}) | _ENDED,
    _V.PAUSED: frozenset({_V.ARRIVED}) | _ENDED,
    # The engineer was there after all, and said so late.
    _V.MISSED: ON_SITE | _ENDED,
    # It had ended otherwise before that, as was heard only afterwards.
    **{ended: _ENDED - {ended} for ended in _ENDED},
}
_O = OrderStatus
ORDER_MOVES: Moves = {
    _O.TO_PLAN: frozenset({_O.PLANNED, _O.UNDER_WAY, _O.DONE, _O.CANCELLED}),
    _O.PLANNED: frozenset({_O.TO_PLAN, _O.UNDER_WAY, _O.DONE, _O.CANCELLED}),
    _O.UNDER_WAY: frozenset({_O.TO_PLAN, _O.PLANNED, _O.DONE, _O.CANCELLED}),
    _O.DONE: frozenset({_O.TO_PLAN}),  # its visit had not mended it, as was heard only afterwards
}
_C = CrewState
CREW_MOVES: Moves = {
    _C.ASKED: frozenset({_C.ACCEPTED, _C.DECLINED, _C.TAKEN_OFF}),
    _C.ACCEPTED: frozenset({_C.DECLINED, _C.TAKEN_OFF}),
}
A = AssetState
ASSET_MOVES: Moves = {
    A.IN_STORE: frozenset({A.INSTALLED, A.ON_LOAN, A.SCRAPPED}),
    A.INSTALLED: frozenset({A.IN_REPAIR, A.REPLACED, A.SCRAPPED, A.IN_STORE}),
    A.ON_LOAN: frozenset({A.IN_STORE, A.IN_REPAIR, A.SCRAPPED}),
    A.IN_REPAIR: frozenset({A.INSTALLED, A.IN_STORE, A.REPLACED, A.SCRAPPED}),
    A.REPLACED: frozenset({A.SCRAPPED}),
}
CONTRACT_MOVES: Moves = {
    ContractState.DRAFT: frozenset({ContractState.ACTIVE, ContractState.ENDED}),
    ContractState.ACTIVE: frozenset({ContractState.SUSPENDED, ContractState.ENDED}),
    ContractState.SUSPENDED: frozenset({ContractState.ACTIVE, ContractState.ENDED}),
}
OWNER_MOVES: Moves = {
    Owner.BOT: frozenset({Owner.QUEUE, Owner.AGENT}),
    Owner.QUEUE: frozenset({Owner.AGENT, Owner.BOT}),
    Owner.AGENT: frozenset({Owner.BOT, Owner.QUEUE}),  # into the queue when the agent is here no more
}
MESSAGE_MOVES: Moves = {
    MessageStatus.PENDING: frozenset(
        {MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.HELD, MessageStatus.REROUTED, MessageStatus.FAILED}
    ),
    MessageStatus.HELD: frozenset(
        {MessageStatus.PENDING, MessageStatus.DELIVERED, MessageStatus.REROUTED, MessageStatus.FAILED}
    ),
    MessageStatus.SENT: frozenset({MessageStatus.DELIVERED, MessageStatus.READ, MessageStatus.FAILED}),
    MessageStatus.DELIVERED: frozenset({MessageStatus.READ, MessageStatus.FAILED}),
    MessageStatus.FAILED: frozenset({MessageStatus.REROUTED}),
}
TURN_MOVES: Moves = {
    TurnOutcome.NONE: frozenset({TurnOutcome.ANSWERED, TurnOutcome.HANDED_OFF, TurnOutcome.KEPT, TurnOutcome.DROPPED}),
    TurnOutcome.HANDED_OFF: frozenset({TurnOutcome.NONE}),  # the bot was away, and is back
}
ATTACHMENT_MOVES: Moves = {AttachmentStatus.WAITING: frozenset({AttachmentStatus.READY, AttachmentStatus.LOST})}


def hold_to(column: InstrumentedAttribute[str], moves: Moves) -> None:
    """UndeclaredMove where a row's column is set to what may not follow what it holds."""

    @event.listens_for(column, "set")
    def check(_row: Any, new: str, old: Any, _initiator: Any) -> None:
        if isinstance(old, str) and old != new and new not in moves.get(old, ()):  # type: ignore[call-overload]  # keys are str enums
            raise UndeclaredMove(f"{column}: {old!r} -> {new!r}")


class PasswordFrom(StrEnum):
    """Where somebody's password comes from."""

    NOWHERE = ""  # there is none
    DEMO = "demo"  # DEMO_PASSWORD: known to whoever has read the README; no second factor is asked for
    MADE_UP = "made_up"  # by the start, and printed once
    OWN = "own"  # chosen by the person
