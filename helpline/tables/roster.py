"""Who is on duty when, who stands in for whom, and who is away (R22, R24, R33)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base, one_of
from helpline.tables.people import Person
from helpline.tables.states import Moves, hold_to

_LATER = "ended_at > begun_at"


class Roster(Base):
    """A duty of `kb/policies/duty.yml`. Its row is locked while its shifts change."""

    __tablename__ = "rosters"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(index=True)  # what it is rung for
    business: Mapped[str] = mapped_column(default="")  # "": every business without a roster of its own
    ended_at: Mapped[datetime | None]  # no longer in the file


class ShiftState(StrEnum):
    STANDING = "standing"
    REPLACED = "replaced"  # others stand for its hours


class MadeBy(StrEnum):
    """What put somebody on duty."""

    RULE = "rule"
    OVERRIDE = "override"
    SWAP = "swap"


class Shift(Base):
    """One person's hours of one rank. The standing ones of a rank follow each other without hole or overlap.

    Only `helpline.duty.shifts` writes here.
    """

    __tablename__ = "shifts"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        Index(
            "uq_shifts_standing",
            "roster_id",
            "rank",
            "begun_at",
            unique=True,
            sqlite_where=text("state = 'standing'"),
            postgresql_where=text("state = 'standing'"),
        ),
        Index("ix_shifts_person", "person_id", "ended_at"),
        CheckConstraint(_LATER, name="in_order"),
        one_of("shifts", "state", ShiftState),
        one_of("shifts", "made_by", MadeBy),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[str] = mapped_column(ForeignKey("rosters.id"))
    rank: Mapped[int]  # 1 is rung first
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=ShiftState.STANDING)
    made_by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]

    roster: Mapped[Roster] = relationship()
    person: Mapped[Person] = relationship()


class ShiftChangeState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    PAST_DUE = "past_due"  # it began, and nobody had taken it


class ShiftChange(Base):
    """Somebody looks for a colleague to take hours of theirs. One taken has made a shift."""

    __tablename__ = "shift_changes"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        CheckConstraint(_LATER, name="in_order"),
        CheckConstraint("taken_by_id IS NULL OR taken_by_id <> asked_by_id", name="two_people"),
        Index("ix_shift_changes_state", "state", "begun_at"),
        one_of("shift_changes", "state", ShiftChangeState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))  # whose hours they are
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=ShiftChangeState.OPEN)
    why: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    shift: Mapped[Shift] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id)
    taken_by: Mapped[Person | None] = relationship(foreign_keys=taken_by_id)


class AbsenceState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"  # they are not rung in these hours
    REFUSED = "refused"


class Absence(Base):
    """Somebody is away, or would like to be."""

    __tablename__ = "absences"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        CheckConstraint(_LATER, name="in_order"),
        Index("ix_absences_person", "person_id", "ended_at"),
        one_of("absences", "state", AbsenceState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=AbsenceState.ASKED)
    why: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=person_id)


class HandOverNote(Base):
    """What whoever comes on duty should know. Appended to, never changed."""

    __tablename__ = "hand_over_notes"
    topics_of_many = (topics.DESK,)
    __table_args__ = (Index("ix_hand_over_notes_roster", "roster_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[str] = mapped_column(ForeignKey("rosters.id"))
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]

    person: Mapped[Person] = relationship()


SHIFT_MOVES: Moves = {ShiftState.STANDING: frozenset({ShiftState.REPLACED})}
SHIFT_CHANGE_MOVES: Moves = {
    ShiftChangeState.OPEN: frozenset({ShiftChangeState.TAKEN, ShiftChangeState.WITHDRAWN, ShiftChangeState.PAST_DUE})
}
ABSENCE_MOVES: Moves = {AbsenceState.ASKED: frozenset({AbsenceState.APPROVED, AbsenceState.REFUSED})}

hold_to(Shift.state, SHIFT_MOVES)
hold_to(ShiftChange.state, SHIFT_CHANGE_MOVES)
hold_to(Absence.state, ABSENCE_MOVES)
