"""Reading the register: who is on file, and their machines."""

from sqlalchemy import func, select

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Customer, Equipment


def count_customers(work: UnitOfWork) -> int:
    """How many customers are on file."""
    return work.session.scalar(select(func.count()).select_from(Customer)) or 0


def machines(work: UnitOfWork, customer: Customer | None = None) -> list[Equipment]:
    """The machines of a customer, or all on file, by serial number."""
    rows = select(Equipment).order_by(Equipment.serial)
    return list(work.session.scalars(rows if customer is None else rows.where(Equipment.customer_id == customer.id)))
