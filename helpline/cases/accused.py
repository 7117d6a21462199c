"""Whom a complaint names: they never read it, and when they are of those who read complaints, others stand in (R41)."""

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import holds, is_here
from helpline.tables import Accused, Case, Person
from helpline.tasks.ledger import open_task
from kb.lookup import complaint_roles, complaint_rule


def accuse(work: UnitOfWork, case: Case, words: str) -> None:
    """Notes the people whose full names stand in the words; about a reader of complaints the stand-ins get a task."""
    known = set(work.session.scalars(select(Accused.person_id).where(Accused.complaint_id == case.complaint_id)))
    people = work.session.execute(select(Person.id, Person.name).where(is_here(), Person.id.not_in(known)))
    named = [id for id, name in people if name in words]
    work.session.add_all(Accused(complaint_id=case.complaint_id, person_id=id) for id in named)
    work.session.flush()
    if named and names_a_reader(work, case):
        rule = complaint_rule(work.kb)
        for role in work.kb.policies.complaints.stand_ins:
            open_task(work, role, "task", rule.reason, rule.id, rule.priority, case_id=case.id)


def names_a_reader(work: UnitOfWork, case: Case) -> bool:
    """Whether one of those who read complaints is accused."""
    rows = select(Person.id).join(Accused, Accused.person_id == Person.id)
    rows = rows.where(Accused.complaint_id == case.complaint_id, holds(*complaint_roles(work.kb)))
    return work.session.scalar(rows.limit(1)) is not None
