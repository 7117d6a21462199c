"""Staff end a case without service: its customer hears that, and why, in the words staff gave."""

from helpline.cases.lifecycle import is_visited, move_by_hand
from helpline.core.errors import ReasonMissing
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case
from helpline.tables.states import CaseStatus
from helpline.visits.telling import write_or_call

STOPS = " \n。．.！!；;，,"  # the phrase ends the sentence itself


def cancel(work: UnitOfWork, case: Case, why: str) -> None:
    """Told where they can be written to, else it is somebody's task to call them. ReasonMissing without a reason."""
    why = why.strip().rstrip(STOPS)
    if not why:
        raise ReasonMissing("why: the customer is told")
    id = "case_ended_visit_notice" if is_visited(case) else "case_ended_notice"
    move_by_hand(work, case, CaseStatus.CANCELLED, why)
    company = work.kb.company
    told = phrase(work.kb, id, number=case.number, why=why, company=company.short_name, hotline=company.hotline)
    write_or_call(work, case, told)
