"""The shapes of `kb/policies/sla.yml`: what is promised, for how long, and when people are told (R13–R19)."""

from enum import StrEnum

from pydantic import Field

from kb.models.entry import Entry
from kb.models.escalation import Trigger


class HoldReason(StrEnum):
    """Why a case's promises may stand still (R18)."""

    WAITING_CUSTOMER = "waiting_customer"
    ASKED_TO_AGREE = "asked_to_agree"  # solved, as we say: the customer is asked
    CLOSED = "closed"


class PromiseKind(Entry):
    id: str
    name: str  # as staff read it
    held_by: tuple[HoldReason, ...] = ()
    missed: str = ""  # the phrase by which the customer hears that it was missed; "": they were never told of it
    by_hand: bool = False  # a colleague says when it was kept, and what came of it
    tells: tuple[str, ...] = ()  # roles that read what came of it


class PromiseStep(Entry):
    """R19: something that is done at an offset from a promise's due time: once, or again and again until it is kept."""

    id: str
    offset_minutes: int  # before it when negative; minutes on the wall, not of business time
    at_most: float = Field(1.0, gt=0, le=1)  # of the promise's length: a short one is warned of later than a long one
    again_minutes: int | None = Field(None, ge=10)  # after it: taken again so often, until the promise is kept
    trigger: Trigger


class PromiseTerm(Entry):
    """How long one kind may take. None: not promised."""

    kind: str
    minutes: int | None = Field(None, ge=1)
    level_1: int | None = Field(None, ge=1)  # for major faults; None: as `minutes`
    zones: dict[str, int] = {}  # minutes instead, by what stands in the address: islands, outer towns


class Terms(Entry):
    """Promises that run on one calendar (an id of `kb/calendars/hours.yml`)."""

    calendar: str
    promises: tuple[PromiseTerm, ...]


class SlaPack(Terms):
    """R15: what one business, or a contract, promises."""

    id: str
    name: str


class PackFile(Entry):
    """`pack.yml` of a folder of `kb/policies`; the folder's name is the pack's id."""

    name: str
    extends: str = ""  # another folder, of which this one says only what differs
    calendar: str = ""
    promises: tuple[PromiseTerm, ...] = ()


class ServiceGrade(Entry):
    """R14: what a customer's contract promises above the pack."""

    id: str  # diamond, gold, silver
    name: str
    reply_minutes: int
    priority: int  # 1 first (R16)


class QuestionTerms(Entry):
    """How long a question may take: in business hours `requests` says, but never past the day on which it came."""

    calendar: str
    after_hours_minutes: int = Field(ge=1)  # for one that came outside its hours


class SlaPolicy(Entry):
    kinds: tuple[PromiseKind, ...]
    steps: tuple[PromiseStep, ...]
    grades: tuple[ServiceGrade, ...]
    complaints: Terms  # R41
    requests: Terms  # parts, invoices, suggestions, returns, questions
    questions: QuestionTerms
    emergencies: Terms  # beside what the business promises
    on_demand: Terms  # promised when somebody of ours says so
