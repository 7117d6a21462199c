"""Those who oversee the service: what is marked against whom (R44), and complaints looked at again by others (R41)."""

from datetime import date

from sqlalchemy import func, select

from helpline.cases.queries import visible
from helpline.core.errors import Invalid, MoveNotAllowed, NotAllowed
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff import conduct
from helpline.tables import Case, ComplaintReview, ConductMark, Message, Person
from helpline.tables.states import CaseStatus
from helpline.tables.supervision import Conduct
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record

OVERSEERS = ("supervisor", "quality")
RULE = "improvement"
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

    NotAllowed for who handled it; MoveNotAllowed while it is not solved; Invalid for a case that is none, for one
    reviewed before, and for a mark against somebody of what was not found true.
    """
    if case.complaint_id is None:
        raise Invalid("number: no complaint")
    if handled(work, case):
        raise NotAllowed("somebody else reviews what you handled")
    if case.status not in (CaseStatus.SOLVED, CaseStatus.CLOSED):
        raise MoveNotAllowed(f"{case.number} is not solved")
    if work.session.scalar(select(ComplaintReview.id).where(ComplaintReview.case_id == case.id)):
        raise Invalid("number: reviewed before")
    if against is not None and (kind is None or not found_true):
        raise Invalid("person: marked only for what was found true, and with its kind")
    assert work.actor.person_id is not None
    row = ComplaintReview(case_id=case.id, reviewer_id=work.actor.person_id, found_true=found_true, made_at=work.now)
    row.cause, row.measure, row.measure_by = cause, measure, measure_by
    work.session.add(row)
    record(work, case, "complaint_reviewed", cause, found_true=found_true, measure=measure)
    subject = phrase(work.kb, "task_improvement", measure=measure, due=measure_by.isoformat() if measure_by else "")
    open_task(work, "supervisor", "task", subject, RULE, 3, about=f"review:{case.id}")  # it names no complaint
    if against is not None and kind is not None:
        conduct.mark(work, against, kind, case, cause, consequence)
    return row


def handled(work: UnitOfWork, case: Case) -> bool:
    """Whether the acting person owned it, wrote in its timeline, or wrote to its customer."""
    mine = [line for line in case.events if line.actor == work.actor.label]
    wrote = select(func.count(Message.id)).where(
        Message.conversation_id == case.conversation_id,
        Message.author == "agent",
        Message.author_name == work.actor.name,
        Message.complaint_id == case.complaint_id,
    )
    return bool(mine) or case.owner_id == work.actor.person_id or bool(work.session.scalar(wrote))
