"""Who could come for a case, and when (R25): what the customer is offered and what staff choose from is found here.

One function looks, so that nothing is offered which could not be booked a moment before.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.duty import absences
from helpline.promises.policy import policy_of
from helpline.staff.people import holds, is_here, works
from helpline.tables import Absence, Case, Person, PersonSkill, Visit, VisitCrew
from helpline.tables.people import ENGINEER
from helpline.tables.states import ON_SITE, TO_COME
from helpline.visits import occupancy
from helpline.visits.occupancy import QUARTER, quarters
from kb.calendar import Calendar, calendar
from kb.lookup import category
from kb.models.knowledge import VisitPolicy


@dataclass(frozen=True)
class Wanted:
    """What somebody is to come for, and by which policy."""

    policy: VisitPolicy
    category: str
    district: str
    calendar: Calendar  # which days are working days
    excluded: frozenset[int] = frozenset()  # ids of people who do not come


@dataclass(frozen=True)
class Plan:
    """When the way begins, the work, and its end."""

    leaves_at: datetime
    begins_at: datetime
    ends_at: datetime

    @property
    def travel_minutes(self) -> int:
        return int((self.begins_at - self.leaves_at).total_seconds() // 60)


@dataclass(frozen=True)
class Candidate:
    """Somebody who is free for a window, and what speaks for and against them."""

    person: Person
    start_at: datetime
    end_at: datetime
    plan: Plan
    skilled: bool
    area: bool  # they go to that district
    load: int  # visits of theirs on that day
    hours: bool  # the window lies in their working time
    away: bool  # with approval, for some of it
    excluded: bool

    @property
    def fits(self) -> bool:
        return self.skilled and self.hours and not self.away and not self.excluded


def wanted(work: UnitOfWork, case: Case, excluded: Collection[int]) -> Wanted:
    policy = policy_of(work.kb, case).visits
    return Wanted(policy, case.category, case.district, working_days(work), frozenset(excluded))


def working_days(work: UnitOfWork) -> Calendar:
    """Which days the company works."""
    return calendar(work.kb, work.kb.policies.duty.calendar)


def windows(policy: VisitPolicy, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The windows of policy that begin in [begin, end), in order."""
    day, last = begin.astimezone(ZONE).date(), end.astimezone(ZONE).date()
    while day <= last:
        for opens, closes in policy.windows:
            start_at, end_at = _instant(day, opens), _instant(day, closes)
            if begin <= start_at < end:
                yield start_at, end_at
        day += timedelta(days=1)


def find(
    work: UnitOfWork, want: Wanted, begin: datetime, end: datetime, people: Sequence[Person] | None = None
) -> Iterator[Candidate]:
    """Window by window the engineers who are free in it, the best first; those who do not fit come last of a window.

    Of `people` where they are named, else of those with the skill.
    """
    yield from find_in(work, want, list(windows(want.policy, begin, end)), people)


def find_in(
    work: UnitOfWork,
    want: Wanted,
    spans: Sequence[tuple[datetime, datetime]],
    people: Sequence[Person] | None = None,
    but: Visit | None = None,
) -> Iterator[Candidate]:
    """The same for windows that are named, in their order; what one visit takes counts as free."""
    asked = people if people is not None else skilled(work, want.category)
    if not spans or not asked:
        return
    ids = [person.id for person in asked]
    taken = occupancy.busy(work, ids, spans[0][0], spans[-1][1], but)
    away = absences.approved(work, ids, spans[0][0], spans[-1][1])
    loads = _loads(work, ids, spans[0][0] - timedelta(days=1), end_of_day(spans[-1][1]))
    for start_at, end_at in spans:
        found = [
            one
            for person in asked
            if (one := candidate(work, want, person, start_at, end_at, taken, loads, away)) is not None
        ]
        yield from sorted(found, key=lambda one: (not one.fits, not one.area, one.load, one.person.username))


def candidate(
    work: UnitOfWork,
    want: Wanted,
    person: Person,
    start_at: datetime,
    end_at: datetime,
    taken: Collection[tuple[int, int]],
    loads: Counter[tuple[int, date]],
    away: Mapping[int, Sequence[Absence]],
) -> Candidate | None:
    """None when they are not free long enough in the window."""
    planned = plan(want, person, start_at, end_at, taken)
    if planned is None:
        return None
    local, until = start_at.astimezone(ZONE), end_at.astimezone(ZONE)
    one_day = local.date() == until.date()
    return Candidate(
        person=person,
        start_at=start_at,
        end_at=end_at,
        plan=planned,
        skilled=_has_skill(work, person, want.category),
        area=want.district in person.districts,
        load=loads[person.id, local.date()],
        hours=one_day and works(person, local.date(), local.time(), until.time(), want.calendar),
        away=any(one.begun_at < end_at and one.ended_at > start_at for one in away.get(person.id, ())),
        excluded=person.id in want.excluded,
    )


def plan(
    want: Wanted,
    person: Person,
    start_at: datetime,
    end_at: datetime,
    taken: Collection[tuple[int, int]],
) -> Plan | None:
    """The earliest way and work in the window for which the person has time; None when there is none.

    A window shorter than that is begun at its beginning and overrun.
    """
    policy = want.policy
    near = want.district in person.districts
    travel = timedelta(minutes=policy.travel_minutes if near else policy.far_minutes)
    length = travel + timedelta(minutes=policy.minutes)
    leaves = start_at
    while leaves == start_at or leaves + length <= end_at:
        if not any((person.id, quarter) in taken for quarter in quarters(leaves, leaves + length)):
            return Plan(leaves, leaves + travel, leaves + length)
        leaves += QUARTER
    return None


def skilled(work: UnitOfWork, category_id: str) -> list[Person]:
    """Engineers with the skill for the product, or all where it is not known; with areas and hours, by username."""
    rows = select(Person).where(is_here(), holds(ENGINEER)).order_by(Person.username)
    if category_id:
        skill = category(work.kb, category_id).skill
        rows = rows.where(Person.id.in_(select(PersonSkill.person_id).where(PersonSkill.skill == skill)))
    parts = (Person.skill_rows, Person.area_rows, Person.hour_rows)
    return list(work.session.scalars(rows.options(*(selectinload(part) for part in parts))))


def _has_skill(work: UnitOfWork, person: Person, category_id: str) -> bool:
    return not category_id or category(work.kb, category_id).skill in person.skills


def _loads(work: UnitOfWork, ids: Collection[int], begin: datetime, end: datetime) -> Counter[tuple[int, date]]:
    rows = (
        select(VisitCrew.person_id, Visit.start_at)
        .join(Visit, Visit.id == VisitCrew.visit_id)
        .where(VisitCrew.person_id.in_(ids), Visit.status.in_(TO_COME | ON_SITE))
        .where(Visit.start_at >= begin, Visit.start_at <= end)
    )
    return Counter((person, at.astimezone(ZONE).date()) for person, at in work.session.execute(rows))


def end_of_day(at: datetime) -> datetime:
    """The midnight after an instant, in the business zone."""
    return _instant(at.astimezone(ZONE).date() + timedelta(days=1), time(0))


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE)
