"""The company's people, whatever they do."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.tables import Organisation, Person, PersonArea, PersonHours, PersonRole, PersonSkill
from helpline.tables.people import ADMINISTRATOR, ENGINEER
from kb.calendar import Calendar
from kb.models.knowledge import Engineer, StaffMember

FRIDAY = 5  # the last working day of a week, as ISO counts
FEW = 20  # people that a statement names


def actor_of(person: Person, session: str = "", address: str = "") -> Actor:
    """The person as whoever acts, through a log-in where there is one."""
    return Actor("agent", person.username, person.name, person.roles, person.id, session, address)


def is_administrator(work: UnitOfWork) -> bool:
    """Whether the acting person may manage the people at the desk."""
    return work.actor.has((ADMINISTRATOR,))


def by_username(work: UnitOfWork, username: str) -> Person | None:
    """Somebody who is with the company."""
    return work.session.scalars(select(Person).where(Person.username == username, is_here())).one_or_none()


def is_here() -> ColumnElement[bool]:
    """Those who have not left the company."""
    return Person.ended_at.is_(None)


def holds(*roles: str) -> ColumnElement[bool]:
    """Those who have one of the roles."""
    return Person.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(roles)))


def among_engineers(person_id: InstrumentedAttribute[int], people: Collection[int]) -> ColumnElement[bool]:
    """Narrows rows to those of these engineers; where many are asked about to all, and others are to be left out.

    Hundreds of ids in a statement take longer than the rows of the others.
    """
    if len(people) <= FEW:
        return person_id.in_(people)
    return person_id.in_(select(PersonRole.person_id).where(PersonRole.role == ENGINEER))


def is_engineers_name(work: UnitOfWork, name: str) -> bool:
    """Whether somebody who goes to customers has this name."""
    return work.session.scalar(select(Person.id).where(is_here(), holds(ENGINEER), Person.name == name)) is not None


def engineers(work: UnitOfWork) -> Sequence[Person]:
    """Those who go to customers, with skills, areas and hours, by username."""
    rows = select(Person).where(is_here(), holds(ENGINEER)).order_by(Person.username)
    return work.session.scalars(
        rows.options(selectinload(Person.skill_rows), selectinload(Person.area_rows), selectinload(Person.hour_rows))
    ).all()


class WorkingHours(NamedTuple):
    """A span of somebody's week, as `PersonHours` keeps it."""

    weekday: int
    begins: time
    ends: time


Week = Sequence[PersonHours | WorkingHours]


def weeks_for(work: UnitOfWork, day: date, calendar: Calendar) -> dict[int, list[WorkingHours]]:
    """What of everybody's week decides whether they work on a day, by person: the whole week on holidays and days that
    are worked instead, else that day's hours.
    """
    rows = select(PersonHours.person_id, PersonHours.weekday, PersonHours.begins, PersonHours.ends)
    if not (calendar.is_holiday(day) or calendar.is_made_up(day)):
        rows = rows.where(PersonHours.weekday == day.isoweekday())
    weeks = defaultdict[int, list[WorkingHours]](list)
    for id, weekday, begins, ends in work.session.execute(rows):
        weeks[id].append(WorkingHours(weekday, begins, ends))
    return weeks


def works(week: Week, day: date, opens: time, closes: time, calendar: Calendar) -> bool:
    """Whether the window lies inside one span of somebody's week (R18)."""
    return any(begins <= opens and closes <= ends for begins, ends in hours_on(week, day, calendar))


def hours_on(week: Week, day: date, calendar: Calendar) -> list[tuple[time, time]]:
    """The spans of somebody's week that a day has (R18), in order.

    Who works on working days only is off on public holidays, and on a day that is worked instead works as on a Friday.
    Who works at weekends as well goes by their week.
    """
    weekday = day.isoweekday()
    if all(row.weekday <= FRIDAY for row in week):
        if calendar.is_holiday(day):
            return []
        weekday = FRIDAY if calendar.is_made_up(day) else weekday
    return sorted((row.begins, row.ends) for row in week if row.weekday == weekday)


def take_in(work: UnitOfWork, entry: Engineer | StaffMember) -> Person:
    """Somebody of `kb/seed`: made when not on file; otherwise what the file says of an engineer is taken over.

    Who has left stays so: coming back is for people to decide, not for a restart.
    """
    username = entry.id if isinstance(entry, Engineer) else entry.username
    person = work.session.scalars(select(Person).where(Person.username == username)).one_or_none()
    if person is None:
        person = Person(username=username, name=entry.name, phone="")
        role = ENGINEER if isinstance(entry, Engineer) else entry.role
        person.role_rows.append(PersonRole(role=role))
        work.session.add(person)
        work.session.flush()
    person.phone = person.phone or entry.phone
    if isinstance(entry, Engineer) and person.ended_at is None:
        person.name, person.phone, person.vehicle = entry.name, entry.phone, entry.vehicle
        set_work(person, entry.skills, entry.regions, entry.days, entry.spans)
    return person


def set_partners(work: UnitOfWork) -> None:
    """Whom the engineers of `kb/seed` work for, after organisations are on file; one that is not is passed over."""
    for entry in work.kb.engineers:
        person = by_username(work, entry.id)
        if person is not None:
            known = work.session.get(Organisation, entry.partner) if entry.partner else None
            person.partner_id = known.id if known else None


def set_work(
    person: Person,
    skills: Sequence[str],
    districts: Sequence[str],
    days: Sequence[int],
    spans: Sequence[tuple[time, time]],
) -> None:
    """What an engineer can do, where, and when in a week; rows that stay are left alone."""
    for name in person.skills ^ set(skills):
        if name in person.skills:
            person.skill_rows[:] = [row for row in person.skill_rows if row.skill != name]
        else:
            person.skill_rows.append(PersonSkill(skill=name))
    for name in person.districts ^ set(districts):
        if name in person.districts:
            person.area_rows[:] = [row for row in person.area_rows if row.district != name]
        else:
            person.area_rows.append(PersonArea(district=name))
    wanted = {(day, begins): ends for day in days for begins, ends in spans}
    there = {(row.weekday, row.begins): row for row in person.hour_rows}
    for (day, begins), ends in wanted.items():
        if row := there.get((day, begins)):
            row.ends = ends
        else:
            person.hour_rows.append(PersonHours(weekday=day, begins=begins, ends=ends))
    for key in there.keys() - wanted.keys():
        person.hour_rows.remove(there[key])
