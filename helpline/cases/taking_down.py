"""Cases that staff write down for a customer who came by phone, mail, fax or their account manager (R01)."""

from enum import StrEnum

from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules
from helpline.promises import ledger
from helpline.tables import Case
from helpline.tasks.ledger import open_task
from kb.lookup import complaint_roles, complaint_rule
from kb.models.escalation import Trigger


class Origin(StrEnum):
    """How the customer came; the case has it as its channel."""

    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    LETTER = "letter"
    ACCOUNT_MANAGER = "account_manager"
    FORM = "form"  # for suggestions, laid out in public places
    REVIEW = "review"  # of a shop on the net, a bad one


def take_down(work: UnitOfWork, request: Request, origin: Origin, level_reason: str = "") -> Case:
    """The new case. Its people hear of a danger or a complaint as if the customer had told it themselves.

    Who is on the phone is told what is promised, so that it counts as told.
    """
    case = file_case(work, None, request, channel=origin)
    if level_reason:
        case.level_reason = level_reason
    if origin == Origin.PHONE:
        ledger.told(work, case)
    if request.type == CaseType.EMERGENCY:
        rules.fire(work, Trigger.EMERGENCY, case=case)
    elif request.type == CaseType.COMPLAINT:
        rule = complaint_rule(work.kb)
        for role in complaint_roles(work.kb):
            open_task(work, role, "task", rule.reason, rule.id, rule.priority, case_id=case.id)
    elif origin == Origin.REVIEW:
        rules.fire(work, Trigger.LOW_SCORE, case=case)
    return case
