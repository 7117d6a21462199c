"""Work on a machine from afar (R04, R05): only with the customer's consent, who hears when it will be well again.

A session is two lines of the timeline, its beginning and its end.
"""

from datetime import datetime

from helpline.cases import closing
from helpline.cases.consent_told import ConsentTo, consented
from helpline.conversations.ownership import said_time
from helpline.core.errors import Invalid, MoveNotAllowed
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises import ledger
from helpline.tables import Case, CaseEvent
from helpline.tables.states import FINISHED_CASE, CaseStatus
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from helpline.visits.telling import write_or_call

AGAIN = "remote_failed"


def begin(work: UnitOfWork, case: Case, way: str, until: datetime) -> None:
    """Somebody connects; the customer is told until when it takes, which is on the clock as agreed.

    MoveNotAllowed without consent, on a case that is over or solved, and while a session lasts; Invalid for a time that
    has passed.
    """
    if case.status in FINISHED_CASE or case.status == CaseStatus.SOLVED:
        raise MoveNotAllowed(f"{case.number} is over")
    if not consented(case, ConsentTo.REMOTE):
        raise MoveNotAllowed(f"{case.number}: the customer has not agreed to remote access")
    work.session.refresh(case, with_for_update={"key_share": True})  # two at once: one begins
    if running(case):
        raise MoveNotAllowed(f"{case.number}: a session lasts")
    if until <= work.now:
        raise Invalid("until: it has passed")
    record(work, case, "remote_begun", way, until=until.isoformat())
    ledger.keep(work, case, "reply")
    ledger.agree(work, case, "solve", until)
    ledger.told(work, case, "solve")
    company = work.kb.company.short_name
    told = phrase(work.kb, "remote_begun_notice", number=case.number, company=company, due=said_time(work, until))
    write_or_call(work, case, told)


def end(work: UnitOfWork, case: Case, words: str, solved: bool) -> None:
    """What was done, and whether it is well again: then the customer is asked to agree, else somebody plans a visit.

    MoveNotAllowed when no session lasts.
    """
    if not running(case):
        raise MoveNotAllowed(f"{case.number}: no session lasts")
    record(work, case, "remote_ended", words, solved=solved)
    if solved:
        closing.solve(work, case, words)
        return
    team = "quality" if case.complaint_id is not None else "agent"
    subject = phrase(work.kb, "task_remote_failed", number=case.number, words=words)
    open_task(work, team, "task", subject, AGAIN, 2, case.id)
    told = phrase(work.kb, "remote_failed_notice", number=case.number, company=work.kb.company.short_name)
    write_or_call(work, case, told)


def running(case: Case) -> CaseEvent | None:
    """The beginning of the session that lasts."""
    lines = [line for line in case.events if line.kind in ("remote_begun", "remote_ended")]
    return lines[-1] if lines and lines[-1].kind == "remote_begun" else None
