"""Nobody has answered yet: the next in line is rung, and after the last the ladder is climbed (R19, R22)."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import paging
from helpline.escalation import rules
from helpline.jobs.payloads import PageStepDue
from helpline.tables import Case
from kb.models.escalation import Trigger


def act(work: UnitOfWork, payload: PageStepDue) -> None:
    if paging.go_on(work, payload) == paging.Went.OUT:
        rules.fire(work, Trigger.PAGE_UNANSWERED, case=work.session.get_one(Case, payload.case_id))
