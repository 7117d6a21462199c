"""The audit log: who read or did what, about whom, when, through which log-in and from where (R39)."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from helpline.core.database import Database
from helpline.core.errors import NotAllowed
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import AuditLine, Person

_NEWEST_FIRST = Order("audit", (Key(AuditLine.id, descending=True),))


def note(work: UnitOfWork, what: str, about: str = "") -> None:
    """A line, in the transaction of what it tells of. `about` is a kind and an id, e.g. `customer:C0001`."""
    actor = work.actor
    line = AuditLine(at=work.now, actor=actor.label, person_id=actor.person_id, what=what, about=about)
    line.session, line.address = actor.session, actor.address
    work.session.add(line)


def note_reading(database: Database, work: UnitOfWork, readings: Iterable[tuple[str, str]]) -> None:
    """Lines that the acting person reads something, in a transaction of their own, before they are shown it.

    The desk reads what it shows again and again: the same thing read through the same log-in within `reread_minutes` is
    one line.
    """
    new = [reading for reading in readings if not _is_noted(work, *reading)]
    if new:
        with database.write() as session:
            for what, about in new:
                note(UnitOfWork(session, work.kb, work.now, work.actor), what, about)


def _is_noted(work: UnitOfWork, what: str, about: str) -> bool:
    since = work.now - timedelta(minutes=work.kb.policies.access.reread_minutes)
    again = select(AuditLine.id).where(
        AuditLine.about == about,
        AuditLine.person_id == work.actor.person_id,
        AuditLine.session == work.actor.session,
        AuditLine.what == what,
        AuditLine.at > since,
    )
    return work.session.scalar(again.limit(1)) is not None


def person(somebody: Person) -> str:
    """How a line names somebody of the company."""
    return f"person:{somebody.username}"


def lines(
    work: UnitOfWork, actor: str = "", about: str = "", what: str = "", page: PageRequest = PageRequest()
) -> Page[AuditLine]:
    """The newest first, of somebody (`agent:<username>`), about something, of a kind, or all. NotAllowed for others."""
    if not work.actor.has(work.kb.policies.access.auditors):
        raise NotAllowed("the audit log")
    rows = select(AuditLine)
    for column, value in ((AuditLine.actor, actor), (AuditLine.about, about), (AuditLine.what, what)):
        if value:
            rows = rows.where(column == value)
    return page_of(work.session, rows, _NEWEST_FIRST, page)
