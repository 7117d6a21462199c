"""Reading the register: who is on file, and their machines."""

from sqlalchemy import func, or_, select

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, Customer


def count_customers(work: UnitOfWork) -> int:
    """How many customers are on file."""
    return work.session.scalar(select(func.count()).select_from(Customer)) or 0


def machines(work: UnitOfWork, customer: Customer | None = None) -> list[Asset]:
    """The assets of a customer, or all on file, by id; none that has ended."""
    rows = select(Asset).where(Asset.ended_at.is_(None)).order_by(Asset.id)
    return list(work.session.scalars(rows if customer is None else rows.where(Asset.customer_id == customer.id)))


def assets_numbered(work: UnitOfWork, number: str | None) -> list[Asset]:
    """Whatever goes by the number: a serial number, which two makers may use alike, or our own id; oldest id first."""
    if not number:
        return []
    rows = select(Asset).where(or_(Asset.serial == number, Asset.id == number)).order_by(Asset.id)
    return list(work.session.scalars(rows))


def asset_numbered(work: UnitOfWork, number: str) -> Asset:
    """The asset of a number the product has put down itself; not for what people type."""
    return assets_numbered(work, number)[0]
