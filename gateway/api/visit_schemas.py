"""Visits as the API takes and shows them, to those who plan and to those who go."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from gateway.api.case_schemas import CrewRow, DocumentRow, Key, ReadyRow, Reason
from gateway.api.learning_schemas import GuidedRow
from gateway.api.schemas import LONGEST_TEXT, Body, Instant, Maybe, Name, Page, Text, Time, Words
from helpline.tables.states import CrewState, OrderStatus, VisitStatus
from helpline.tables.visit import Outcome, StampKind
from helpline.tables.visit_record import LineKind, OldPart, Payer, PhotoKind, Verdict

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


class ReadyTold(Body):
    """Something to be clear before a visit, as it was answered or seen to."""

    key: Key
    item: Name
    answer: Annotated[Words, Field(max_length=500)]


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
    ready: list[ReadyRow]
    address: str
    district: str
    category_name: str


class VisitPage(Page[VisitRow]):
    """Visits, by time."""


class Reasons(BaseModel):
    """What speaks for and against somebody."""

    skill: bool = Field(description="in this kind of product")
    fault: bool = Field(description="in this kind of fault")
    model: bool = Field(description="in this model")
    lacks: list[str] = Field(description="what these need and they have not learnt, by name")
    resident: bool = Field(description="stationed at the customer's")
    area: bool = Field(description="they go to that district")
    travel_minutes: int
    load: int = Field(description="visits of theirs on that day")
    hours: bool = Field(description="the window lies in their working time")
    away: bool = Field(description="they are away, with approval, for some of it")
    exclusion: bool = Field(description="they are not sent to this customer")
    manager: bool = Field(description="they managed the works, and are the first choice")
    vehicle: str = Field(description="the plate of their own; empty: they have none")


class Window(BaseModel):
    start_at: Instant
    end_at: Instant


class CandidateRow(BaseModel):
    person: str = Field(description="a username")
    name: str
    partner: str = Field(description="the organisation they work for; empty: ours")
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
    cause: Annotated[Text, Field(max_length=500, description="what it was (R37)")] = ""
    prevention: Annotated[Text, Field(max_length=500, description="how to keep it from coming back")] = ""
    next_visit: Annotated[Text, Field(max_length=500, description="when it suits, what to bring")] = ""


class CheckTold(Stamp):
    """An item of the visit's checklist as it was found."""

    item: Name
    value: Annotated[Name, Field(max_length=20, description="a number where the item has a unit; else a verdict")]
    note: Annotated[Text, Field(max_length=200)] = ""


class LineTold(Stamp):
    """A part, work or fee. A mistake is taken back by a line of the kind `void` that names its key."""

    kind: LineKind
    text: Annotated[Text, Field(max_length=200, description="what it is; empty with void")] = ""
    quantity: Annotated[int, Field(ge=1, le=9999)] = 1
    unit: Annotated[Text, Field(max_length=20)] = ""
    price_fen: Annotated[int, Field(ge=0, le=10_000_000, description="of one")] = 0
    payer: Payer = Payer.CUSTOMER
    serial_in: Annotated[Text, Field(max_length=100, description="of the part put in")] = ""
    serial_out: Annotated[Text, Field(max_length=100, description="of the part taken out")] = ""
    old_part: OldPart = OldPart.NONE
    voids: Annotated[Text, Field(max_length=100, description="the key of the line taken back")] = ""


class MessageToCustomer(Body):
    key: Key
    text: Annotated[Words, Field(max_length=500)]


class VisitCode(Body):
    key: Key
    code: Annotated[Text, Field(min_length=1, max_length=20, description="told by the customer")]


class EarlierCase(BaseModel):
    number: str
    description: str
    solution: str
    created_at: Instant


class ChecklistItem(BaseModel):
    """What is looked at; with a unit it is measured, and in order from `low` to `high`."""

    id: str
    name: str
    unit: str
    low: float | None
    high: float | None
    part: Literal["duty", "check", "rating"] = Field(
        description="duty: done at every visit; check: of the machine; rating: by the customer, 1 to 5"
    )


class CheckRow(BaseModel):
    item: str
    name: str
    value: str
    unit: str
    low: float | None
    high: float | None
    verdict: Verdict
    note: str
    happened_at: Instant


class PhotoRow(BaseModel):
    id: str
    kind: PhotoKind
    note: str
    url: str
    happened_at: Instant


class LineRow(BaseModel):
    key: str
    by: str = Field(description="a username")
    kind: LineKind
    text: str
    quantity: int
    unit: str
    price_fen: int
    total_fen: int = Field(description="a discount is below zero")
    payer: Payer
    serial_in: str
    serial_out: str
    old_part: OldPart
    happened_at: Instant


class SiteRules(BaseModel):
    """How to get in, and when."""

    name: str
    access_note: str
    hours: str


class VisitRecord(BaseModel):
    """What was written down on a visit, as it counts now."""

    checks: list[CheckRow] = Field(description="the newest answer of each item")
    photos: list[PhotoRow]
    lines: list[LineRow] = Field(description="without those taken back")
    total_fen: int
    customer_fen: int = Field(description="what of it the customer pays")


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
    parameters: dict[str, str] = Field(description="of the machine, by name")
    earlier: list[EarlierCase] = Field(description="of the same machine, the newest first")
    guided: list[GuidedRow] = Field(description="what its customer has put right by guidance, the newest first")
    probable: list[str] = Field(description="what it is mostly, the likeliest first")
    tools: list[str]
    kit: list[str] = Field(description="parts to take along")
    conduct: list[str] = Field(description="how to behave at the customer's (R28)")
    site: SiteRules | None
    covered: bool | None = Field(description="by warranty, as assessed when filed; null: not known")
    payer: Payer = Field(description="who pays, as far as that tells")
    no_card: Maybe = Field(description="what to say to a customer who has no warranty card: the term by another date")
    checklist: list[ChecklistItem]
    record: VisitRecord
    cause: str
    solution: str = Field(description="what was done, or why not")
    prevention: str
    next_visit: str
    documents: list[DocumentRow]
    stamps: list[StampRow]
    times: list[TimeRow]


class EngineerVisitPage(Page[EngineerVisit]):
    """Visits, by time."""


class EngineerRow(BaseModel):
    """Who is logged in at the engineer's page."""

    username: str
    name: str
    company: str
    hotline: str = Field(description="connects to customers whose number is not shown")
