"""A case as the API takes and shows it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.api.schemas import LONGEST_TEXT, Body, Instant, Name, Page, Text, Time, Words
from helpline.cases.consent_told import ConsentTo
from helpline.cases.lifecycle import CaseType
from helpline.cases.taking_down import Origin
from helpline.customers.warranty import Warranty
from helpline.tables.case_link import LinkKind
from helpline.tables.document import DocumentKind
from helpline.tables.promise import PromiseSource, PromiseState
from helpline.tables.states import CaseStatus, CrewState, VisitStatus
from helpline.tables.visit import CrewRole, Outcome
from kb.models.service_points import PointKind

Key = Annotated[Name, Field(description="of the request, made up by the asker: the same sent twice is done once")]
Reason = Annotated[Words, Field(max_length=500)]
Line = Annotated[Text, Field(max_length=200)]


class NewCase(Body):
    """What a customer told somebody of ours."""

    key: Key
    origin: Origin
    type: CaseType
    description: Annotated[Words, Field(max_length=LONGEST_TEXT, description="in the customer's words")]
    contact_name: Line = ""
    phone: Annotated[Text, Field(max_length=40, description="in any spelling")] = ""
    address: Line = ""
    district: Line = ""
    category: Annotated[Text, Field(max_length=100, description="of kb/products.yml; empty: none we know")] = ""
    product_text: Annotated[Text, Field(max_length=200, description="the machine as the customer names it")] = ""
    serial: Line = ""
    wish: Annotated[Text, Field(max_length=LONGEST_TEXT)] = ""
    place: Annotated[Text, Field(max_length=200, description="where the form lay, or which shop was reviewed")] = ""
    level: Annotated[int | None, Field(ge=1, le=3, description="null: read out of the description")] = None
    level_reason: Annotated[Text, Field(max_length=500)] = ""


class CaseEdit(Body):
    """What is put right; what is left out stays. Another level needs its reason."""

    contact_name: Line | None = None
    phone: Annotated[Text, Field(max_length=40)] | None = None
    address: Line | None = None
    district: Line | None = None
    description: Annotated[Words, Field(max_length=LONGEST_TEXT)] | None = None
    category: Annotated[Text, Field(max_length=100)] | None = None
    product_text: Line | None = None
    serial: Line | None = None
    wish: Annotated[Text, Field(max_length=LONGEST_TEXT)] | None = None
    level: Annotated[int, Field(ge=1, le=3)] | None = None
    reason: Annotated[Text, Field(max_length=500, description="of another level")] = ""


class Ownership(Body):
    key: Key
    owner: Annotated[Text, Field(max_length=100, description="a username; empty: nobody")]
    reason: Annotated[Text, Field(max_length=500, description="needed when it goes from one to another")] = ""


class NewLink(Body):
    key: Key
    other: Name
    kind: Literal["related", "repeat_of", "follow_up_of"]
    reason: Annotated[Text, Field(max_length=500)] = ""


class Merge(Body):
    key: Key
    into: Name
    reason: Reason


class Agreed(Body):
    """Another time for something that was promised."""

    key: Key
    kind: Annotated[Name, Field(description="of promise, e.g. solve")]
    at: Time
    reason: Annotated[Reason, Field(description="as the customer is told")]


class Consent(Body):
    """Given to somebody of ours by phone or face to face."""

    key: Key
    to: ConsentTo
    words: Annotated[Words, Field(max_length=LONGEST_TEXT, description="what the customer said")]


class Hiding(Body):
    key: Key
    reason: Reason


class Contact(Body):
    text: Annotated[Text, Field(max_length=LONGEST_TEXT, description="what came of it; may be empty")] = ""


class CaseNote(Body):
    text: Annotated[Words, Field(max_length=LONGEST_TEXT)]


class Solution(Body):
    solution: Annotated[Words, Field(max_length=LONGEST_TEXT, description="what was done, as the customer is told")]


class Analysis(Body):
    key: Key
    cause: Reason
    treatment: Annotated[Words, Field(max_length=LONGEST_TEXT, description="what was done")]
    prevention: Annotated[Words, Field(max_length=500, description="how to keep it from coming back")]


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
    owner: str | None = Field(description="the username of who sees it through")
    owner_name: str | None
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


class FiledCase(BaseModel):
    """A case that was written down, and what its customer can be told of it (R05)."""

    number: str
    type: CaseType
    status: CaseStatus
    level: int
    level_reason: str
    queue: str
    created_at: Instant
    deadlines: dict[str, Deadline] = Field(description="by kind of promise")
    arrival: Instant | None = Field(description="by when somebody is there, to be told (R05); null: to be agreed on")


class TakenStep(BaseModel):
    step: str
    at: Instant


class PromiseRow(BaseModel):
    """Something that was promised, and what became of it. Of several of a kind the newest stands."""

    id: int
    kind: str = Field(description="reply, onsite, solve and what kb/policies/sla.yml adds")
    state: PromiseState
    source: PromiseSource
    made_at: Instant
    told_at: Instant | None = Field(description="when the customer heard of it from somebody of ours")
    due_at: Instant | None = Field(description="null while the clock stands still")
    kept_at: Instant | None
    missed_at: Instant | None = Field(description="never cleared")
    replaced_by: int | None = Field(description="the id of the promise that took its place")
    steps: list[TakenStep] = Field(description="warnings and misses that were told, each once")


class PromisePage(Page[PromiseRow]):
    """Promises, as they were made."""


class LinkRow(BaseModel):
    """How the case belongs to another one."""

    kind: LinkKind
    other: str
    mine: bool = Field(description="whether it is the case that is this to the other; else the other way round")


class CrewRow(BaseModel):
    """Who was asked to come, and what they said."""

    username: str
    name: str
    partner: str = Field(description="the organisation they work for; empty: ours")
    role: CrewRole
    state: CrewState
    reason: str


class DocumentRow(BaseModel):
    """A paper about the visit; `.pdf` behind the address gives it as PDF."""

    id: int
    kind: DocumentKind
    url: str


class ToldCustomer(BaseModel):
    """What the customer was told of the visit, by which it is seen whether they know."""

    at: Instant
    text: str
    reached: bool = Field(description="a channel took it; else somebody is to call them")


class ReadyRow(BaseModel):
    """Something to be clear before a visit (R27)."""

    item: str
    name: str
    asked_at: Instant | None = Field(description="in the customer's talk")
    answer: str
    answered_at: Instant | None
    answered_by: str = Field(description="customer, or a username")


class BookedVisit(BaseModel):
    id: int
    order: str = Field(description="the number of its work order")
    start_at: Instant = Field(description="of the window told to the customer")
    end_at: Instant
    planned_start_at: Instant
    planned_end_at: Instant
    status: VisitStatus
    outcome: Outcome
    reason: str = Field(description="of the outcome, or why it was taken back")
    engineer: str = Field(description="who leads, or led last")
    phone: str
    crew: list[CrewRow]
    told: ToldCustomer | None = Field(description="the last of it")
    ready: list[ReadyRow] = Field(description="what is to be clear before it")
    documents: list[DocumentRow]


class TimelineLine(BaseModel):
    """Who did what when."""

    id: int
    hidden: bool = Field(description="its words were hidden by staff")
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
    parameters: dict[str, str] = Field(description="what is measured or set on it, by name")
    warranty: Warranty


class ContractInForce(BaseModel):
    """What was agreed with the customer, as staff need it at hand."""

    number: str
    kind: str
    grade: str
    pack: str
    ends_on: date
    service_point: str
    manager: str = Field(description="the name of who answers for it; empty: nobody named")
    specialist: str
    resident: str = Field(description="the name of the engineer stationed there")


class CaseSite(BaseModel):
    """Where the thing stands, and how to get in."""

    name: str
    address: str
    access_note: str
    hours: str


class PointRow(BaseModel):
    """Where the company serves from."""

    id: str
    name: str
    kind: PointKind
    address: str
    head: str = Field(description="the name of who answers for it")
    dispatcher: str = Field(description="of who sends its engineers")
    phone: str
    areas: list[str]


class AnalysisRow(BaseModel):
    """Of the fault (R37); empty until it is written."""

    due_at: Instant
    cause: str
    treatment: str
    prevention: str
    written_at: Instant | None
    writer: str = Field(description="the name of who wrote it, or said it at the end of a visit")


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
    organisation: str = Field(description="of the customer; empty: none")
    site: CaseSite | None
    contract: ContractInForce | None = Field(description="that was in force when it was filed")
    service_point: PointRow | None = Field(description="whose area it is in, or to which it was passed")
    pack: str = Field(description="whose promises it was given")
    deadlines: dict[str, Deadline] = Field(
        description="by kind of promise: reply, onsite, solve; only what was promised"
    )
    visits: list[BookedVisit]
    links: list[LinkRow]
    analysis: AnalysisRow | None = Field(description="of what somebody went for, and of grave faults, once solved")
    timeline: list[TimelineLine]
