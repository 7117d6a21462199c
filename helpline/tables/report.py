"""The service looked at as a whole: reports of a period, and cases drawn to be checked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, one_of
from helpline.tables.case import Case
from helpline.tables.people import Person


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class ServiceReport(Base):
    """What the service desk hands in for a period: figures as they were then."""

    __tablename__ = "service_reports"
    __table_args__ = (UniqueConstraint("period", "begun_on"), one_of("service_reports", "period", Period))

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str]
    begun_on: Mapped[date]
    ended_on: Mapped[date]  # the last day
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class QualityCheck(Base):
    """A finished case drawn by chance, whose service somebody who had no part in it looks at."""

    __tablename__ = "quality_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    drawn_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    checked_at: Mapped[datetime | None]
    good: Mapped[bool | None]
    findings: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(lazy="joined")
    checker: Mapped[Person | None] = relationship(lazy="joined")
