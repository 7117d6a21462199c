"""Work orders: made with a case's first visit, their state read from their visits."""

from sqlalchemy import func, select

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Visit, WorkOrder
from helpline.tables.states import ON_SITE, OrderStatus, VisitStatus

OVER = frozenset({OrderStatus.DONE, OrderStatus.CANCELLED})


def open_order(work: UnitOfWork, case: Case) -> WorkOrder:
    """The case's order that is not over, made when there is none; at most one, by an index."""
    rows = select(WorkOrder).where(WorkOrder.case_id == case.id, WorkOrder.status.not_in(OVER))
    order = work.session.scalars(rows).one_or_none()
    if order is None:
        count = work.session.scalar(select(func.count(WorkOrder.id)).where(WorkOrder.case_id == case.id)) or 0
        order = WorkOrder(number=f"{case.number}-{count + 1}", case=case, status=OrderStatus.TO_PLAN, made_at=work.now)
        work.session.add(order)
        work.session.flush()
    return order


def settle(work: UnitOfWork, order: WorkOrder) -> None:
    """Writes what the visits make of the order; one that is over stays so."""
    if order.status in OVER:
        return
    work.session.flush()
    seen = set(work.session.scalars(select(Visit.status).where(Visit.work_order_id == order.id)))
    if seen & (ON_SITE | {VisitStatus.TRAVELLING}):
        order.status = OrderStatus.UNDER_WAY
    elif VisitStatus.BOOKED in seen:
        order.status = OrderStatus.PLANNED
    elif VisitStatus.DONE in seen:
        order.status = OrderStatus.DONE
    else:
        order.status = OrderStatus.TO_PLAN


def open_again(work: UnitOfWork, order: WorkOrder) -> None:
    """It was thought done, and is to be planned, unless another order of its case is by now."""
    rows = select(WorkOrder.id).where(WorkOrder.case_id == order.case_id, WorkOrder.status.not_in(OVER))
    if order.status == OrderStatus.DONE and work.session.scalar(rows) is None:
        order.status = OrderStatus.TO_PLAN


def give_up(work: UnitOfWork, case: Case) -> None:
    """Nobody is to come for the case any more."""
    rows = select(WorkOrder).where(WorkOrder.case_id == case.id, WorkOrder.status.not_in(OVER))
    for order in work.session.scalars(rows):
        settle(work, order)
        if order.status in (OrderStatus.TO_PLAN, OrderStatus.PLANNED):
            order.status = OrderStatus.CANCELLED
