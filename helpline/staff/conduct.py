"""What counts against somebody who serves customers (R44): marked by staff, or as the product sees it."""

from sqlalchemy import select

from helpline.core.database import insert_once
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, ConductMark, Person
from helpline.tables.supervision import Conduct
from helpline.timeline.record import record


def mark(
    work: UnitOfWork, person: Person, kind: Conduct, case: Case, words: str = "", consequence: str = ""
) -> ConductMark:
    """Once for a person, a kind and a case; one that was withdrawn counts again."""
    work.session.flush()
    values = {"person_id": person.id, "case_id": case.id, "kind": kind, "made_at": work.now}
    said = {"words": words, "consequence": consequence, "made_by": work.actor.username}
    new = insert_once(work.session, ConductMark, **values, **said)
    rows = select(ConductMark).filter_by(person_id=person.id, case_id=case.id, kind=kind)
    row = work.session.scalars(rows.with_for_update(of=ConductMark)).one()
    if new or row.withdrawn_at is not None:
        row.withdrawn_at = None
        record(work, case, "conduct_marked", words, person=person.username, name=person.name, conduct=kind)
    return row


def withdraw(work: UnitOfWork, person: Person, kind: Conduct, case: Case) -> None:
    """It was not so."""
    work.session.flush()
    rows = select(ConductMark).filter_by(person_id=person.id, case_id=case.id, kind=kind)
    row = work.session.scalars(rows.with_for_update(of=ConductMark)).one_or_none()
    if row is not None and row.withdrawn_at is None:
        row.withdrawn_at = work.now
        record(work, case, "conduct_withdrawn", person=person.username, name=person.name, conduct=kind)
