"""Reading pages."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpline.core.paging import Key, Order, PageRequest, page_of
from helpline.core.paging import Page as Listed
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Page, PageRound

_IN_ORDER = Order("pages", (Key(Page.round), Key(Page.rank)))


def of_case(work: UnitOfWork, case: Case, page: PageRequest = PageRequest()) -> Listed[Page]:
    """Everybody rung for the case, in the order of ringing."""
    rows = select(Page).where(Page.case_id == case.id)
    rows = rows.options(joinedload(Page.person), joinedload(Page.page_round).joinedload(PageRound.case))
    return page_of(work.session, rows, _IN_ORDER, page)
