"""Whose time a visit takes: quarters of an hour as rows, of which the database keeps no two alike.

Whoever takes time locks its people first, in the order of their ids, so that two bookings never wait for each other.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select

from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import among_engineers
from helpline.tables import Occupancy, Person, Visit

QUARTER = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def quarters(begin: datetime, end: datetime) -> range:
    """Every quarter of an hour that has something of [begin, end)."""
    return range((begin - _EPOCH) // QUARTER, -((_EPOCH - end) // QUARTER))


def instant(quarter: int) -> datetime:
    """When a quarter begins."""
    return _EPOCH + quarter * QUARTER


def lock(work: UnitOfWork, people: Iterable[int]) -> None:
    """Nobody else changes these people's time until the transaction ends, or the savepoint it began in."""
    for id in sorted(set(people)):
        work.session.execute(select(Person.id).where(Person.id == id).with_for_update(key_share=True))


def take(work: UnitOfWork, visit: Visit, person_id: int, begin: datetime, end: datetime) -> None:
    """IntegrityError when some of it is taken, whoever looked before."""
    rows = [{"person_id": person_id, "quarter": at, "lane": 0, "visit_id": visit.id} for at in quarters(begin, end)]
    work.session.execute(insert(Occupancy), rows)


def free(work: UnitOfWork, visit: Visit, person_id: int | None = None) -> None:
    """The visit takes nobody's time any more, or not this person's."""
    taken = delete(Occupancy).where(Occupancy.visit_id == visit.id)
    work.session.execute(taken if person_id is None else taken.where(Occupancy.person_id == person_id))


def busy(
    work: UnitOfWork, people: Collection[int], begin: datetime, end: datetime, but: Visit | None = None
) -> set[tuple[int, int]]:
    """Which quarters of these engineers are taken between two instants, but for what one visit takes itself."""
    span, asked = quarters(begin, end), frozenset(people)
    rows = select(Occupancy.person_id, Occupancy.quarter).where(
        among_engineers(Occupancy.person_id, asked), Occupancy.quarter >= span.start, Occupancy.quarter < span.stop
    )
    if but is not None:
        rows = rows.where(Occupancy.visit_id != but.id)
    return {(person, quarter) for person, quarter in work.session.execute(rows) if person in asked}
