"""Who is at the desk."""

from datetime import timedelta

from sqlalchemy import select

from cases.tables import Staff
from cases.work import ZONE, Work
from kb.calendar import calendar
from kb.models import Queue

PRESENT = timedelta(minutes=2)


def on_duty(work: Work, queue: Queue) -> bool:
    """Whether somebody of the queue's roles is inside the queue's hours and has been at the desk just now."""
    if not within_hours(work, queue):
        return False
    seen = select(Staff.id).where(
        Staff.role.in_(queue.roles), Staff.active, Staff.seen_at.is_not(None), Staff.seen_at > work.now - PRESENT
    )
    return work.session.scalar(seen.limit(1)) is not None


def within_hours(work: Work, queue: Queue) -> bool:
    """Whether the queue's calendar says somebody serves it now."""
    local = work.now.astimezone(ZONE)
    at = local.time()
    for begin, end in calendar(work.kb, queue.calendar).spans_on(local.date()):
        if begin <= at and (at < end or end.isoformat() == "00:00:00"):
            return True
    return False
