"""Silence after the reminder: the case is closed by rule and marked so (R34)."""

from helpline.cases.closing import close_by_rule
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Timer


def act(work: UnitOfWork, timer: Timer) -> None:
    close_by_rule(work, work.session.get_one(Case, timer.data["case_id"]))
