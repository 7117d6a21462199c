"""Somebody is to be away: their visits of that time want another engineer, before a customer waits in vain."""

from sqlalchemy import select

from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch.stamping import AGAIN, dispatchers
from helpline.duty import absences
from helpline.tables import Absence, Visit, VisitCrew
from helpline.tables.states import GOES, TO_COME
from helpline.tasks.ledger import open_task


def approve(work: UnitOfWork, id: int) -> Absence:
    """As `absences.decide`; whoever plans visits finds a task for each visit to come that the absence takes somebody
    from. The visit stands until they move it: moving tells the customer.
    """
    absence = absences.decide(work, id, approve=True)
    for visit in _in_the_way(work, absence):
        said = {"number": visit.case.number, "time": said_time(work, visit.start_at), "engineer": absence.person.name}
        open_task(
            work,
            dispatchers(visit.case),
            "task",
            phrase(work.kb, "task_visit_absent", **said),
            AGAIN,
            2,
            visit.case.id,
            about=f"visit:{visit.id}",
            due_at=visit.start_at,
        )
    return absence


def _in_the_way(work: UnitOfWork, absence: Absence) -> list[Visit]:
    goes = select(VisitCrew.visit_id).where(VisitCrew.person_id == absence.person_id, VisitCrew.state.in_(GOES))
    rows = select(Visit).where(
        Visit.id.in_(goes),
        Visit.status.in_(TO_COME),
        Visit.planned_start_at < absence.ended_at,
        Visit.planned_end_at > absence.begun_at,
    )
    return list(work.session.scalars(rows.order_by(Visit.start_at, Visit.id)))
