"""A case as the API takes and shows it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.api.schemas import LONGEST_TEXT, Body, Instant, Page, Text, Words
from helpline.cases.lifecycle import CaseType
from helpline.customers.warranty import Warranty
from helpline.tables.states import CaseStatus


class Contact(Body):
    text: Annotated[Text, Field(max_length=LONGEST_TEXT, description="what came of it; may be empty")] = ""


class CaseNote(Body):
    text: Annotated[Words, Field(max_length=LONGEST_TEXT)]


class Solution(Body):
    solution: Annotated[Words, Field(max_length=LONGEST_TEXT, description="what was done, as the customer is told")]


class Move(Body):
    to: Literal["new", "assigned", "in_progress", "waiting", "reopened", "cancelled"]
    why: Annotated[Text, Field(max_length=500)] = ""


class CaseRow(BaseModel):
    """A case in a list."""

    number: str
    type: CaseType
    status: CaseStatus
    level: int = Field(description="1 major, 2 main, 3 minor")
    queue: str
    priority: int = Field(description="the smaller, the more urgent")
    category: str = Field(description="of the machine; empty when it is none we know")
    category_name: str = Field(description="as people say it, or in the customer's words")
    customer: str | None = Field(description="the name of the customer on file")
    contact_name: str
    phone: str
    address: str
    description: str = Field(description="the customer's own words")
    engineer: str | None
    channel: str
    next_due_at: Instant | None = Field(description="when the next promise must be met")
    created_at: Instant
    closed_at: Instant | None
    closed_by: str
    score: int | None = Field(description="1 to 5, as the customer scored the service")
    escalation_step: int
    reopened: int = Field(description="times")


class CasePage(Page[CaseRow]):
    """Cases."""


class Told(BaseModel):
    """Something that was read out of the description, as it was told."""

    kind: str
    value: str | int | float


class Deadline(BaseModel):
    """One promise: when it is due, when it was met, when it was missed."""

    due: Instant | None
    met: Instant | None
    breached: Instant | None


class BookedVisit(BaseModel):
    start_at: Instant
    end_at: Instant
    status: str = Field(description="booked, changed, cancelled or arrived")
    engineer: str
    phone: str


class TimelineLine(BaseModel):
    """Who did what when."""

    at: Instant
    kind: str
    actor: str = Field(description="customer, bot, system or agent:<username>")
    actor_name: str
    text: str
    data: dict[str, Any] = Field(description="what else is to be known, by kind")


class Machine(BaseModel):
    """A machine of the register with its warranty as of today."""

    serial: str
    model: str
    category: str
    category_name: str
    place: str
    warranty: Warranty


class NotAssessed(BaseModel):
    """An empty object: which machine it is was not known."""

    model_config = ConfigDict(extra="forbid")


class CaseDetail(CaseRow):
    """Everything about a case."""

    moves: list[CaseStatus] = Field(description="where staff may move it")
    level_reason: str
    told: list[Told]
    serial: str | None
    product_text: str = Field(description="the machine as the customer named it")
    wish: str
    grade: str
    conversation_id: str | None
    contacts: int = Field(description="times the customer came about it")
    solution: str
    score_words: str
    warranty: Warranty | NotAssessed = Field(description="as assessed when the case was filed")
    equipment: Machine | None
    deadlines: dict[str, Deadline] = Field(
        description="by kind of promise: reply, onsite, solve; only what was promised"
    )
    visits: list[BookedVisit]
    timeline: list[TimelineLine]
