"""Who goes to customers, read as plain values: a company has hundreds of them, and whoever plans looks at all (R25)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import holds, is_here
from helpline.tables import Person, PersonArea, PersonSkill
from helpline.tables.people import ENGINEER
from kb.models.knowledge import SpecialSkill


@dataclass(frozen=True)
class Engineer:
    """Somebody who goes to customers, and where."""

    id: int  # of the person
    username: str
    name: str
    districts: frozenset[str]
    special: frozenset[str]  # which of the special skills that were asked for they have


def skilled(work: UnitOfWork, skill: str | None, special: Collection[SpecialSkill] = ()) -> list[Engineer]:
    """Engineers who have the skill, or all where none is named, by username; each with those they have of `special`."""
    rows = select(Person.id, Person.username, Person.name).where(is_here(), holds(ENGINEER))
    if skill is not None:
        rows = rows.where(Person.id.in_(select(PersonSkill.person_id).where(PersonSkill.skill == skill)))
    districts = defaultdict[int, set[str]](set)
    areas = select(PersonArea.person_id, PersonArea.district)
    for id, district in work.session.execute(areas.where(PersonArea.person_id.in_(rows.with_only_columns(Person.id)))):
        districts[id].add(district)
    learnt = defaultdict[int, set[str]](set)
    if special:
        of_them = PersonSkill.skill.in_([one.id for one in special])
        for id, name in work.session.execute(select(PersonSkill.person_id, PersonSkill.skill).where(of_them)):
            learnt[id].add(name)
    people = work.session.execute(rows.order_by(Person.username))
    return [
        Engineer(id, username, name, frozenset(districts[id]), frozenset(learnt[id])) for id, username, name in people
    ]
