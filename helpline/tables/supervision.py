"""Bad service that was seen, by whom it was done (R44), and what a complaint came to (R41). Rows stay."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, one_of
from helpline.tables.case import Case
from helpline.tables.people import Person


class Conduct(StrEnum):
    """What counts against somebody."""

    QUARREL = "quarrel"
    FAVOURS = "favours"  # asked for money or gifts
    LATE = "late"  # came late or not at all, and the customer had not been told
    SAME_FAULT = "same_fault"  # the same fault was to be repaired again


class ConductMark(Base):
    """One thing of one kind, of one person, in one case."""

    __tablename__ = "conduct_marks"
    __table_args__ = (UniqueConstraint("person_id", "case_id", "kind"), one_of("conduct_marks", "kind", Conduct))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    consequence: Mapped[str] = mapped_column(default="")  # what follows for the person
    made_by: Mapped[str] = mapped_column(default="")  # a username; "" when the product saw it
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # it was not so, as came out later

    person: Mapped[Person] = relationship(lazy="joined")
    case: Mapped[Case] = relationship(lazy="joined")


class ComplaintReview(Base):
    """What somebody who had no part in handling a complaint found: once for each."""

    __tablename__ = "complaint_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    found_true: Mapped[bool]
    cause: Mapped[str]
    measure: Mapped[str]  # what is made better, so that it does not come again
    measure_by: Mapped[date | None]
    made_at: Mapped[datetime]

    reviewer: Mapped[Person] = relationship(lazy="joined")
