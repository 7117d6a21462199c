"""Promises on the clock: one row for everything told to a customer that has a time, and what stops it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base, one_of


class PromiseState(StrEnum):
    RUNNING = "running"
    HELD = "held"  # a hold stops it; it has no due time meanwhile
    LATE = "late"  # missed and still to be kept
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    REPLACED = "replaced"  # another time was agreed, or it runs anew: a later row stands for it
    VOID = "void"  # the case was cancelled


OPEN = frozenset({PromiseState.RUNNING, PromiseState.HELD, PromiseState.LATE})
ENDED = frozenset(PromiseState) - OPEN


class PromiseSource(StrEnum):
    POLICY = "policy"  # minutes of a pack
    AGREED = "agreed"  # a time agreed with the customer


class Promise(Base):
    """What was promised for a case, by when, and what became of it. Only `helpline.promises.ledger` writes here.

    `missed_at` is never cleared. `minutes` is the policy's length, also of an agreed one: it stands again when what
    was agreed falls away. `agreed_at` is the agreed instant itself.
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index(
            "uq_promises_open",
            "case_id",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("state IN ('running', 'held', 'late')"),
            postgresql_where=text("state IN ('running', 'held', 'late')"),
        ),
        Index(
            "ix_promises_due",
            "due_at",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index("ix_promises_pack_kind_state", "pack", "kind", "state"),
        one_of("promises", "state", PromiseState),
        one_of("promises", "source", PromiseSource),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]  # an id of `kinds` in kb/policies/sla.yml
    subject_id: Mapped[int] = mapped_column(default=0)  # which of several of one kind; 0: the case's own
    source: Mapped[str]
    pack: Mapped[str] = mapped_column(default="")
    policy_version: Mapped[str] = mapped_column(default="")  # of kb/policies/sla.yml when it was made
    calendar: Mapped[str]
    minutes: Mapped[int | None]
    starts_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    state: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("promises.id"))
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when the customer heard of it from somebody of ours
    told_due_at: Mapped[datetime | None]  # the later time they were told instead, as it could not be kept


class PromiseStep(Base):
    """A step that was taken for a promise (R19): the insert is the claim, so each is taken at most once."""

    __tablename__ = "promise_steps"

    promise_id: Mapped[int] = mapped_column(ForeignKey("promises.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    fired_at: Mapped[datetime]


class CalendarYear(Base):
    """The public holidays of a year that promises are counted by, as a fingerprint of its file under kb/calendars."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str]


class Hold(Base):
    """A time in which a case's promises stood still, and why. Which kinds a reason stops is policy."""

    __tablename__ = "holds"
    __table_args__ = (
        Index(
            "uq_holds_open",
            "case_id",
            "reason",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reason: Mapped[str]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
