"""A visit that does not take place as it was booked: its time is free again, and who was to come hears of it."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import VisitOverdue, VisitReady, VisitReminder, VisitUnanswered
from helpline.jobs.schedule import cancel
from helpline.tables import Visit
from helpline.tables.states import CrewState, VisitStatus
from helpline.visits import occupancy, telling, work_orders

KEY = "visit:{}"  # of its jobs


def take_back(work: UnitOfWork, visit: Visit, status: VisitStatus, why: str = "") -> None:
    """Changed, cancelled, declined or missed; whoever was still to come is taken off and told."""
    if status in (VisitStatus.CHANGED, VisitStatus.CANCELLED):
        telling.engineers(work, visit, "engineer_visit_off")
    for one in visit.crew:
        if one.is_live:
            one.state = CrewState.TAKEN_OFF
    visit.status, visit.reason = status, why
    stop(work, visit)
    work_orders.settle(work, visit.order)


def stop(work: UnitOfWork, visit: Visit) -> None:
    """It takes nobody's time, and nothing is due for it, any more."""
    work.session.flush()
    occupancy.free(work, visit)
    for kind in (VisitReminder, VisitReady, VisitUnanswered, VisitOverdue):
        cancel(work, kind, KEY.format(visit.id))
