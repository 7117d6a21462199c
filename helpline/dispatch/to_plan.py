"""Cases that somebody is to be sent for and nobody is: what a dispatcher has before them (R19, R25)."""

from collections.abc import Collection

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from helpline.cases.lifecycle import CaseType
from helpline.cases.queries import visible
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Visit, WorkOrder
from helpline.tables.states import FINISHED_CASE, ON_SITE, TO_COME, CaseStatus, OrderStatus

BY_VISIT = (CaseType.REPAIR, CaseType.INSTALLATION, CaseType.MAINTENANCE, CaseType.EMERGENCY)
_BY_DUE = Order("to plan", (Key(Case.next_due_at, nullable=True), Key(Case.level), Key(Case.id)))


def to_plan(work: UnitOfWork, page: PageRequest) -> Page[Case]:
    """Cases the acting person may see to which nobody is to come: of work done by visits those that are new or
    reopened, and whatever has an order to be planned, as after a visit that was declined. What is due first is first.

    A case moves with its next due time; those whose clock stands still come last.
    """
    comes = exists().where(Visit.case_id == Case.id, Visit.status.in_(TO_COME | ON_SITE))
    ordered = exists().where(WorkOrder.case_id == Case.id, WorkOrder.status == OrderStatus.TO_PLAN)
    untouched = and_(Case.type.in_(BY_VISIT), Case.status.in_((CaseStatus.NEW, CaseStatus.REOPENED)))
    rows = select(Case).where(visible(work), ~comes, or_(untouched, ordered))
    rows = rows.where(Case.status.not_in(FINISHED_CASE | {CaseStatus.SOLVED}))
    shown = (Case.customer, Case.owner, Case.engineer)
    return page_of(work.session, rows.options(*(selectinload(part) for part in shown)), _BY_DUE, page)


def last_visits(work: UnitOfWork, cases: Collection[Case]) -> dict[int, Visit]:
    """The newest visit of each case that had one, by the case's id."""
    newest = select(func.max(Visit.id)).where(Visit.case_id.in_([case.id for case in cases])).group_by(Visit.case_id)
    return {visit.case_id: visit for visit in work.session.scalars(select(Visit).where(Visit.id.in_(newest)))}
