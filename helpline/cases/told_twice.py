"""The same matter told twice (R23): another case of the same fault that is not over yet."""

from collections.abc import Iterable

from sqlalchemy import select

from helpline.cases.lifecycle import CaseType
from helpline.cases.links import link
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case
from helpline.tables.case_link import LinkKind
from helpline.tables.states import FINISHED_CASE, CaseStatus
from helpline.tasks.ledger import open_task
from language.facts.fault import faults_in

RULE = "told_twice"


def same_among(cases: Iterable[Case], category: str, description: str, asset_id: str | None = None) -> Case | None:
    """The repair of these that is under way for the same fault of such a machine; of this one, where it is known."""
    told = faults_in(description)
    for case in cases:
        open_repair = case.type == CaseType.REPAIR and case.status not in (*FINISHED_CASE, CaseStatus.SOLVED)
        machine = not asset_id or not case.asset_id or case.asset_id == asset_id
        if open_repair and machine and case.category == category and told & faults_in(case.description):
            return case
    return None


def note(work: UnitOfWork, case: Case) -> None:
    """Somebody of the same phone told the same fault before: people are told, and see both cases from each.

    The customer is not, for a phone that is told shows nothing of whose case the other one is.
    """
    if case.type != CaseType.REPAIR or not case.phone or not case.category:
        return
    rows = select(Case).where(Case.phone == case.phone, Case.id != case.id, Case.status.not_in(FINISHED_CASE))
    earlier = work.session.scalars(rows.order_by(Case.id.desc()))
    other = same_among(earlier, case.category, case.description, case.asset_id)
    if other is None or other.complaint_id is not None:
        return
    link(work, case, other, LinkKind.RELATED, phrase(work.kb, "link_told_twice"))
    subject = phrase(work.kb, "task_told_twice", number=case.number, other=other.number)
    open_task(work, "agent", "task", subject, RULE, 3, case_id=case.id)
