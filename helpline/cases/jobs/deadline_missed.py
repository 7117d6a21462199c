"""A promise was missed: it is marked, and the case goes one step up the ladder (R19)."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules
from helpline.promises import clocks
from helpline.tables import Case, Timer
from kb.models.escalation import Trigger


def act(work: UnitOfWork, timer: Timer) -> None:
    case = work.session.get_one(Case, timer.data["case_id"])
    if getattr(case, f"{timer.data['clock']}_met_at") is None:
        clocks.breach(work, case, timer.data["clock"])
        rules.fire(work, Trigger.DEADLINE_MISSED, case=case, clock=timer.data["clock"])
