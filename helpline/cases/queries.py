"""Reading cases for people: one by its number, lists by phone or state."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from helpline.conversations import confidential
from helpline.conversations.access import served
from helpline.core.errors import NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, Case
from helpline.tables.states import FINISHED_CASE
from kb.lookup import queue


def find_case(work: UnitOfWork, number: str) -> Case:
    """The case; NotFound for none, and likewise for one the acting person may not see (R41)."""
    case = work.session.scalars(select(Case).where(Case.number == number.upper(), visible(work))).one_or_none()
    if case is None:
        raise NotFound(number)
    return case


def case_numbered(work: UnitOfWork, number: str) -> Case:
    """The case of a number the product has put down itself; not for what people type."""
    return work.session.scalars(select(Case).where(Case.number == number)).one()


def visible(work: UnitOfWork) -> ColumnElement[bool]:
    """Cases the acting person may see; as `may_see_case`, in SQL."""
    served_or_read = Case.complaint_id.is_not(None) | served(work, Case.queue)
    return confidential.readable(work, Case.complaint_id) & served_or_read


def may_see_case(work: UnitOfWork, case: Case) -> bool:
    """Whether the acting person's role serves the case's queue; of a complaint, whether they may read it (R41)."""
    if case.complaint_id is not None:
        return confidential.may_read(work, case.complaint_id)
    return work.actor.has(queue(work.kb, case.queue).roles)


_NEWEST_FIRST = Order("cases", (Key(Case.id, descending=True),))
_BY_URGENCY = Order(
    "open cases", (Key(Case.level), Key(Case.priority), Key(Case.next_due_at, nullable=True), Key(Case.id))
)


def _names(words: str) -> ColumnElement[bool]:
    """Whether these words stand in who a case is of, where, or the number of its machine."""
    of_machine = Case.asset.has(Asset.serial.contains(words.upper(), autoescape=True))
    told = (Case.contact_name.contains(words, autoescape=True), Case.address.contains(words, autoescape=True))
    return or_(*told, of_machine, Case.serial_told.contains(words.upper(), autoescape=True))


def list_cases(
    work: UnitOfWork,
    phone: str | None = None,
    unfinished: bool = False,
    page: PageRequest = PageRequest(),
    words: str = "",
) -> Page[Case]:
    """Cases the acting person may see; by phone or by words, newest first; unfinished ones in the order of work (R16).

    Newest first, no case moves. In the order of work a case moves with its level and its next due time; one without a
    due time stands last of its level and priority.
    """
    rows = select(Case).where(visible(work))
    shown = (Case.customer, Case.owner, Case.engineer, Case.asset)
    rows = rows.options(*(selectinload(part) for part in shown))
    order = _NEWEST_FIRST
    if phone:
        rows = rows.where(Case.phone == phone)
    elif words:
        rows = rows.where(_names(words))
    elif unfinished:
        rows, order = rows.where(Case.status.not_in(FINISHED_CASE)), _BY_URGENCY
    return page_of(work.session, rows, order, page)
