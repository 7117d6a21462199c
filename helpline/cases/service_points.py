"""Which service point has a case (R25): the one of its area, or another it is passed to, whose dispatcher plans."""

from helpline.cases.case_owner import team_of
from helpline.core.errors import Invalid
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import by_username
from helpline.tables import Case
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.lookup import service_point

RULE = "passed_to_point"


def pass_on(work: UnitOfWork, case: Case, id: str, reason: str) -> None:
    """The case is the point's now, and its dispatcher's task.

    Invalid for no such point, or one whose dispatcher is not here.
    """
    point = service_point(work.kb, id)
    dispatcher = by_username(work, point.dispatcher) if point else None
    if point is None or dispatcher is None:
        raise Invalid("point: not in kb/service_points.yml, or its dispatcher is not here")
    before = case.service_point
    if before == point.id:
        return
    case.service_point, case.changed_at = point.id, work.now
    record(work, case, "passed_to_point", reason, before=before, after=point.id, name=point.name)
    subject = phrase(work.kb, "task_passed_to_point", number=case.number, point=point.name, reason=reason)
    open_task(
        work,
        team_of(work, case, dispatcher),
        "task",
        subject,
        RULE,
        2,
        case.id,
        about=f"{case.id}:{point.id}",
        assignee=dispatcher,
    )
