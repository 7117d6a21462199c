"""Warns before a promise is missed (R19)."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules
from helpline.tables import Case, Timer
from kb.models.escalation import Trigger


def act(work: UnitOfWork, timer: Timer) -> None:
    case = work.session.get_one(Case, timer.data["case_id"])
    if getattr(case, f"{timer.data['clock']}_met_at") is None:
        rules.fire(work, Trigger.DEADLINE_NEAR, case=case, clock=timer.data["clock"])
