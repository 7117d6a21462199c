"""A day of those who go to customers: when they work, when they are away, and what of it is taken (R18, R25)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch.candidates import working_days
from helpline.duty import absences
from helpline.staff.people import holds, hours_on, is_here
from helpline.tables import Person
from helpline.tables.people import ENGINEER
from helpline.visits import occupancy

Span = tuple[datetime, datetime]
_BY_USERNAME = Order("engineers", (Key(Person.username),))


@dataclass(frozen=True)
class EngineerDay:
    """Somebody's day, each of the three in order."""

    person: Person
    works: list[Span]
    away: list[Span]  # with approval
    taken: list[Span]  # by visits, the way there included; also by those the acting person may not see


def engineer_days(work: UnitOfWork, day: date, page: PageRequest) -> Page[EngineerDay]:
    """Those who are with the company, by username. None moves."""
    rows = select(Person).where(is_here(), holds(ENGINEER))
    parts = (Person.skill_rows, Person.area_rows, Person.hour_rows)
    found = page_of(work.session, rows.options(*(selectinload(part) for part in parts)), _BY_USERNAME, page)
    ids, calendar = [person.id for person in found.items], working_days(work)
    begin = datetime.combine(day, time(0), ZONE)
    end = begin + timedelta(days=1)
    away = absences.approved(work, ids, begin, end)
    taken: dict[int, list[int]] = defaultdict(list)
    for person_id, quarter in occupancy.busy(work, ids, begin, end):
        taken[person_id].append(quarter)
    days = [
        EngineerDay(
            person=person,
            works=[
                (datetime.combine(day, begins, ZONE), datetime.combine(day, ends, ZONE))
                for begins, ends in hours_on(person.hour_rows, day, calendar)
            ],
            away=[(max(one.begun_at, begin), min(one.ended_at, end)) for one in away[person.id]],
            taken=_joined(taken[person.id]),
        )
        for person in found.items
    ]
    return Page(days, found.next)


def _joined(quarters: Iterable[int]) -> list[Span]:
    """Quarters of an hour as spans."""
    spans: list[Span] = []
    for quarter in sorted(quarters):
        begin = occupancy.instant(quarter)
        if spans and spans[-1][1] == begin:
            spans[-1] = (spans[-1][0], begin + occupancy.QUARTER)
        else:
            spans.append((begin, begin + occupancy.QUARTER))
    return spans
