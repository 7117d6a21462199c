"""Reading tasks for people."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Task
from helpline.tables.task import UNFINISHED

_BY_URGENCY = Order("tasks", (Key(Task.priority), Key(Task.id)))


def open_tasks(work: UnitOfWork, page: PageRequest = PageRequest()) -> Page[Task]:
    """Alerts and tasks for the acting person's role, the most urgent first, of these the oldest. None moves."""
    rows = (
        select(Task)
        .options(selectinload(Task.case), selectinload(Task.assignee))
        .where(Task.team.in_(work.actor.roles), Task.state.in_(UNFINISHED))
    )
    return page_of(work.session, rows, _BY_URGENCY, page)
