"""Shifts are made ahead every day; what has nobody is told of."""

from datetime import timedelta

from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import coverage, shifts
from helpline.jobs.payloads import MakeShifts
from helpline.jobs.schedule import schedule

EVERY = timedelta(days=1)
KEY = "all"


def begin(work: UnitOfWork) -> None:
    """At each start: a changed file counts at once. From then on the job sets itself."""
    act(work, MakeShifts())


def act(work: UnitOfWork, _payload: MakeShifts) -> None:
    shifts.make(work)
    coverage.tell(work)
    schedule(work, MakeShifts(), KEY, work.now + EVERY)
