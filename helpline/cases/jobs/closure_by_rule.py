"""Silence after the reminder: the case is closed by rule and marked so (R34)."""

from helpline.cases.closing import close_by_rule
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import ClosureByRule
from helpline.tables import Case


def act(work: UnitOfWork, payload: ClosureByRule) -> None:
    close_by_rule(work, work.session.get_one(Case, payload.case_id))
