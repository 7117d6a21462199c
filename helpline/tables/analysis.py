"""What was learnt from faults: the analysis of grave and visited ones (R37), and what guidance has mended (R39)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.asset import Asset
from helpline.tables.base import Base
from helpline.tables.case import Case
from helpline.tables.people import Person


class FaultAnalysis(Base):
    """Why it came to the fault of a case, what was done, and how it is kept from coming back: one a case.

    Empty until it is written, by the engineer's own words at the end of a visit, or by staff.
    """

    __tablename__ = "fault_analyses"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    due_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(default="")
    treatment: Mapped[str] = mapped_column(default="")
    prevention: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime | None]
    writer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    case: Mapped[Case] = relationship()
    writer: Mapped[Person | None] = relationship(lazy="joined")


class GuidedFault(Base):
    """A fault that the customer put right by the checks of an article, with nobody sent. It tells of no person."""

    __tablename__ = "guided_faults"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # of the wish in the talk
    asset_id: Mapped[str | None] = mapped_column(ForeignKey("assets.id"), index=True)  # where it was shown whose it is
    category: Mapped[str] = mapped_column(index=True)
    symptom: Mapped[str]  # as told, without who told it
    article: Mapped[str]  # its slug
    cause: Mapped[str]  # what such a fault mostly is
    steps: Mapped[list[Any]]  # those that were gone through, as they were worded; the last one helped
    channel: Mapped[str]
    solved_at: Mapped[datetime]

    asset: Mapped[Asset | None] = relationship(lazy="joined")
