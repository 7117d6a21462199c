"""The analysis of a fault (R37): of every one that somebody went for, and of every grave one."""

from datetime import timedelta

from sqlalchemy import select

from helpline.core.errors import MoveNotAllowed
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises.policy import policy_of
from helpline.tables import Case, FaultAnalysis, Visit, VisitStamp
from helpline.tables.states import CaseStatus
from helpline.tasks import ledger
from helpline.timeline.record import record
from helpline.visits import history

RULE = "fault_analysis"  # of the task to write one
FAULTS = frozenset({"repair", "emergency"})
GRAVE = 1  # the level


def require(work: UnitOfWork, case: Case) -> None:
    """The case is solved: what the engineer said of cause and prevention is its analysis, else somebody is to write it.

    Nothing where nobody went and it was not grave, or where it was written before.
    """
    visits = [visit for visit in case.visits if visit.status in history.ENDS.values()]
    if case.type not in FAULTS or not (visits or case.level == GRAVE) or of_case(work, case):
        return
    due_at = work.now + timedelta(minutes=policy_of(work.kb, case).closing.analysis_minutes)
    row = FaultAnalysis(case_id=case.id, due_at=due_at)
    work.session.add(row)
    if told := _told(work, visits):
        row.cause, row.treatment, row.prevention, row.writer_id = told
        row.written_at = work.now
        return
    team = "quality" if case.complaint_id is not None else "agent"
    subject = phrase(work.kb, "task_fault_analysis", number=case.number)
    ledger.open_task(work, team, "task", subject, RULE, 4, case.id, due_at=due_at, assignee=case.owner)


def tell_again(work: UnitOfWork, case: Case, before: str) -> None:
    """The engineer mended it otherwise than by `before`: what staff have not written themselves is told anew."""
    row = of_case(work, case)
    if row is not None and row.treatment in ("", before):
        forget(work, case)
        require(work, case)


def forget(work: UnitOfWork, case: Case) -> None:
    """None is wanted for now, and whose task it was need not write it."""
    if row := of_case(work, case):
        work.session.delete(row)
        work.session.flush()
    ledger.settle(work, RULE, str(case.id))


def write(work: UnitOfWork, case: Case, cause: str, treatment: str, prevention: str) -> None:
    """Staff write it, or write it better; whose task it was is done. MoveNotAllowed while the fault is not solved."""
    if case.status not in (CaseStatus.SOLVED, CaseStatus.CLOSED):
        raise MoveNotAllowed(f"{case.number} is not solved")
    row = of_case(work, case) or FaultAnalysis(case_id=case.id, due_at=work.now)
    row.cause, row.treatment, row.prevention = cause, treatment, prevention
    row.written_at, row.writer_id = work.now, work.actor.person_id
    work.session.add(row)
    record(work, case, "fault_analysed", cause, prevention=prevention)
    ledger.settle(work, RULE, str(case.id))


def of_case(work: UnitOfWork, case: Case) -> FaultAnalysis | None:
    """Where one is due or written."""
    work.session.flush()
    return work.session.get(FaultAnalysis, case.id)


def _told(work: UnitOfWork, visits: list[Visit]) -> tuple[str, str, str, int] | None:
    """Cause, treatment and prevention as the newest engineer who said both told them, and who that is."""
    for visit in sorted(visits, key=lambda one: one.id, reverse=True):
        stamps = work.session.scalars(select(VisitStamp).where(VisitStamp.visit_id == visit.id))
        told = history.read(stamps)
        if told.cause and told.prevention:
            return told.cause, told.words, told.prevention, visit.engineer_id
    return None
