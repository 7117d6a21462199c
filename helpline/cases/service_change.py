"""Service to a customer is stopped, changed or taken up again (R45): each is told in writing, and by phone as well."""

from enum import StrEnum

from helpline.core.errors import MoveNotAllowed
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from helpline.visits.telling import write

RULE = "call_about_service"


class Change(StrEnum):
    STOP = "stop"
    CHANGE = "change"
    RESUME = "resume"


NOTICES = {
    Change.STOP: "service_stop_notice",
    Change.CHANGE: "service_change_notice",
    Change.RESUME: "service_resume_notice",
}


def tell(work: UnitOfWork, case: Case, change: Change, reason: str, time: str) -> None:
    """The customer gets the message of this change, and is called; `time` is when, as people say it.

    MoveNotAllowed on a case that is over, for what is stopped already, and to resume what was not stopped.
    """
    if case.status in FINISHED_CASE:
        raise MoveNotAllowed(f"{case.number} is over")
    work.session.refresh(case, with_for_update={"key_share": True})
    stopped = is_stopped(case)
    if change != Change.CHANGE and stopped != (change == Change.RESUME):
        raise MoveNotAllowed(f"{case.number}: service is {'stopped' if stopped else 'going on'}")
    facts = {"number": case.number, "company": work.kb.company.short_name, "reason": reason, "time": time}
    told = phrase(work.kb, NOTICES[change], **facts)
    reached = write(work, case, told)
    record(work, case, "service_changed", reason, change=change, time=time, reached=reached)
    team = "quality" if case.complaint_id is not None else "agent"
    subject = phrase(work.kb, "task_call_about_service", number=case.number, what=told)
    open_task(work, team, "task", subject, RULE, 2, case.id, about=f"{case.id}:{change}")


def is_stopped(case: Case) -> bool:
    """Whether it was stopped, and not taken up again since."""
    told = [line.data["change"] for line in case.events if line.kind == "service_changed"]
    return next((change == Change.STOP for change in reversed(told) if change != Change.CHANGE), False)
