"""Emergency plans as the API takes and shows them."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key, Reason
from gateway.api.schemas import LONGEST_TEXT, Body, Day, Instant, Name, Page, Text, Words


class PlanContactRow(BaseModel):
    name: str
    phone: str
    what: str = Field(description="when they are called")


class PlanStepRow(BaseModel):
    id: str
    name: str
    team: str
    minutes: int = Field(description="after the start, by when it is to be done")
    after: list[str]
    agreed: bool = Field(description="only with the customer's word for it")


class PlanRow(BaseModel):
    """A plan as it stands."""

    id: str
    name: str
    version: str
    issued_on: date
    trigger: str
    authorised_by: list[str] = Field(description="roles")
    leading: list[str] = Field(description="names of who decide")
    working: list[str] = Field(description="names of who carry it out")
    contacts: list[PlanContactRow]
    steps: list[PlanStepRow]
    drilled_on: date | None = Field(description="the last time; null: never")
    drill_due_on: date


class PlanPage(Page[PlanRow]):
    """Plans, by id."""


class HelpRow(BaseModel):
    """Who is called from outside."""

    name: str
    kind: str = Field(description="device, line, software or database")
    phone: str
    what: str


class RunStepRow(BaseModel):
    step: str
    name: str
    due_at: Instant
    agreed: str = Field(description="the customer's words")
    outcome: str
    done_at: Instant | None
    done_by: str


class RunRow(BaseModel):
    """A plan that was started for a case."""

    id: int
    plan: str
    version: str
    authorised_by: str = Field(description="the name of who started it")
    reason: str
    started_at: Instant
    ended_at: Instant | None
    summary: str
    steps: list[RunStepRow]


class CasePlans(BaseModel):
    """What there is for a case in an emergency."""

    fitting: list[PlanRow] = Field(description="plans whose trigger it meets")
    help: list[HelpRow]
    runs: list[RunRow]


class PlanStart(Body):
    key: Key
    plan: Name
    reason: Reason


class StepDone(Body):
    key: Key
    step: Name
    outcome: Annotated[Words, Field(max_length=LONGEST_TEXT)]
    agreed: Annotated[Text, Field(max_length=500, description="what the customer said, where a step needs it")] = ""


class RunEnd(Body):
    key: Key
    summary: Annotated[Words, Field(max_length=LONGEST_TEXT, description="what it came to, how well the plan worked")]


class NewDrill(Body):
    key: Key
    held_on: Day
    led_by: Annotated[Words, Field(max_length=100)]
    people: Annotated[int, Field(ge=1, le=10_000, description="how many took part")]
    findings: Annotated[Words, Field(max_length=LONGEST_TEXT)]


class DrillRow(BaseModel):
    plan: str
    version: str
    held_on: date
    led_by: str
    people: int
    findings: str
    noted_by: str


class DrillPage(Page[DrillRow]):
    """Rehearsals, the newest first."""
