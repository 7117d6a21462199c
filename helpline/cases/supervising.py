"""Those who oversee the service: what is marked against whom (R44), and complaints looked at again by others (R41)."""

from datetime import date

from sqlalchemy import select

from helpline.cases.queries import visible
from helpline.conversations.complaint_reviewers import REVIEWED_WHEN, had_part, without_reviewer
from helpline.core.errors import Invalid, MoveNotAllowed, NotAllowed
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff import conduct
from helpline.tables import Case, ComplaintReview, ConductMark, Person
from helpline.tables.supervision import Conduct
from helpline.tasks.ledger import open_task, settle
from helpline.timeline.record import record

OVERSEERS = ("supervisor", "quality")
RULE = "improvement"
REVIEW = "complaint_review"
_BY_TIME = Order("conduct marks", (Key(ConductMark.id, descending=True),))


def marks(work: UnitOfWork, person: str, page: PageRequest) -> Page[ConductMark]:
    """What stands against people, newest first, of cases the acting person may see; of one, by username.

    NotAllowed for who does not oversee the service.
    """
    if not work.actor.has(OVERSEERS):
        raise NotAllowed(work.actor.role)
    rows = select(ConductMark).join(Case, Case.id == ConductMark.case_id).join(ConductMark.person)
    rows = rows.where(ConductMark.withdrawn_at.is_(None), visible(work))
    return page_of(work.session, rows.where(Person.username == person) if person else rows, _BY_TIME, page)


def review(
    work: UnitOfWork,
    case: Case,
    found_true: bool,
    cause: str,
    measure: str,
    measure_by: date | None = None,
    against: Person | None = None,
    kind: Conduct | None = None,
    consequence: str = "",
) -> ComplaintReview:
    """Says why it came to the complaint and what is made better, which becomes a task of those who can.

    By its readers, and by the stand-ins where none of them is left who had no part in it.

    NotAllowed for who handled it; MoveNotAllowed while it is not solved; Invalid for a case that is none, for one
    reviewed before, and for a mark against somebody of what was not found true.
    """
    if case.complaint_id is None:
        raise Invalid("number: no complaint")
    if handled(work, case):
        raise NotAllowed("somebody else reviews what you handled")
    if case.status not in REVIEWED_WHEN:
        raise MoveNotAllowed(f"{case.number} is not solved")
    if work.session.scalar(select(ComplaintReview.id).where(ComplaintReview.case_id == case.id)):
        raise Invalid("number: reviewed before")
    if against is not None and (kind is None or not found_true):
        raise Invalid("person: marked only for what was found true, and with its kind")
    assert work.actor.person_id is not None
    row = ComplaintReview(case_id=case.id, reviewer_id=work.actor.person_id, found_true=found_true, made_at=work.now)
    row.cause, row.measure, row.measure_by = cause, measure, measure_by
    work.session.add(row)
    settle(work, REVIEW, str(case.id), measure)
    record(work, case, "complaint_reviewed", cause, found_true=found_true, measure=measure)
    subject = phrase(work.kb, "task_improvement", measure=measure, due=measure_by.isoformat() if measure_by else "")
    open_task(work, "supervisor", "task", subject, RULE, 3, about=f"review:{case.id}")  # it names no complaint
    if against is not None and kind is not None:
        conduct.mark(work, against, kind, case, cause, consequence)
    return row


def call_stand_ins(work: UnitOfWork, case: Case) -> None:
    """A complaint that was solved and that none of its readers may review is for the stand-ins to look at again."""
    work.session.flush()
    alone = without_reviewer(work).subquery()
    if work.session.scalar(select(alone.c.complaint_id).where(alone.c.complaint_id == case.complaint_id)) is not None:
        for role in work.kb.policies.complaints.stand_ins:
            open_task(work, role, "task", phrase(work.kb, "task_review_complaint"), REVIEW, 3, case.id)


def handled(work: UnitOfWork, case: Case) -> bool:
    """Whether the acting person owned it, wrote in its timeline, or wrote to its customer."""
    work.session.flush()
    rows = select(Case.id).join(Person, Person.id == work.actor.person_id)
    return work.session.scalar(rows.where(Case.id == case.id, had_part(Case, Person))) is not None
