"""By when somebody can be at the customer's (R05): told only what free windows, duty hours and the way there allow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch import candidates, customer_booking
from helpline.dispatch.candidates import Wanted
from helpline.dispatch.exclusions import excluded
from helpline.dispatch.stamping import dispatchers
from helpline.duty import absences
from helpline.duty.on_duty import of_roster
from helpline.jobs.payloads import ToldArrival
from helpline.jobs.schedule import schedule
from helpline.promises import ledger
from helpline.staff.people import Week, weeks_for, works
from helpline.tables import Case
from helpline.tasks.ledger import open_task
from helpline.visits import occupancy

KIND = "onsite"  # of the promise
ON_SITE = "on_site"  # the roster of those who go at any hour
RULE = "arrival_late"  # of the task to find somebody who comes earlier
KEY = "arrival:{}"


@dataclass(frozen=True)
class Arrival:
    """By when somebody is there, as it may be told; None: that is to be agreed on."""

    at: datetime | None
    is_late: bool = False  # against what is promised


def tell(work: UnitOfWork, case: Case) -> Arrival:
    """What the customer of a new case is told: what is promised, or later, where nobody who can repair it can be there
    so early. Then finding somebody is a task, and the customer hears of it if even that passes.
    """
    promise = ledger.newest(work, case).get(KIND)
    if promise is None or promise.due_at is None:
        return Arrival(None)
    first = earliest(work, case, promise.due_at)
    if first is not None and first <= promise.due_at:
        return Arrival(promise.due_at)
    ledger.told_later(work, promise, first)
    when = said_time(work, first) if first else phrase(work.kb, "arrival_nobody")
    due = said_time(work, promise.due_at)
    subject = phrase(work.kb, "task_arrival_late", number=case.number, due=due, first=when)
    open_task(work, dispatchers(case), "task", subject, RULE, 2, case.id, due_at=promise.due_at)
    if first is not None:
        schedule(work, ToldArrival(promise_id=promise.id), KEY.format(case.id), first)
    return Arrival(first, is_late=True)


def earliest(work: UnitOfWork, case: Case, enough: datetime) -> datetime | None:
    """When somebody who can repair it can be there: who works or is on duty now and is free goes at once; else the end
    of the first free window. Looks no further once it finds a time that is early `enough`."""
    want = candidates.wanted(work, case, excluded(work, case))
    at_once = _at_once(work, case, want)
    if at_once is not None and at_once <= enough:
        return at_once
    slot = next(iter(customer_booking.free_slots(work, case, limit=1)), None)
    return min(filter(None, (at_once, slot.end_at if slot else None)), default=None)


def _at_once(work: UnitOfWork, case: Case, want: Wanted) -> datetime | None:
    people = candidates.able(work, want)
    duty = {person.id for person in of_roster(work, case, ON_SITE)}
    longest = timedelta(minutes=want.policy.far_minutes + want.policy.minutes)
    away = absences.approved(work, [person.id for person in people], work.now, work.now + longest)
    weeks = weeks_for(work, work.today, want.calendar)
    taken = occupancy.busy(work, [person.id for person in people], work.now, work.now + longest)
    there = [
        work.now + timedelta(minutes=candidates.travel_minutes(want, person))
        for person in people
        if person.id not in away
        and (person.id in duty or _works_on(work, want, weeks.get(person.id, ()), work.now + longest))
        and candidates.is_free(person, work.now, work.now + longest, taken)
    ]
    return min(there, default=None)


def _works_on(work: UnitOfWork, want: Wanted, week: Week, until: datetime) -> bool:
    """Whether they are at work from now on till then, on one day."""
    begin, end = work.now.astimezone(ZONE), until.astimezone(ZONE)
    return begin.date() == end.date() and works(week, begin.date(), begin.time(), end.time(), want.calendar)
