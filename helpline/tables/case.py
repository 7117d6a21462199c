"""Cases and their timeline."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.asset import Asset
from helpline.tables.base import Base, PhoneNumber, one_of
from helpline.tables.contract import Contract
from helpline.tables.party import Customer, Organisation, Site
from helpline.tables.people import Person
from helpline.tables.states import CaseStatus

if TYPE_CHECKING:
    from helpline.tables.survey import Survey
    from helpline.tables.visit import Visit


class Case(Base):
    """A service request (R02). Only `helpline.cases.lifecycle.move` writes `status`."""

    __tablename__ = "cases"
    topics_of_many = (topics.DESK,)
    __table_args__ = (Index("ix_cases_open_due", "status", "next_due_at"), one_of("cases", "status", CaseStatus))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # GD20261122-0007
    type: Mapped[str]  # see helpline.cases.lifecycle.CaseType
    status: Mapped[str] = mapped_column(index=True)
    level: Mapped[int] = mapped_column(default=3)  # 1 major, 2 main, 3 minor (R13)
    level_reason: Mapped[str] = mapped_column(default="")
    pack: Mapped[str] = mapped_column(default="", server_default="")  # whose promises it was given (R15)
    policy_version: Mapped[str] = mapped_column(default="", server_default="")  # of the policies then
    queue: Mapped[str]
    priority: Mapped[int] = mapped_column(default=5)
    grade: Mapped[str] = mapped_column(default="")

    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    asset_id: Mapped[str | None] = mapped_column(ForeignKey("assets.id"), index=True)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contracts.id"), index=True)  # in force when filed
    service_point: Mapped[str] = mapped_column(default="", server_default="")  # whose area it is in; "": before points
    category: Mapped[str] = mapped_column(default="")
    serial_told: Mapped[str] = mapped_column(default="", server_default="")  # by whoever filed it, on file or not
    product_text: Mapped[str] = mapped_column(default="")  # as the customer named it
    contact_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(PhoneNumber, default="", index=True)
    filer_proved: Mapped[bool] = mapped_column(default=True)  # whether who filed it had shown to be its customer
    address: Mapped[str] = mapped_column(default="")
    district: Mapped[str] = mapped_column(default="")
    description: Mapped[str]  # the customer's own words
    wish: Mapped[str] = mapped_column(default="")  # what would put it right, wanted time
    warranty: Mapped[dict[str, Any]] = mapped_column(default=dict)  # as assessed when filed

    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"), index=True)  # R41: not for everybody
    channel: Mapped[str]
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)  # who sees it through
    engineer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    contacts: Mapped[int] = mapped_column(default=1)  # times the customer came about it (R23)
    escalation_step: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)

    next_due_at: Mapped[datetime | None]  # of the open promises, for lists

    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
    solution: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")  # customer, rule, staff
    erase_after: Mapped[datetime | None]  # the person asked for erasure, and the law keeps the record so long

    customer: Mapped[Customer | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    site: Mapped[Site | None] = relationship()
    asset: Mapped[Asset | None] = relationship()
    contract: Mapped[Contract | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    engineer: Mapped[Person | None] = relationship(foreign_keys=[engineer_id])
    events: Mapped[list["CaseEvent"]] = relationship(order_by="CaseEvent.id", back_populates="case")
    visits: Mapped[list["Visit"]] = relationship(order_by="Visit.id", back_populates="case")
    survey: Mapped["Survey | None"] = relationship(back_populates="case", lazy="selectin")  # lists show its score

    @property
    def serial(self) -> str | None:
        """Of the machine it is about; where none on file has it, as it was told."""
        return (self.asset.serial if self.asset else self.serial_told) or None

    @property
    def score(self) -> int | None:
        """What the customer gave, 1 to 5; None while they have not (R35)."""
        return self.survey.score if self.survey else None

    @property
    def score_words(self) -> str:
        return self.survey.words if self.survey else ""


class CaseEvent(Base):
    """One line of a case's timeline (R39): who did what when. Append-only."""

    __tablename__ = "case_events"
    topics_of_many = (topics.DESK,)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str]  # customer, bot, system, agent:<username>
    actor_name: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    case: Mapped[Case] = relationship(back_populates="events")


class CaseCounter(Base):
    """How many numbers were given on a day (business zone)."""

    __tablename__ = "case_counters"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Heartbeat(Base):
    """The last sign of life of a process part, e.g. `sweeper`."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
