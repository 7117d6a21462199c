"""Cases that belong together: linked, the same fault again (R21), or the same matter told twice."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from helpline.cases.lifecycle import move
from helpline.cases.queries import may_see_case
from helpline.core.database import insert_once
from helpline.core.errors import Invalid, MoveNotAllowed
from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules
from helpline.staff import conduct
from helpline.tables import Case, CaseLink, Conversation
from helpline.tables.case_link import LinkKind
from helpline.tables.states import FINISHED_CASE, CaseStatus
from helpline.tables.supervision import Conduct
from helpline.timeline.record import record
from kb.models.escalation import Trigger


def link(work: UnitOfWork, case: Case, other: Case, kind: LinkKind, reason: str = "") -> None:
    """Once for two cases and a kind; a repeated fault is told as the rules say (R21). Invalid for a case and itself."""
    if case.id == other.id:
        raise Invalid("other: the case itself")
    values = {"case_id": case.id, "other_id": other.id, "kind": kind, "made_at": work.now}
    if not insert_once(work.session, CaseLink, **values):
        return
    _note(work, case, other, "linked", reason, kind)
    _note(work, other, case, "linked_from", reason, kind)
    if kind == LinkKind.REPEAT_OF:
        rules.fire(work, Trigger.REPEAT_FAULT, case=case)
        if other.engineer is not None:
            conduct.mark(work, other.engineer, Conduct.SAME_FAULT, other)


def merge(work: UnitOfWork, case: Case, into: Case, reason: str) -> None:
    """The case ends, and its matter goes on in the other one, where its talk is answered from now on.

    MoveNotAllowed when one of them is over or is solved; Invalid where one is a complaint and the other is not.
    """
    if (case.complaint_id is None) != (into.complaint_id is None):
        raise Invalid("into: a complaint stays apart")
    if into.status in FINISHED_CASE:
        raise MoveNotAllowed(f"{into.number} is over")
    link(work, case, into, LinkKind.MERGED_INTO, reason)
    move(work, case, CaseStatus.CANCELLED, reason)
    into.contacts += case.contacts
    into.changed_at = work.now
    for conversation in work.session.scalars(select(Conversation).where(Conversation.case_id == case.id)):
        conversation.case_id = into.id
    if into.conversation_id is None:
        into.conversation_id = case.conversation_id


def links_of(work: UnitOfWork, case: Case) -> list[CaseLink]:
    """From and to the case, of cases that the acting person may see (R41)."""
    rows = select(CaseLink).where(or_(CaseLink.case_id == case.id, CaseLink.other_id == case.id))
    rows = rows.options(joinedload(CaseLink.case), joinedload(CaseLink.other)).order_by(CaseLink.id)
    return [row for row in work.session.scalars(rows) if may_see_case(work, row.case) and may_see_case(work, row.other)]


def _note(work: UnitOfWork, case: Case, other: Case, line: str, reason: str, kind: LinkKind) -> None:
    """Nothing of a complaint stands in another case."""
    if other.complaint_id is None or case.complaint_id is not None:
        record(work, case, line, reason, link=kind, other=other.number)
