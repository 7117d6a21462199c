"""Every kind of job and what it is handed. A kind without a handler stops the start (`helpline.jobs.registry`)."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from helpline.tables import Job


class Payload(BaseModel):
    """What a job of one kind needs to know. `lane` keeps slow kinds out of the way of others."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    lane: ClassVar[str] = "clock"


class PromiseStepDue(Payload):
    """A step of a promise is due (R19)."""

    kind = "promise_step"
    promise_id: int
    step: str


class CallbackDue(Payload):
    """The time of a promised call-back has come."""

    kind = "callback"
    conversation_id: str


class ClosureReminder(Payload):
    """The customer has not said whether the case may be closed (R34)."""

    kind = "closure_reminder"
    case_id: int


class ClosureByRule(Payload):
    """Nor after the reminder."""

    kind = "closure_by_rule"
    case_id: int


class VisitReminder(Payload):
    """A visit is near (R27)."""

    kind = "visit_reminder"
    visit_id: int


class VisitReady(Payload):
    """A visit is very near: what is not clear for it yet is asked by phone (R27)."""

    kind = "visit_ready"
    visit_id: int


class VisitUnanswered(Payload):
    """An engineer should have said by now whether they come."""

    kind = "visit_unanswered"
    visit_id: int


class VisitOverdue(Payload):
    """The window of a visit is over."""

    kind = "visit_overdue"
    visit_id: int


class ToldArrival(Payload):
    """The time has come that a customer was told for an arrival later than promised (R05)."""

    kind = "told_arrival"
    promise_id: int


class RegularSurvey(Payload):
    """Those under a contract are to be asked how the service is (R35)."""

    kind = "regular_survey"
    contract_id: str


class YearPublished(Payload):
    """Public holidays are other ones now (R18). `after`: the id of the last case that was gone through."""

    kind = "year_published"
    after: int = 0


class RegisterCopy(Payload):
    """The register is written out, to be read while the product is down (R03)."""

    kind = "register_copy"
    lane = "copies"


class ForgetReview(Payload):
    """A reviewed message need not be kept any longer."""

    kind = "forget_review"
    item_id: int


class FetchAttachment(Payload):
    """A file that a customer sent still lies with the platform."""

    kind = "fetch_attachment"
    lane = "files"
    attachment_id: str


class RemoveUnused(Payload):
    """Somebody uploaded a file, and may never have sent it."""

    kind = "remove_unused"
    lane = "files"
    attachment_id: str


class PullMessages(Payload):
    """A platform has messages that it only gives when asked."""

    kind = "pull_messages"
    lane = "pulls"
    channel: str
    account: str


class EraseConversation(Payload):
    """Somebody left: their files and what Rasa remembers of the talk are to go."""

    kind = "erase_conversation"
    lane = "erasure"
    conversation_id: str
    files: tuple[str, ...] = ()  # ids of attachments
    whole: bool = False  # no case keeps anything of the talk


class RemoveFiles(Payload):
    """A case has become anonymous: the pictures of its visits are to go."""

    kind = "remove_files"
    lane = "erasure"
    files: tuple[str, ...]


class EraseOld(Payload):
    """What was kept long enough is to go (R39)."""

    kind = "erase_old"
    lane = "erasure"


class MakeShifts(Payload):
    """Shifts are made as far ahead as policy says (R24)."""

    kind = "make_shifts"


class ShiftChangeDue(Payload):
    """Hours that nobody has taken are over."""

    kind = "shift_change"
    change_id: int


class LookAfterService(Payload):
    """Once a day: rehearsals that are overdue, and once a week what is looked at of the week before."""

    kind = "look_after_service"


class RingOut(Payload):
    """Somebody is to be rung for a case, by the ways there are (R22)."""

    kind = "ring_out"
    lane = "calls"
    page_id: int


class PageStepDue(Payload):
    """Whoever was rung should have answered: the next in line. `rank` 0: there was nobody to ring."""

    kind = "page_step"
    lane = "pages"
    case_id: int
    round: int
    rank: int
    due_at: datetime


class PageUnanswered(Payload):
    """Nobody answered in the time after which the customer is told so."""

    kind = "page_unanswered"
    case_id: int
    round: int


PAYLOADS: dict[str, type[Payload]] = {
    payload.kind: payload
    for payload in (
        PromiseStepDue,
        CallbackDue,
        ClosureReminder,
        ClosureByRule,
        VisitReminder,
        VisitReady,
        VisitUnanswered,
        VisitOverdue,
        ToldArrival,
        RegularSurvey,
        YearPublished,
        RegisterCopy,
        ForgetReview,
        FetchAttachment,
        RemoveUnused,
        PullMessages,
        EraseConversation,
        RemoveFiles,
        EraseOld,
        MakeShifts,
        ShiftChangeDue,
        LookAfterService,
        RingOut,
        PageStepDue,
        PageUnanswered,
    )
}


def payload_of(job: Job) -> Payload:
    """The job's payload; KeyError for a kind that is no more, ValueError when it does not fit its kind."""
    return PAYLOADS[job.kind].model_validate(job.payload)
