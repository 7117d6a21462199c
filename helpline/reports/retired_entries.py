"""Rows that name entries which are no more in the files of `kb/`: they go on with stand-ins (`kb.lookup`).

Looked for at the start, so that whoever took an entry out hears what it still stands in.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, Case, Conversation, Person, Promise, Visit, VisitCrew
from helpline.tables.promise import OPEN
from helpline.tables.states import FINISHED_CASE, Owner, VisitStatus

SHOWN = 3  # rows named of each entry


def rows_without_entry(work: UnitOfWork) -> list[str]:
    """One line for each retired id that rows still name: what is missing, how many rows, and some of them."""
    kb = work.kb
    categories = {category.id for category in kb.categories} | {""}
    queues = {queue.id for queue in kb.policies.queues} | {""}
    calendars = {hours.id for hours in kb.hours}
    kinds = {kind.id for kind in kb.policies.sla.kinds}
    unfinished = Case.status.not_in(FINISHED_CASE)
    return [
        *_lines(work, "category", "cases", Case.category, Case.number, categories),
        *_lines(work, "category", "machines", Asset.category, Asset.id, categories),
        *_lines(work, "queue", "unfinished cases", Case.queue, Case.number, queues, unfinished),
        *_lines(work, "queue", "conversations", Conversation.queue, Conversation.id, queues),
        *_lines(work, "calendar", "open promises", Promise.calendar, Promise.id, calendars, Promise.state.in_(OPEN)),
        *_lines(work, "kind of promise", "open promises", Promise.kind, Promise.id, kinds, Promise.state.in_(OPEN)),
        *_people(work),
    ]


def _lines(
    work: UnitOfWork,
    what: str,
    rows: str,
    column: InstrumentedAttribute[str],
    name: InstrumentedAttribute[str] | InstrumentedAttribute[int],
    there: Iterable[str],
    *only: ColumnElement[bool],
) -> list[str]:
    found = select(column, func.count()).where(column.not_in(there), *only).group_by(column).order_by(column)
    lines = []
    for id, count in work.session.execute(found):
        some = work.session.scalars(select(name).where(column == id, *only).order_by(name).limit(SHOWN))
        lines.append(_line(what, id, count, rows, some))
    return lines


def _people(work: UnitOfWork) -> list[str]:
    """Those whom kb/seed does not name any more, and who still have something to do."""
    named = {engineer.id for engineer in work.kb.engineers} | {member.username for member in work.kb.staff}
    gone = select(Person.id, Person.username).where(Person.username.not_in(named), Person.ended_at.is_(None))
    lines = []
    for id, username in work.session.execute(gone.order_by(Person.username)).all():
        visits = select(Case.number).join(Visit).join(VisitCrew, VisitCrew.visit_id == Visit.id)
        visits = visits.where(VisitCrew.person_id == id, Visit.status == VisitStatus.BOOKED)
        talks = select(Conversation.id).where(Conversation.agent_id == id, Conversation.owner == Owner.AGENT)
        for rows, statement in (("booked visits", visits), ("conversations", talks)):
            if held := list(work.session.scalars(statement)):
                lines.append(_line("person", username, len(held), rows, held[:SHOWN]))
    return lines


def _line(what: str, id: str, count: int, rows: str, some: Iterable[object]) -> str:
    return (
        f"the {what} {id!r} is in no file of kb/ any more, but {count} {rows} name it, e.g. {', '.join(map(str, some))}"
    )
