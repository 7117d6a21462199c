"""Emergency plans as they were carried out and rehearsed (R47). What a plan says is kb/plans, by its id and version."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base
from helpline.tables.case import Case
from helpline.tables.people import Person


class PlanRun(Base):
    """A plan that was started for a case, by who may. Of one plan one goes on in a case."""

    __tablename__ = "plan_runs"
    __table_args__ = (
        Index(
            "uq_plan_runs_open",
            "case_id",
            "plan",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    plan: Mapped[str]
    version: Mapped[str]
    authorised_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(default="")  # what it came to, and how well it worked

    case: Mapped[Case] = relationship()
    authoriser: Mapped[Person] = relationship(lazy="joined")
    steps: Mapped[list["PlanRunStep"]] = relationship(order_by="PlanRunStep.place", lazy="selectin")


class PlanRunStep(Base):
    """A step as the plan said it then, and what was done."""

    __tablename__ = "plan_run_steps"

    run_id: Mapped[int] = mapped_column(ForeignKey("plan_runs.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    name: Mapped[str]
    due_at: Mapped[datetime]
    agreed: Mapped[str] = mapped_column(default="")  # the customer's words, where it needs them
    outcome: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")  # a username


class PlanDrill(Base):
    """A rehearsal of a plan, and what was found."""

    __tablename__ = "plan_drills"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    held_on: Mapped[date]
    led_by: Mapped[str]
    people: Mapped[int]  # how many took part
    findings: Mapped[str]
    noted_by: Mapped[str]  # a username
    noted_at: Mapped[datetime]
