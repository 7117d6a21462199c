"""Warns before a promise is missed (R19)."""

from cases import escalation
from cases.tables import Case, Timer
from cases.work import Work
from kb.escalation_models import Trigger


def act(work: Work, timer: Timer) -> None:
    case = work.session.get_one(Case, timer.data["case_id"])
    if getattr(case, f"{timer.data['clock']}_met_at") is None:
        escalation.fire(work, Trigger.DEADLINE_NEAR, case=case, clock=timer.data["clock"])
