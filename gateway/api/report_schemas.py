"""What is looked at of the whole service, as the API takes and shows it."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key
from gateway.api.schemas import LONGEST_TEXT, Body, Instant, Page, Words
from helpline.tables.report import Period
from helpline.tables.states import VisitStatus
from helpline.tables.visit import Outcome


class ReportRow(BaseModel):
    """A report of the service desk."""

    id: int
    period: Period
    begun_on: date
    ended_on: date
    figures: dict[str, Any] = Field(
        description="cases, by_type, by_channel, by_product, closed, complaints, repeated, promises by kind, missed, "
        "score, scored, low, visits by status"
    )
    made_at: Instant


class ReportPage(Page[ReportRow]):
    """Reports, the newest first."""


class CheckedRow(BaseModel):
    """A finished case that was drawn to be looked at."""

    id: int
    case: str
    drawn_at: Instant
    checked_by: str = Field(description="a name; empty: not checked yet")
    checked_at: Instant | None
    good: bool | None
    findings: str


class CheckedPage(Page[CheckedRow]):
    """Checks, the newest first."""


class Checked(Body):
    key: Key
    good: bool
    findings: Annotated[Words, Field(max_length=LONGEST_TEXT)]


class LogRow(BaseModel):
    """Who was sent where, and what it cost."""

    visit: int
    case: str
    engineers: list[str] = Field(description="names, who leads first")
    address: str
    start_at: Instant
    end_at: Instant
    departed_at: Instant | None
    arrived_at: Instant | None
    ended_at: Instant | None
    status: VisitStatus
    outcome: Outcome
    total_fen: int


class LogPage(Page[LogRow]):
    """Visits, by time."""


class CostRow(BaseModel):
    person: str = Field(description="a username")
    name: str
    visits: int
    fen: dict[str, int] = Field(description="by kind of line: part, labour, travel, fee, discount")
    total_fen: int


class CostRows(BaseModel):
    """Of each engineer, by username."""

    groups: list[CostRow]
