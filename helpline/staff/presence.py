"""Who is at the desk."""

from datetime import timedelta

from sqlalchemy import select

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.staff.people import holds, is_here
from helpline.tables import Person
from kb.calendar import calendar
from kb.models.hotline import Line, Phone
from kb.models.knowledge import Queue

PRESENT = timedelta(minutes=2)


def on_duty(work: UnitOfWork, queue: Queue) -> bool:
    """Whether somebody of the queue's roles is inside the queue's hours and has been at the desk just now."""
    if not within_hours(work, queue):
        return False
    seen = select(Person.id).where(
        holds(*queue.roles), is_here(), Person.seen_at.between(work.now - PRESENT, work.now + PRESENT)
    )
    return work.session.scalar(seen.limit(1)) is not None


def is_at_desk(work: UnitOfWork, person: Person) -> bool:
    """Whether somebody has been at the desk just now."""
    return person.seen_at is not None and abs(work.now - person.seen_at) <= PRESENT


def within_hours(work: UnitOfWork, queue: Queue | Line) -> bool:
    """Whether the calendar of the queue, or of its phones, says somebody serves it now."""
    local = work.now.astimezone(ZONE)
    at = local.time()
    for begin, end in calendar(work.kb, queue.calendar).spans_on(local.date()):
        if begin <= at and (at < end or end.isoformat() == "00:00:00"):
            return True
    return False


def phones_on_duty(work: UnitOfWork, queue_id: str) -> tuple[Phone, ...]:
    """The queue's phones in the order they are rung; none outside the hours of its line."""
    for line in work.kb.policies.hotline.lines:
        if line.queue == queue_id:
            return line.phones if within_hours(work, line) else ()
    return ()
