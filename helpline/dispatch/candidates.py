"""Who could come for a case, and when (R25): what the customer is offered and what staff choose from is found here.

One function looks, so that nothing is offered which could not be booked a moment before.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import func, select

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch.engineers import Engineer, skilled
from helpline.promises.policy import policy_of
from helpline.staff.people import WorkingHours, hours_on, works
from helpline.tables import Case, Person, Visit, VisitCrew
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
    skill: str | None  # None where it is not known what it takes
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
    """Somebody with the skill who is free for a window, and what speaks for and against them."""

    engineer: Engineer
    start_at: datetime
    end_at: datetime
    plan: Plan
    area: bool  # they go to that district
    load: int  # visits of theirs on that day
    hours: bool  # the window lies in their working time
    excluded: bool

    @property
    def fits(self) -> bool:
        return self.hours and not self.excluded


def wanted(work: UnitOfWork, case: Case, excluded: Collection[int]) -> Wanted:
    policy = policy_of(work.kb, case).visits
    return Wanted(policy, skill_for(work, case.category), case.district, working_days(work), frozenset(excluded))


def skill_for(work: UnitOfWork, category_id: str) -> str | None:
    """What it takes to repair such a product; None where it is not known what it is."""
    return category(work.kb, category_id).skill if category_id else None


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
    work: UnitOfWork, want: Wanted, begin: datetime, end: datetime, engineers: Sequence[Engineer] | None = None
) -> Iterator[Candidate]:
    """Window by window the engineers who are free in it, the best first; those who do not fit come last of a window.

    Of `engineers` where they are named, else of those with the skill. What their days hold is looked up a day at a
    time: who wants the first windows waits for no others.
    """
    asked = skilled(work, want.skill) if engineers is None else engineers
    ids = [engineer.id for engineer in asked]
    for day, spans in groupby(windows(want.policy, begin, end), key=lambda span: span[0].date()):
        of_day = list(spans)
        taken = occupancy.busy(work, ids, of_day[0][0], of_day[-1][1])
        loads, weeks = _loads(work, day), hours_on(work, day, want.calendar)
        for start_at, end_at in of_day:
            found = []
            for engineer in asked:
                planned = plan(want, engineer, start_at, end_at, taken)
                if planned is not None:
                    week, load = weeks.get(engineer.id, []), loads[engineer.id]
                    found.append(_candidate(want, engineer, start_at, end_at, planned, week, load))
            yield from sorted(found, key=lambda one: (not one.fits, not one.area, one.load, one.engineer.username))


def _candidate(
    want: Wanted,
    engineer: Engineer,
    start_at: datetime,
    end_at: datetime,
    planned: Plan,
    week: Sequence[WorkingHours],
    load: int,
) -> Candidate:
    local, until = start_at.astimezone(ZONE), end_at.astimezone(ZONE)
    return Candidate(
        engineer=engineer,
        start_at=start_at,
        end_at=end_at,
        plan=planned,
        area=want.district in engineer.districts,
        load=load,
        hours=works(week, local.date(), local.time(), until.time(), want.calendar),
        excluded=engineer.id in want.excluded,
    )


def plan(
    want: Wanted,
    person: Person | Engineer,
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


def _loads(work: UnitOfWork, day: date) -> Counter[int]:
    """How many visits everybody has that day, by person."""
    rows = (
        select(VisitCrew.person_id, func.count())
        .join(Visit, Visit.id == VisitCrew.visit_id)
        .where(Visit.status.in_(TO_COME | ON_SITE))
        .where(Visit.start_at >= _instant(day, time(0)), Visit.start_at < _instant(day + timedelta(days=1), time(0)))
        .group_by(VisitCrew.person_id)
    )
    return Counter({person: count for person, count in work.session.execute(rows)})


def end_of_day(at: datetime) -> datetime:
    """The midnight after an instant, in the business zone."""
    return _instant(at.astimezone(ZONE).date() + timedelta(days=1), time(0))


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE)
