"""Reading tasks for people."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Task


def open_tasks(work: UnitOfWork) -> list[Task]:
    """Alerts and tasks for the acting person's role, the most urgent first."""
    rows = select(Task).options(selectinload(Task.case)).where(Task.role == work.actor.role, Task.done_at.is_(None))
    return list(work.session.scalars(rows.order_by(Task.priority, Task.id).limit(200)))
