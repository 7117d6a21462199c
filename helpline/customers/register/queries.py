"""Looking things up in the register, and who of the company may (kb/policies/access.yml)."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from helpline.core.errors import Invalid, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.identity import holds_phone
from helpline.customers.register import cells
from helpline.customers.register.kinds import Kind
from helpline.customers.register.writing_rows import put
from helpline.tables import Asset, Contract, Customer, Organisation, Site

Filters = dict[str, str]
Column = InstrumentedAttribute[Any]
SHORTEST_SEARCH = 2  # characters that are looked for inside a name


def may_read(work: UnitOfWork) -> None:
    """NotAllowed but for those who read the register."""
    _require(work, work.kb.policies.access.register_readers)


def may_write(work: UnitOfWork) -> None:
    _require(work, work.kb.policies.access.register_writers)


def may_move_in_bulk(work: UnitOfWork) -> None:
    """NotAllowed but for those who take the whole register in and out."""
    _require(work, work.kb.policies.access.register_keepers)


def _require(work: UnitOfWork, roles: tuple[str, ...]) -> None:
    if not work.actor.has(roles):
        raise NotAllowed("the register")


def organisations(work: UnitOfWork, q: str, page: PageRequest) -> Page[Organisation]:
    """Whose id is `q`, or whose name or short name has it in it; all without one. By id; none moves."""
    may_read(work)
    rows = _searched(select(Organisation), q, Organisation.id, Organisation.name, Organisation.short_name)
    return page_of(work.session, rows, Order("organisations", (Key(Organisation.id),)), page)


def contacts(work: UnitOfWork, q: str, phone: str, organisation: str, page: PageRequest) -> Page[Customer]:
    """By name, by a number of theirs in any spelling, of an organisation. By id; none moves."""
    may_read(work)
    rows = _searched(select(Customer), q, Customer.id, Customer.name)
    rows = rows.where(holds_phone(phone)) if phone else rows
    rows = _equal(rows, (Customer.organisation_id, organisation)).options(selectinload(Customer.organisation))
    return page_of(work.session, rows, Order("contacts", (Key(Customer.id),)), page)


def sites(work: UnitOfWork, q: str, organisation: str, customer: str, page: PageRequest) -> Page[Site]:
    """By name or address, of an organisation or a person. By id; none moves."""
    may_read(work)
    rows = _searched(select(Site), q, Site.id, Site.name, Site.address)
    rows = _equal(rows, (Site.organisation_id, organisation), (Site.customer_id, customer))
    return page_of(work.session, rows, Order("sites", (Key(Site.id),)), page)


def assets(work: UnitOfWork, serial: str, of: Filters, page: PageRequest) -> Page[Asset]:
    """By serial number, plate or VIN; `of` an organisation, customer, site or parent. By id; none moves."""
    may_read(work)
    rows = select(Asset)
    if serial:
        rows = rows.where(or_(Asset.serial == serial, Asset.id == serial, Asset.plate == serial, Asset.vin == serial))
    rows = _equal(rows, *((getattr(Asset, f"{name}_id"), id) for name, id in of.items()))
    return page_of(work.session, rows, Order("assets", (Key(Asset.id),)), page)


def contracts(work: UnitOfWork, number: str, organisation: str, customer: str, page: PageRequest) -> Page[Contract]:
    """By number, of an organisation or a person. By number; none moves."""
    may_read(work)
    people = (selectinload(one) for one in (Contract.manager, Contract.specialist, Contract.resident))
    rows = _equal(select(Contract), (Contract.id, number)).options(*people)
    rows = _equal(rows, (Contract.organisation_id, organisation), (Contract.customer_id, customer))
    return page_of(work.session, rows, Order("contracts", (Key(Contract.id),)), page)


def find(work: UnitOfWork, kind: Kind, id: str) -> Any:
    """The row of an id; NotFound for none."""
    may_read(work)
    row = work.session.get(kind.table, id)
    if row is None:
        raise NotFound(id)
    return row


def add(work: UnitOfWork, kind: Kind, told: dict[str, str]) -> str:
    """A new row; its id. Invalid for an id that is there, and for what cannot be written."""
    may_write(work)
    if (id := cells.typed(told.get("id", ""))) and work.session.get(kind.table, id) is not None:
        raise Invalid("id: on file already")
    return put(work, kind, told).id


def change(work: UnitOfWork, kind: Kind, id: str, told: dict[str, str]) -> Any:
    """The row with what is told put right. NotFound for none, Invalid for what cannot be written."""
    may_write(work)
    row = find(work, kind, id)
    put(work, kind, told | {"id": id})
    return row


def _searched(rows: Select[Any], q: str, id: Column, *texts: Column) -> Select[Any]:
    if not q:
        return rows
    inside = [text.contains(q, autoescape=True) for text in texts] if len(q) >= SHORTEST_SEARCH else []
    return rows.where(or_(id == q, *inside))


def _equal(rows: Select[Any], *pairs: tuple[Column, str]) -> Select[Any]:
    for column, value in pairs:
        if value:
            rows = rows.where(column == value)
    return rows
