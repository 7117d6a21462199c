"""The dispatcher's day as the API shows it."""

from pydantic import BaseModel, Field

from gateway.api.case_schemas import CaseRow
from gateway.api.schemas import Instant, Page
from helpline.tables.promise import PromiseSource
from helpline.tables.states import VisitStatus
from helpline.tables.visit import Outcome


class OpenPromise(BaseModel):
    """Something promised that is still to be kept."""

    kind: str
    source: PromiseSource
    due_at: Instant | None = Field(description="null while the clock stands still")
    missed_at: Instant | None


class LastVisit(BaseModel):
    """What became of the visit before."""

    id: int
    start_at: Instant
    end_at: Instant
    status: VisitStatus
    outcome: Outcome
    reason: str
    engineer: str


class CaseToPlan(CaseRow):
    """A case that somebody is to be sent for."""

    district: str
    promises: list[OpenPromise] = Field(description="what is due first comes first")
    before: LastVisit | None


class CaseToPlanPage(Page[CaseToPlan]):
    """Cases to be planned, what is due first comes first."""


class Span(BaseModel):
    start_at: Instant
    end_at: Instant


class EngineerDayRow(BaseModel):
    """Somebody who goes to customers, and a day of theirs."""

    username: str
    name: str
    phone: str
    skills: list[str]
    districts: list[str]
    works: list[Span]
    away: list[Span] = Field(description="with approval")
    taken: list[Span] = Field(description="by visits, the way there included; those that may not be seen are in it")


class EngineerDayPage(Page[EngineerDayRow]):
    """Engineers, by username."""
