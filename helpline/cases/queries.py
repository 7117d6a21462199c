"""Reading cases for people: one by its number, lists by phone or state."""

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from helpline.conversations.access import served_queues
from helpline.core.errors import NotAllowed, NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case
from kb.lookup import queue


def find_case(work: UnitOfWork, number: str) -> Case:
    """The case, or NotFound; NotAllowed when it belongs to a queue the acting person does not serve (R41)."""
    case = work.session.scalars(select(Case).where(Case.number == number.upper())).one_or_none()
    if case is None:
        raise NotFound(number)
    if not may_see_case(work, case):
        raise NotAllowed(number)
    return case


def may_see_case(work: UnitOfWork, case: Case) -> bool:
    """Whether the acting person's role serves the case's queue."""
    return work.actor.role in queue(work.kb, case.queue).roles


def list_cases(work: UnitOfWork, phone: str | None = None, unfinished: bool = False, limit: int = 200) -> list[Case]:
    """Cases the acting person may see; by phone, newest first; unfinished ones in the order of work (R16)."""
    rows = select(Case).where(Case.queue.in_(served_queues(work)))
    if phone:
        rows = rows.where(Case.phone == phone).order_by(Case.id.desc())
    elif unfinished:
        rows = rows.where(Case.status.not_in(("closed", "cancelled")))
        rows = rows.order_by(Case.level, Case.priority, Case.next_due_at.is_(None), Case.next_due_at)
    else:
        rows = rows.order_by(Case.id.desc())
    return list(work.session.scalars(_with_people(rows).limit(limit)))


def _with_people(rows: Select[Case]) -> Select[Case]:
    return rows.options(selectinload(Case.customer), selectinload(Case.engineer), selectinload(Case.equipment))
