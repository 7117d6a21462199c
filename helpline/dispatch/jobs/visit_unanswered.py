"""An engineer has not said whether they come: somebody asks them, or plans anew."""

from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch.stamping import dispatchers
from helpline.jobs.payloads import VisitUnanswered
from helpline.tables import Visit
from helpline.tables.states import CrewState, VisitStatus
from helpline.tasks.ledger import open_task

RULE = "visit_unanswered"


def act(work: UnitOfWork, payload: VisitUnanswered) -> None:
    visit = work.session.get_one(Visit, payload.visit_id)
    silent = [one.person.name for one in visit.crew if one.state == CrewState.ASKED]
    if visit.status != VisitStatus.BOOKED or not silent or visit.end_at <= work.now:  # else nobody came: VisitOverdue
        return
    case = visit.case
    who, when = phrase(work.kb, "comma").join(silent), said_time(work, visit.start_at)
    subject = phrase(work.kb, "task_visit_unanswered", number=case.number, engineer=who, time=when)
    open_task(
        work, dispatchers(case), "task", subject, RULE, 2, case.id, about=f"visit:{visit.id}", due_at=visit.start_at
    )
