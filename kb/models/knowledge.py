"""The shapes of everything a company keeps under `kb/`.

Frozen pydantic models; `kb.loading.load()` fills them from the files and reports every fault with file and line.
All ids are lower-case ASCII. All lengths carry their unit in the name.
"""

from datetime import date, time
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from kb.models.access import AccessPolicy
from kb.models.checklist import CheckItem, Checklist, Duty
from kb.models.delivery import Count, DeliveryPolicy
from kb.models.demo_week import WeekCase
from kb.models.documents import DocumentWords
from kb.models.duty import DutyPolicy
from kb.models.emergency_plans import OutsideHelp, Plan
from kb.models.entry import Entry
from kb.models.escalation import EscalationPolicy
from kb.models.hotline import HotlinePolicy
from kb.models.limits import LimitsPolicy
from kb.models.menu import MenuPolicy
from kb.models.phrases import Deed
from kb.models.recovery import BackupPolicy, RetentionPolicy
from kb.models.reports import ReportsPolicy
from kb.models.service_points import ServicePoint
from kb.models.sla import SlaPack, SlaPolicy

# ---- kb/company.yml ---------------------------------------------------------------------------------------------


class Company(Entry):
    name: str  # full name, in the greeting (R06)
    short_name: str
    assistant: str  # the name the assistant goes by
    hotline: str  # the 24-hour line, in the greeting (R06)
    duty_phone: str  # rung for emergencies (R22, R24)
    opening: str  # opening hours as said to customers
    service_area: tuple[str, ...]  # cities served
    address: str = ""
    complaint_phone: str  # a line of its own, answered by who reads complaints (R41)
    complaint_email: str


# ---- kb/products.yml --------------------------------------------------------------------------------------------


class Business(Entry):
    """A line of business. Its policies are the company's with what the folder `kb/policies/<id>` says otherwise."""

    id: str
    name: str
    asks: tuple[str, ...]  # kinds that its pack must promise (R15)
    emergency: str = ""  # what this business adds to safety advice
    particulars: str = ""  # the phrase that asks what a repair there needs besides the fault; "": nothing


class Category(Entry):
    """A kind of product as customers name it."""

    id: str
    name: str
    business: str
    words: tuple[str, ...]  # what customers call it, longest match wins
    warranty: str  # id of a WarrantyTerm
    skill: str  # the engineer's skill that fits
    diagnosis_fee_yuan: int = 0  # said when the work is paid (R09)
    labour_fee_yuan: str = ""  # range as said to customers, e.g. "80–200"


class Model(Entry):
    id: str  # the model number on the plate, e.g. "QF-KFR35"
    name: str
    category: str
    words: tuple[str, ...] = ()


# ---- kb/policies ------------------------------------------------------------------------------------------------


class Start(StrEnum):
    """A date on file from which a term may count (R07)."""

    CARD = "card"  # on the warranty card
    HANDOVER = "handover"
    COMMISSIONED = "commissioned"
    ACCEPTED = "accepted"
    FIRST_ACCEPTED = "first_accepted"
    FINALLY_ACCEPTED = "finally_accepted"


class WarrantyTerm(Entry):
    """R07–R09: how long, from which date, and what comes afterwards."""

    id: str
    name: str
    months: int
    starts: tuple[Start, ...]  # the first of these that is on file counts
    trial_months: int = 0  # an engineer on site for free before the term starts (traffic systems)
    trial_starts: tuple[Start, ...] = ()  # where none of `starts` is on file: the trial and then the term from here
    afterwards: str  # sentence said to customers about life after the term (R09)
    not_covered: tuple[str, ...]  # R08, each a short phrase


class GradingRule(Entry):
    """R13: which words in a description make which fault level. The first that matches decides; the last fits all."""

    level: int = Field(ge=1, le=3)
    reason: str  # said to staff
    patterns: tuple[str, ...]  # regular expressions over the normalised text, without spaces and in lower case
    categories: tuple[str, ...] = ()  # empty: any


class Word(Entry):
    name: str
    means: str  # a regular expression, put where {name} stands


class EmergencyKind(Entry):
    """R22: a danger, the words that show it, those that only look like it, and what to tell."""

    id: str  # electric, gas, water, fire, trapped, injury; general where the words did not tell which
    name: str
    patterns: tuple[str, ...]  # empty for `general` only
    harmless: tuple[str, ...] = ()
    advice: str  # id of a phrase


class EmergencyPolicy(Entry):
    """R22: regular expressions over the normalised text without spaces; `kb.emergency.detect` reads them."""

    spellings: tuple[str, ...]  # pairs of characters: the first is read as the second
    words: tuple[Word, ...]
    harmless: tuple[str, ...]  # taken out before anything is listened for
    talk: tuple[str, ...]  # the surroundings of {danger}, the find, that make it no danger
    taken_back: tuple[str, ...]  # said after an alarm: there was none
    kinds: tuple[EmergencyKind, ...]


class Queue(Entry):
    id: str  # service, safety, quality
    name: str
    roles: tuple[str, ...]  # who may see and take its conversations
    calendar: str  # when somebody is on duty
    callback_minutes: int  # promised on the queue's calendar when nobody is on duty
    tells_place: bool = True  # who waits in it is told how many are before them


class ReadyItem(Entry):
    """R27: something to be clear before a visit: asked of the customer, or seen to by whoever plans it."""

    id: str
    name: str  # for staff and engineers
    asks: str = ""  # as the customer is asked; empty: they are not


class VisitPolicy(Entry):
    """R25, R27: the windows an engineer can be booked for, and how a visit goes."""

    windows: tuple[tuple[time, time], ...]
    minutes: Count  # at work, as planned
    travel_minutes: Count  # on the way, inside the engineer's own districts
    far_minutes: Count  # elsewhere
    answer_minutes: Count  # by when an engineer is to say whether they come
    overdue_minutes: int = Field(ge=0)  # after the window, until a visit nobody came to is missed
    stale_minutes: Count  # what happened longer ago is not told to the customer any more
    shows_phone: bool  # whether engineers see the customer's number
    conduct_rules: tuple[str, ...]  # R28: what engineers are reminded of
    duties: tuple[Duty, ...]  # R28: what they tick at every visit, beside the checklist of the machine
    questionnaire: tuple[CheckItem, ...]  # what the customer rates when it is over
    manager_first: bool  # whether who managed the works is the first choice to come, where they are free
    no_vehicle_minutes: int = Field(ge=0)  # longer on the way for who has no vehicle of their own
    calls_when_unclear: bool  # whether somebody phones first where the customer did not say what is wrong
    horizon_days: int
    lead_minutes: int  # earliest start from now
    offered: int  # how many slots are shown at once
    remind_minutes_before: int
    call_minutes_before: Count  # by then somebody asks by phone what is not clear yet
    ready: tuple[ReadyItem, ...]  # beside the time itself


class SpecialSkill(Entry):
    """R25: a skill that some repairs need beside the category's own, by what is told of the fault or by the model."""

    id: str
    name: str  # for those who plan
    categories: tuple[str, ...]
    words: tuple[str, ...] = ()  # one of them in the description tells such a fault
    models: tuple[str, ...] = ()


class ClosingPolicy(Entry):
    """R34, R35."""

    remind_minutes: int  # silence before the reminder
    close_minutes: int  # further silence before the case is closed by rule
    survey_expire_minutes: int
    regular_survey_months: Count  # R35: so often those under contract are asked, whatever cases they had
    analysis_minutes: Count  # R37: after it was solved, until its analysis is written
    low_score: int  # this score or lower becomes a task


class IdentityPolicy(Entry):
    """R03: how much may be guessed in `lock_minutes`, and how long a proof holds."""

    attempts: Count  # wrong facts in one talk before a human takes over
    phone_attempts: Count  # with one phone, in all talks
    origin_attempts: Count  # from one network address, with all phones
    locked_talks: Count  # from one network address that may be handed over for it in an hour
    lock_minutes: Count
    weak_days: Count
    strong_days: Count
    leaving: tuple[str, ...]  # whole messages, without punctuation, by which a talk is left


class ReturnPolicy(Entry):
    """R11."""

    days_on_request: int
    words: str  # sentence said to customers


class LearningPolicy(Entry):
    """Reviewing what the assistant missed."""

    reviewers: tuple[str, ...]  # roles
    keep_days: int = Field(ge=1)
    held_out_every: int = Field(ge=2)


class ComplaintPolicy(Entry):
    """R41. Who serves the queue of the rule `complaint` (escalation.yml) reads complaints; the accused never do."""

    stand_ins: tuple[str, ...]  # who read a complaint as well: of a reader, or one no reader may review
    words: tuple[str, ...]  # with one of these a message is a complaint
    harmless: tuple[str, ...]  # taken out before these are looked for
    parts: tuple[Word, ...]  # what stands for {name} in the next two, regular expressions over the text without spaces
    accusations: tuple[str, ...]  # with one of these a message accuses somebody of ours, and so is a complaint
    no_accusations: tuple[str, ...]  # taken out before these are looked for
    goes_on: tuple[str, ...]  # with one of these, or an accused's name, a message goes on with a complaint made before


class PolicySet(Entry):
    """What holds for one business or contract: the company's policies with what its folder says otherwise."""

    pack: SlaPack
    visits: VisitPolicy
    closing: ClosingPolicy
    returns: ReturnPolicy


class Policies(Entry):
    warranty: tuple[WarrantyTerm, ...]
    sla: SlaPolicy
    grading: tuple[GradingRule, ...]
    emergency: EmergencyPolicy
    escalation: EscalationPolicy
    queues: tuple[Queue, ...]
    visits: VisitPolicy
    skills: tuple[SpecialSkill, ...]
    closing: ClosingPolicy
    identity: IdentityPolicy
    delivery: DeliveryPolicy
    hotline: HotlinePolicy
    menu: MenuPolicy
    returns: ReturnPolicy
    learning: LearningPolicy
    limits: LimitsPolicy
    complaints: ComplaintPolicy
    access: AccessPolicy
    duty: DutyPolicy
    backup: BackupPolicy
    retention: RetentionPolicy
    reports: ReportsPolicy


# ---- kb/calendars -----------------------------------------------------------------------------------------------


class Hours(Entry):
    """A weekly pattern of spans; with `holidays` the yearly files take days away and add make-up days (R18)."""

    id: str
    name: str
    days: tuple[int, ...]  # ISO weekdays, 1 is Monday
    spans: tuple[tuple[time, time], ...]  # end "00:00" is midnight; several a day allowed
    holidays: bool = False


class Year(Entry):
    year: int
    source: str
    provisional: bool = False  # not published yet: the days that the law names, without make-up days
    holidays: dict[date, str]  # day → name
    workdays: dict[date, str]  # make-up working day (调休) → name of the holiday it pays for


# ---- kb/articles/*.md -------------------------------------------------------------------------------------------


class Article(Entry):
    """R04: symptom, checks in safe order, when to stop and call. `asks` are its tests.

    `sms` and `voice` say the same as `steps` and `stop`, for a text message and for the ear (`kb.article_text`).
    """

    slug: str
    title: str
    kind: str  # fault, usage, business
    categories: tuple[str, ...]  # empty: any product
    asks: tuple[str, ...]
    safe: bool  # may be walked through by a customer before a visit
    symptom: str
    steps: tuple[str, ...]  # each is one message of at most three short lines; the first can be done by anybody
    stop: tuple[str, ...]
    sms: str
    voice: tuple[str, ...]  # one spoken sentence each; the last asks whether it helped


# ---- kb/out_of_domain.yml ------------------------------------------------------------------------------------------


class OutOfDomain(Entry):
    """What no article answers, and so what the search must be silent about."""

    goods: tuple[str, ...]  # things the company does not look after
    lines: tuple[str, ...]  # whole sentences


# ---- kb/seed ----------------------------------------------------------------------------------------------------


class Engineer(Entry):
    id: str
    name: str
    phone: str
    skills: tuple[str, ...]
    regions: tuple[str, ...]  # districts, e.g. "西湖区"
    days: tuple[int, ...]  # ISO weekdays worked
    spans: tuple[tuple[time, time], ...]
    vehicle: str = ""  # the plate of their own; "": they have none
    partner: str = ""  # the id of the organisation they work for; "": ours


class StaffMember(Entry):
    username: str
    name: str
    role: str  # agent, supervisor, quality, administrator
    phone: str = ""  # where they are rung on duty


class Knowledge(Entry):
    """Everything under `kb/`, checked."""

    root: Path
    policy_version: str  # of kb/policies/sla.yml and the folders beside it: changes with them
    company: Company
    businesses: tuple[Business, ...]
    categories: tuple[Category, ...]
    models: tuple[Model, ...]
    policies: Policies
    sets: dict[str, PolicySet]  # by folder of kb/policies
    hours: tuple[Hours, ...]
    years: tuple[Year, ...]
    articles: tuple[Article, ...]
    checklists: tuple[Checklist, ...]
    documents: DocumentWords
    service_points: tuple[ServicePoint, ...]
    plans: tuple[Plan, ...]
    outside_help: tuple[OutsideHelp, ...]
    out_of_domain: OutOfDomain
    phrases: dict[str, tuple[str, ...]]  # id → wordings of equal meaning, with {placeholders}
    claims: dict[str, Deed]  # id of a phrase → what it says was done; the others claim nothing
    engineers: tuple[Engineer, ...]
    staff: tuple[StaffMember, ...]
    week: tuple[WeekCase, ...]
