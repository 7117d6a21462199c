"""The quality of service is checked at fixed times (R43): finished cases are drawn by chance, findings written down."""

import secrets
from datetime import datetime

from sqlalchemy import exists, select

from helpline.cases.queries import visible
from helpline.cases.supervising import handled
from helpline.core.database import insert_once
from helpline.core.errors import MoveNotAllowed, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, QualityCheck
from helpline.tables.states import CaseStatus
from helpline.tasks.ledger import open_task, settle

RULE = "quality_check"
_NEWEST = Order("quality checks", (Key(QualityCheck.id, descending=True),))


def draw(work: UnitOfWork, begin: datetime, end: datetime) -> int:
    """Some of the cases closed meanwhile, each once, as tasks of those who check; how many. Complaints are reviewed."""
    closed = select(Case).where(Case.status == CaseStatus.CLOSED, Case.closed_at >= begin, Case.closed_at < end)
    closed = closed.where(Case.complaint_id.is_(None), ~exists().where(QualityCheck.case_id == Case.id))
    cases = list(work.session.scalars(closed))
    drawn = secrets.SystemRandom().sample(cases, min(len(cases), work.kb.policies.reports.checks))
    for case in drawn:
        insert_once(work.session, QualityCheck, case_id=case.id, drawn_at=work.now)
        for role in work.kb.policies.reports.checkers:
            subject = phrase(work.kb, "task_quality_check", number=case.number)
            open_task(work, role, "task", subject, RULE, 4, case.id)
    return len(drawn)


def checks(work: UnitOfWork, page: PageRequest) -> Page[QualityCheck]:
    """What was drawn, of cases the acting person may see, the newest first. NotAllowed for who does not check."""
    _require_checker(work)
    rows = select(QualityCheck).join(Case, Case.id == QualityCheck.case_id).where(visible(work))
    return page_of(work.session, rows, _NEWEST, page)


def note(work: UnitOfWork, id: int, good: bool, findings: str) -> QualityCheck:
    """What was found. NotAllowed for who handled the case, MoveNotAllowed once it was checked, NotFound otherwise."""
    _require_checker(work)
    rows = select(QualityCheck).join(Case, Case.id == QualityCheck.case_id).where(QualityCheck.id == id, visible(work))
    row = work.session.scalars(rows.with_for_update(of=QualityCheck)).one_or_none()
    if row is None:
        raise NotFound(str(id))
    if handled(work, row.case):
        raise NotAllowed("somebody else checks what you handled")
    if row.checked_at is not None:
        raise MoveNotAllowed("checked before")
    row.checked_by, row.checked_at, row.good, row.findings = work.actor.person_id, work.now, good, findings
    settle(work, RULE, str(row.case_id), findings)
    return row


def _require_checker(work: UnitOfWork) -> None:
    if not work.actor.has(work.kb.policies.reports.checkers):
        raise NotAllowed(work.actor.role)
