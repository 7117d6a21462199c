"""Who goes to customers, read as plain values: a company has hundreds of them, and whoever plans looks at all (R25)."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import WorkingHours, holds, is_here
from helpline.tables import Person, PersonArea, PersonHours, PersonSkill
from helpline.tables.people import ENGINEER


@dataclass(frozen=True)
class Engineer:
    """Somebody who goes to customers: where, and when in a week."""

    id: int  # of the person
    username: str
    name: str
    districts: frozenset[str]
    week: tuple[WorkingHours, ...]


def skilled(work: UnitOfWork, skill: str | None) -> list[Engineer]:
    """Engineers who have the skill, or all where none is named, by username."""
    rows = select(Person.id, Person.username, Person.name).where(is_here(), holds(ENGINEER))
    if skill is not None:
        rows = rows.where(Person.id.in_(select(PersonSkill.person_id).where(PersonSkill.skill == skill)))
    ids = rows.with_only_columns(Person.id)
    districts, weeks = defaultdict[int, set[str]](set), defaultdict[int, list[WorkingHours]](list)
    areas = select(PersonArea.person_id, PersonArea.district).where(PersonArea.person_id.in_(ids))
    for id, district in work.session.execute(areas):
        districts[id].add(district)
    hours = select(PersonHours.person_id, PersonHours.weekday, PersonHours.begins, PersonHours.ends)
    for id, weekday, begins, ends in work.session.execute(hours.where(PersonHours.person_id.in_(ids))):
        weeks[id].append(WorkingHours(weekday, begins, ends))
    return [
        Engineer(id, username, name, frozenset(districts[id]), tuple(weeks[id]))
        for id, username, name in work.session.execute(rows.order_by(Person.username))
    ]
