"""Who could come for a case, and when (R25): what the customer is offered and what staff choose from is found here.

One function looks, so that nothing is offered which could not be booked a moment before.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import func, select

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch.engineers import Engineer, skilled
from helpline.duty import absences
from helpline.promises.policy import policy_of
from helpline.staff.people import WorkingHours, weeks_for, works
from helpline.tables import Absence, Case, Person, Visit, VisitCrew
from helpline.tables.states import ON_SITE, TO_COME
from helpline.visits import occupancy
from helpline.visits.occupancy import QUARTER, quarters
from kb.calendar import Calendar, calendar
from kb.lookup import category, skills_of_fault, skills_of_model
from kb.models.knowledge import SpecialSkill, VisitPolicy


@dataclass(frozen=True)
class Wanted:
    """What somebody is to come for, and by which policy."""

    policy: VisitPolicy
    skill: str | None  # None where it is not known what it takes
    district: str
    calendar: Calendar  # which days are working days
    excluded: frozenset[int] = frozenset()  # ids of people who do not come
    fault: tuple[SpecialSkill, ...] = ()  # that this kind of fault needs beside
    model: tuple[SpecialSkill, ...] = ()  # and those that the model needs
    resident: int | None = None  # id of the engineer stationed at the customer's
    manager: int | None = None  # of who managed the works, where they are the first choice

    @property
    def special(self) -> tuple[SpecialSkill, ...]:
        return (*self.fault, *self.model)


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
    fault: bool  # they can repair this kind of fault
    model: bool  # and this model
    lacks: tuple[str, ...]  # the names of the skills that these need and they have not
    resident: bool  # stationed at the customer's (R07)
    area: bool  # they go to that district
    load: int  # visits of theirs on that day
    hours: bool  # the window lies in their working time
    away: bool  # with approval, for some of it
    excluded: bool
    manager: bool  # they managed the works

    @property
    def fits(self) -> bool:
        return self.fault and self.model and self.hours and not self.away and not self.excluded


def wanted(work: UnitOfWork, case: Case, excluded: Collection[int]) -> Wanted:
    """For a case, by what was told and by its machine."""
    kb, contract, policy = work.kb, case.contract, policy_of(work.kb, case).visits
    return Wanted(
        policy,
        skill_for(work, case.category),
        case.district,
        working_days(work),
        frozenset(excluded),
        fault=tuple(skills_of_fault(kb, case.category, case.description)),
        model=tuple(skills_of_model(kb, case.category, case.asset.model if case.asset else case.product_text)),
        resident=contract.resident_id if contract and contract.is_in_force(work.today) else None,
        manager=contract.manager_id if contract and policy.manager_first else None,
    )


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

    Of `engineers` where they are named, else of those with the skill, and who managed the works before all. Their days
    and what is taken of them are looked up as they come: who wants the first windows waits for no others.
    """
    yield from find_in(work, want, list(windows(want.policy, begin, end)), engineers)


def find_in(
    work: UnitOfWork,
    want: Wanted,
    spans: Sequence[tuple[datetime, datetime]],
    engineers: Sequence[Engineer] | None = None,
    but: Visit | None = None,
) -> Iterator[Candidate]:
    """The same for windows that are named, in their order; what one visit takes counts as free."""
    asked = skilled(work, want.skill, want.special, want.manager) if engineers is None else engineers
    ids = [engineer.id for engineer in asked]
    policy = want.policy
    longest = timedelta(minutes=policy.minutes + policy.far_minutes + policy.no_vehicle_minutes)
    for _, of_day in groupby(spans, key=lambda span: span[0].astimezone(ZONE).date()):
        windows_then = list(of_day)
        day = _look_up(work, want, ids, windows_then)
        for start_at, end_at in windows_then:
            taken = occupancy.busy(work, ids, start_at, max(end_at, start_at + longest), but)
            found = [one for engineer in asked if (one := _candidate(want, engineer, start_at, end_at, taken, day))]
            yield from sorted(found, key=_place)


def _place(one: Candidate) -> tuple[bool, bool, bool, bool, int, int, str]:
    """Who managed the works; who is stationed there; who is of the area; who has less to do; who is there sooner."""
    near = not one.manager, not one.resident, not one.area
    return not one.fits, *near, one.load, one.plan.travel_minutes, one.engineer.username


@dataclass(frozen=True)
class _Day:
    """What a day holds for the people asked about, by the person's id."""

    loads: Counter[int]
    weeks: Mapping[int, Sequence[WorkingHours]]
    away: Mapping[int, Sequence[Absence]]


def _look_up(work: UnitOfWork, want: Wanted, ids: Collection[int], spans: Sequence[tuple[datetime, datetime]]) -> _Day:
    begin, end = spans[0][0], spans[-1][1]
    day = begin.astimezone(ZONE).date()
    return _Day(
        loads=_loads(work, day),
        weeks=weeks_for(work, day, want.calendar),
        away=absences.approved(work, ids, begin, end),
    )


def _candidate(
    want: Wanted,
    engineer: Engineer,
    start_at: datetime,
    end_at: datetime,
    taken: Collection[tuple[int, int]],
    day: _Day,
) -> Candidate | None:
    """None when they are not free long enough in the window."""
    planned = plan(want, engineer, start_at, end_at, taken)
    if planned is None:
        return None
    local, until = start_at.astimezone(ZONE), end_at.astimezone(ZONE)
    one_day, week = local.date() == until.date(), day.weeks.get(engineer.id, ())
    return Candidate(
        engineer=engineer,
        start_at=start_at,
        end_at=end_at,
        plan=planned,
        fault=not _lacking(engineer, want.fault),
        model=not _lacking(engineer, want.model),
        lacks=tuple(skill.name for skill in _lacking(engineer, want.special)),
        resident=engineer.id == want.resident,
        area=want.district in engineer.districts,
        load=day.loads[engineer.id],
        hours=one_day and works(week, local.date(), local.time(), until.time(), want.calendar),
        away=any(one.begun_at < end_at and one.ended_at > start_at for one in day.away.get(engineer.id, ())),
        excluded=engineer.id in want.excluded,
        manager=engineer.id == want.manager,
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
    travel = timedelta(minutes=travel_minutes(want, person))
    length = travel + timedelta(minutes=policy.minutes)
    leaves = start_at
    while leaves == start_at or leaves + length <= end_at:
        if is_free(person, leaves, leaves + length, taken):
            return Plan(leaves, leaves + travel, leaves + length)
        leaves += QUARTER
    return None


def is_free(person: Person | Engineer, begin: datetime, end: datetime, taken: Collection[tuple[int, int]]) -> bool:
    """Whether nothing of that time is among the quarters that are taken."""
    return not any((person.id, quarter) in taken for quarter in quarters(begin, end))


def travel_minutes(want: Wanted, person: Person | Engineer) -> int:
    """On the way there: none for who is stationed there, fewer inside one's own districts and in one's own vehicle."""
    if person.id == want.resident:
        return 0
    fetched = 0 if person.vehicle else want.policy.no_vehicle_minutes
    return fetched + (want.policy.travel_minutes if want.district in person.districts else want.policy.far_minutes)


def able(work: UnitOfWork, want: Wanted) -> list[Engineer]:
    """Engineers who can repair it: this kind of product, of fault, and this model; none who does not come there."""
    found = skilled(work, want.skill, want.special, want.manager)
    return [one for one in found if one.id not in want.excluded and not _lacking(one, want.special)]


def _lacking(engineer: Engineer, special: Sequence[SpecialSkill]) -> list[SpecialSkill]:
    return [one for one in special if one.id not in engineer.special]


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
