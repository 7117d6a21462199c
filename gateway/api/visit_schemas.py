"""Visits as the API takes and shows them, to those who plan and to those who go."""

from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key, Reason
from gateway.api.schemas import LONGEST_TEXT, Body, Instant, Name, Page, Text, Time
from helpline.tables.states import CrewState, OrderStatus, VisitStatus
from helpline.tables.visit import CrewRole, Outcome, StampKind

MOST_CREW = 10
People = Annotated[list[Name], Field(max_length=MOST_CREW, description="usernames; the first leads")]


class NewVisit(Body):
    key: Key
    persons: Annotated[People, Field(min_length=1)]
    start: Annotated[Time, Field(alias="from", description="of the window that is told to the customer")]
    end: Annotated[Time, Field(alias="to")]


class MovedVisit(Body):
    key: Key
    persons: Annotated[People, Field(description="usernames; none: those who were to come")] = []
    start: Annotated[Time, Field(alias="from")]
    end: Annotated[Time, Field(alias="to")]
    reason: Reason


class CancelledVisit(Body):
    key: Key
    reason: Reason


class Exclusion(Body):
    key: Key
    person: Annotated[Name, Field(description="the engineer's username")]
    why: Reason


class CrewRow(BaseModel):
    username: str
    name: str
    role: CrewRole
    state: CrewState
    reason: str


class StampRow(BaseModel):
    kind: StampKind
    by: str = Field(description="a username")
    happened_at: Instant
    received_at: Instant
    source: str
    counts: bool = Field(description="whether it fits what was before it")


class TimeRow(BaseModel):
    kind: str = Field(description="travel, work or pause")
    begun_at: Instant
    ended_at: Instant | None


class VisitRow(BaseModel):
    """A visit: told, planned and happened."""

    id: int
    order: str
    order_status: OrderStatus
    case: str
    status: VisitStatus
    outcome: Outcome
    reason: str
    start_at: Instant = Field(description="of the window told to the customer")
    end_at: Instant
    planned_start_at: Instant
    planned_end_at: Instant
    travel_minutes: int
    departed_at: Instant | None
    arrived_at: Instant | None
    ended_at: Instant | None
    confirmed_at: Instant | None = Field(description="when the customer agreed by code")
    crew: list[CrewRow]
    address: str
    category_name: str


class VisitPage(Page[VisitRow]):
    """Visits, by time."""


class Reasons(BaseModel):
    """What speaks for and against somebody."""

    skill: bool
    area: bool = Field(description="they go to that district")
    travel_minutes: int
    load: int = Field(description="visits of theirs on that day")
    hours: bool = Field(description="the window lies in their working time")
    exclusion: bool = Field(description="they are not sent to this customer")


class Window(BaseModel):
    start_at: Instant
    end_at: Instant


class CandidateRow(BaseModel):
    person: str = Field(description="a username")
    name: str
    window: Window
    fits: bool
    reasons: Reasons


class CandidatePage(Page[CandidateRow]):
    """Who could come, window by window, the best first."""


class Stamp(Body):
    """What happened, when; it may be sent late and twice."""

    key: Key
    at: Time


class Declined(Stamp):
    reason: Reason


class Finished(Stamp):
    outcome: Outcome
    words: Annotated[
        Text, Field(max_length=LONGEST_TEXT, description="what was done, as the customer is told; or why not")
    ] = ""


class VisitCode(Body):
    key: Key
    code: Annotated[Text, Field(min_length=1, max_length=20, description="told by the customer")]


class EarlierCase(BaseModel):
    number: str
    description: str
    solution: str
    created_at: Instant


class EngineerVisit(VisitRow):
    """A visit as its engineer sees it: nothing of the customer once they do not go, no words of a complaint."""

    mine: CrewState
    description: str
    wish: str
    level: int
    contact_name: str
    phone: str = Field(description="whole where policy says so and the visit is not over")
    product_text: str
    serial: str | None
    earlier: list[EarlierCase] = Field(description="of the same machine, the newest first")
    stamps: list[StampRow]
    times: list[TimeRow]


class EngineerVisitPage(Page[EngineerVisit]):
    """Visits, by time."""


class EngineerRow(BaseModel):
    """Who is logged in at the engineer's page."""

    username: str
    name: str
