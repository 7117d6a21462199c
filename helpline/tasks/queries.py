"""Reading tasks for people."""

from sqlalchemy import func, select
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


def count_unfinished(work: UnitOfWork) -> int:
    """Alerts and tasks that nobody of the acting person's roles has done."""
    rows = select(func.count()).select_from(Task)
    return work.session.scalar(rows.where(Task.team.in_(work.actor.roles), Task.state.in_(UNFINISHED))) or 0
