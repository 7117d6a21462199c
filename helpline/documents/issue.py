"""Making and finding the papers of a visit."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import exists, or_, select

from helpline.cases.queries import visible
from helpline.core.database import insert_once
from helpline.core.errors import NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Document, Visit, VisitCrew
from helpline.tables.document import DocumentKind
from helpline.tables.states import GOES


def issue(work: UnitOfWork, visit: Visit) -> None:
    """Both papers of a visit that has ended at the customer's, once."""
    for kind in DocumentKind:
        insert_once(work.session, Document, visit_id=visit.id, kind=kind, made_at=work.now)


def documents_of(work: UnitOfWork, visits: Collection[Visit]) -> dict[int, list[Document]]:
    """Of each visit, by its id; asked for at once."""
    found: dict[int, list[Document]] = defaultdict(list)
    rows = select(Document).where(Document.visit_id.in_([visit.id for visit in visits])).order_by(Document.id)
    for row in work.session.scalars(rows):
        found[row.visit_id].append(row)
    return found


def find_document(work: UnitOfWork, id: int) -> Document:
    """For staff who may see its case, and for who goes to the visit; NotFound otherwise."""
    goes = exists().where(
        VisitCrew.visit_id == Document.visit_id, VisitCrew.person_id == work.actor.person_id, VisitCrew.state.in_(GOES)
    )
    rows = select(Document).join(Visit, Visit.id == Document.visit_id).join(Case, Case.id == Visit.case_id)
    row = work.session.scalars(rows.where(Document.id == id, or_(goes, visible(work)))).one_or_none()
    if row is None:
        raise NotFound(str(id))
    return row
