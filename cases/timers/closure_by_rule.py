"""Silence after the reminder: the case is closed by rule and marked so (R34)."""

from cases.closing import close_by_rule
from cases.tables import Case, Timer
from cases.work import Work


def act(work: Work, timer: Timer) -> None:
    close_by_rule(work, work.session.get_one(Case, timer.data["case_id"]))
