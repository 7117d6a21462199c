"""Who goes to customers, read as plain values: a company has hundreds of them, and whoever plans looks at all (R25)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import holds, is_here
from helpline.tables import Organisation, Person, PersonArea, PersonSkill
from helpline.tables.people import ENGINEER
from kb.models.knowledge import SpecialSkill


@dataclass(frozen=True)
class Engineer:
    """Somebody who goes to customers, where, whose they are and what they drive."""

    id: int  # of the person
    username: str
    name: str
    districts: frozenset[str]
    special: frozenset[str]  # which of the special skills that were asked for they have
    vehicle: str = ""  # the plate of their own; "": they have none
    partner: str = ""  # the name of the organisation they work for; "": ours


def skilled(
    work: UnitOfWork, skill: str | None, special: Collection[SpecialSkill] = (), also: int | None = None
) -> list[Engineer]:
    """Engineers who have the skill, or all where none is named, by username; each with those they have of `special`.

    And one more person by their id, where they go to customers.
    """
    named = Person.id, Person.username, Person.name, Person.vehicle, func.coalesce(Organisation.name, "")
    rows = select(*named).outerjoin(Person.partner).where(is_here(), holds(ENGINEER))
    if skill is not None:
        able = Person.id.in_(select(PersonSkill.person_id).where(PersonSkill.skill == skill))
        rows = rows.where(or_(able, Person.id == also) if also is not None else able)
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
        Engineer(id, username, name, frozenset(districts[id]), frozenset(learnt[id]), vehicle, partner)
        for id, username, name, vehicle, partner in people
    ]
