"""Urgent repairs go on without a break until the machine runs (R33): heads hear of who stops or leaves before."""

from helpline.core.errors import MoveNotAllowed, NotAllowed
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty.paging import page
from helpline.tables import Visit
from helpline.tables.states import ON_SITE
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record

HEADS = ("supervisor",)  # who may give leave
ON_SITE_DUTY = "on_site"  # the roster of those who go on in the place of who left
STOPPED, LEFT = "urgent_stopped", "urgent_left"


def is_urgent(visit: Visit) -> bool:
    return visit.case.level == 1


def give_leave(work: UnitOfWork, visit: Visit, reason: str) -> None:
    """A head lets the crew go before it runs. NotAllowed for others, MoveNotAllowed unless they are there."""
    if not work.actor.has(HEADS):
        raise NotAllowed(work.actor.role)
    if visit.status not in ON_SITE:
        raise MoveNotAllowed(f"the visit is {visit.status}")
    record(work, visit.case, "leave_given", reason, visit=visit.id)


def has_leave(visit: Visit) -> bool:
    return any(line.kind == "leave_given" and line.data.get("visit") == visit.id for line in visit.case.events)


def stopped(work: UnitOfWork, visit: Visit) -> None:
    """The crew pauses: a head sees to it that it goes on."""
    _tell_heads(work, visit, "task_urgent_stopped", STOPPED)


def left(work: UnitOfWork, visit: Visit, why: str) -> None:
    """The crew is gone and it does not run: others are rung to go on; who left without leave is told of."""
    if not has_leave(visit):
        _tell_heads(work, visit, "task_urgent_left", LEFT)
        record(work, visit.case, "left_without_leave", why, visit=visit.id, engineer=visit.engineer.username)
    reason = phrase(work.kb, "page_urgent_relief", number=visit.case.number, words=why)
    page(work, visit.case, ON_SITE_DUTY, reason, again=True)


def _tell_heads(work: UnitOfWork, visit: Visit, id: str, rule: str) -> None:
    told = phrase(work.kb, id, number=visit.case.number, engineer=visit.engineer.name)
    for role in HEADS:
        open_task(work, role, "task", told, rule, 1, visit.case.id)
