"""Work at the customer's (R25–R29): the order, its visits, who comes, whose time it takes, what happened on the way."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base, PhoneNumber, one_of
from helpline.tables.case import Case
from helpline.tables.people import Person
from helpline.tables.states import (
    CREW_MOVES,
    GOES,
    ORDER_MOVES,
    VISIT_MOVES,
    CrewState,
    OrderStatus,
    VisitStatus,
    hold_to,
)

LIVE_CREW = "state IN ('asked', 'accepted')"


class CrewRole(StrEnum):
    LEAD = "lead"
    HELPER = "helper"


class StampKind(StrEnum):
    """What an engineer says happened."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DEPART = "depart"
    ARRIVE = "arrive"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"


class Outcome(StrEnum):
    """What came of a visit."""

    NONE = ""  # it is not over
    SOLVED = "solved"
    SECOND_VISIT = "second_visit"  # part of it is done
    WRONG_PART = "wrong_part"  # R20
    TOO_HARD = "too_hard"  # R20
    NO_ACCESS = "no_access"  # nobody let the engineer in


class WorkOrder(Base):
    """What is to be done at the customer's for a case; its state follows from its visits."""

    __tablename__ = "work_orders"
    __table_args__ = (
        Index(
            "uq_work_orders_open",
            "case_id",
            unique=True,
            sqlite_where=text("status NOT IN ('done', 'cancelled')"),
            postgresql_where=text("status NOT IN ('done', 'cancelled')"),
        ),
        one_of("work_orders", "status", OrderStatus),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # the case's, and which of its orders
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    status: Mapped[str]
    made_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    visits: Mapped[list["Visit"]] = relationship(order_by="Visit.seq", back_populates="order")


class Visit(Base):
    """One way to the customer. The window told to them is `start_at` to `end_at`, the work is planned inside it, and
    what happened is in the stamps: three things, none of which moves another."""

    __tablename__ = "visits"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        UniqueConstraint("work_order_id", "seq"),
        Index("ix_visits_status_start", "status", "start_at"),
        CheckConstraint("end_at > start_at", name="window"),
        one_of("visits", "status", VisitStatus),
        one_of("visits", "outcome", Outcome),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    seq: Mapped[int]  # which of its order
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    planned_start_at: Mapped[datetime]  # the work, after the way there
    planned_end_at: Mapped[datetime]
    travel_minutes: Mapped[int]
    status: Mapped[str]
    outcome: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # of the outcome, or why it was taken back
    booked_at: Mapped[datetime]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))  # the visit that took its place
    code_hash: Mapped[str] = mapped_column(default="")  # of what the customer tells the engineer when it is done
    code_tries: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]

    order: Mapped[WorkOrder] = relationship(back_populates="visits")
    case: Mapped[Case] = relationship(back_populates="visits")
    crew: Mapped[list["VisitCrew"]] = relationship(order_by="VisitCrew.person_id", lazy="selectin")

    @property
    def engineer(self) -> Person:
        """Who leads it; who led it last when nobody does any more."""
        return max(self.crew, key=lambda one: (one.role == CrewRole.LEAD, one.is_live, one.asked_at)).person

    @property
    def engineer_id(self) -> int:
        return self.engineer.id


class VisitCrew(Base):
    """Somebody who is to come, whether they said so, and when."""

    __tablename__ = "visit_crew"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        Index(
            "uq_visit_crew_lead",
            "visit_id",
            unique=True,
            sqlite_where=text(f"role = 'lead' AND {LIVE_CREW}"),
            postgresql_where=text(f"role = 'lead' AND {LIVE_CREW}"),
        ),
        one_of("visit_crew", "role", CrewRole),
        one_of("visit_crew", "state", CrewState),
    )

    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")  # why they do not come

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def is_live(self) -> bool:
        return self.state in GOES


class Occupancy(Base):
    """A quarter of an hour of somebody's time that a visit takes. Two in one cannot be stored."""

    __tablename__ = "occupancy"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    quarter: Mapped[int] = mapped_column(primary_key=True)  # of an hour, counted since 1970-01-01 00:00 UTC
    lane: Mapped[int] = mapped_column(primary_key=True, default=0)  # above 0: beside other work
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)


class VisitStamp(Base):
    """What an engineer said happened, and when it came in. Added, never changed; sent twice it is one."""

    __tablename__ = "visit_stamps"
    __table_args__ = (UniqueConstraint("person_id", "client_key"), one_of("visit_stamps", "kind", StampKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    source: Mapped[str]  # engineer, desk
    client_key: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)  # outcome, solution, reason


class EngineerExclusion(Base):
    """An engineer who is not sent to a customer again (R25), by the customer's file and phone."""

    __tablename__ = "engineer_exclusions"
    __table_args__ = (UniqueConstraint("person_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)  # in which it was said
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    phone: Mapped[str] = mapped_column(PhoneNumber, default="", index=True)
    made_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


hold_to(WorkOrder.status, ORDER_MOVES)
hold_to(Visit.status, VISIT_MOVES)
hold_to(VisitCrew.state, CREW_MOVES)


class VisitReadiness(Base):
    """Something to be clear before a visit (R27), and what was answered, by the customer or by who asked them."""

    __tablename__ = "visit_readiness"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)  # an id of the policy's, or `time`
    asked_at: Mapped[datetime | None]  # in the customer's talk
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")  # "customer", or a username
