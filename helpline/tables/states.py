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


class VisitStatus(StrEnum):
    BOOKED = "booked"
    CHANGED = "changed"  # another window was booked instead
    CANCELLED = "cancelled"
    ARRIVED = "arrived"


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

VISIT_MOVES: Moves = {VisitStatus.BOOKED: frozenset({VisitStatus.CHANGED, VisitStatus.CANCELLED, VisitStatus.ARRIVED})}
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
