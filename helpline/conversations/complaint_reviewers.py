"""Who reviews a complaint (R41): its readers who had no part in handling it; where none is left, the stand-ins."""

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Accused, Case, CaseEvent, ComplaintReview, Message, Person, PersonRole
from helpline.tables.states import CaseStatus
from kb.lookup import complaint_roles

REVIEWED_WHEN = (CaseStatus.SOLVED, CaseStatus.CLOSED)

# Made once: a new alias has all its columns made anew, and each read of the desk asks for these.
_COMPLAINT_CASE, _REVIEWED_CASE = aliased(Case), aliased(Case)
_READER, _ROLE, _ACCUSED = aliased(Person), aliased(PersonRole), aliased(Accused)
_REVIEW, _REVIEW_BY = aliased(ComplaintReview), aliased(ComplaintReview)
_LINE, _SAID = aliased(CaseEvent), aliased(Message)


def had_part(case: type[Case], person: type[Person]) -> ColumnElement[bool]:
    """Whether the person of a statement owned its case, wrote in its timeline, or wrote to its customer."""
    line, said = _LINE, _SAID
    noted = exists().where(line.case_id == case.id, line.actor == "agent:" + person.username)
    wrote = exists().where(
        said.conversation_id == case.conversation_id,
        said.author == "agent",
        said.author_name == person.name,
        said.complaint_id.is_not_distinct_from(case.complaint_id),
    )
    owned = case.owner_id.is_not(None) & (case.owner_id == person.id)
    return owned | noted.correlate(case, person) | wrote.correlate(case, person)


def without_reviewer(work: UnitOfWork) -> Select[int | None]:
    """Ids of complaints that are solved and not reviewed, and that none of their readers may review."""
    case, reader, role, accused, review = _COMPLAINT_CASE, _READER, _ROLE, _ACCUSED, _REVIEW
    named = exists().where(accused.complaint_id == case.complaint_id, accused.person_id == reader.id)
    reads = select(role.person_id).where(role.role.in_(complaint_roles(work.kb)))
    left = exists().where(
        reader.ended_at.is_(None),
        reader.id.in_(reads),
        ~named.correlate(case, reader),
        ~had_part(case, reader),
    )
    reviewed = exists().where(review.case_id == case.id).correlate(case)
    rows = select(case.complaint_id).where(case.complaint_id.is_not(None), case.status.in_(REVIEWED_WHEN))
    return rows.where(~reviewed, ~left.correlate(case))


def reviewed_by(person_id: int | None) -> Select[int | None]:
    """Ids of complaints that somebody has reviewed."""
    case, review = _REVIEWED_CASE, _REVIEW_BY
    return select(case.complaint_id).join(review, review.case_id == case.id).where(review.reviewer_id == person_id)
