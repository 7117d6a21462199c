"""A case's clocks: due, met and breached instants as columns, holds replayed from the timeline (R18, R19)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.jobs import schedule
from helpline.promises.business_time import add_minutes, minutes_between
from helpline.promises.policy import promise
from helpline.tables import Case, CaseEvent
from helpline.timeline.record import record
from kb.calendar import Calendar, calendar

CLOCKS = ("reply", "onsite", "solve")
ON_HOLD = frozenset({"waiting", "solved", "closed", "cancelled"})
Hold = tuple[datetime, datetime | None]


def start(work: UnitOfWork, case: Case) -> None:
    """Sets the promised minutes of a new case and its first deadlines."""
    made = promise(work.kb, case.type, case.category, case.level, case.grade)
    case.sla_calendar = made.calendar
    case.reply_minutes, case.onsite_minutes, case.solve_minutes = (
        made.reply_minutes,
        made.onsite_minutes,
        made.solve_minutes,
    )
    refresh(work, case)


def meet(work: UnitOfWork, case: Case, clock: str) -> None:
    """Marks a promise as kept now; a second time changes nothing."""
    if getattr(case, f"{clock}_minutes") is None or getattr(case, f"{clock}_met_at"):
        return
    due = getattr(case, f"{clock}_due_at")
    setattr(case, f"{clock}_met_at", work.now)
    record(work, case, "promise_met", clock=clock, late=bool(due and work.now > due))
    refresh(work, case)


def breach(work: UnitOfWork, case: Case, clock: str) -> None:
    """Marks a promise as missed; a second time changes nothing."""
    if getattr(case, f"{clock}_breached_at"):
        return
    setattr(case, f"{clock}_breached_at", work.now)
    record(work, case, "promise_missed", clock=clock)


def agree_onsite(work: UnitOfWork, case: Case, at: datetime) -> None:
    """The customer chose a visit window: its end is the promise now."""
    if case.onsite_minutes is None:
        case.onsite_minutes = max(1, int((at - case.created_at).total_seconds() // 60))
    case.onsite_due_at = at
    case.onsite_breached_at = None
    refresh(work, case)


def restart_solve(work: UnitOfWork, case: Case) -> None:
    """A reopened case's solution counts as not given: the clock goes on where it stopped."""
    case.solve_met_at = None


def refresh(work: UnitOfWork, case: Case) -> None:
    """Computes what is still open, the next deadline, and sets the timers that warn and escalate."""
    held = case.status in ON_HOLD
    holds = holds_of(work, case)
    hours = calendar(work.kb, case.sla_calendar)
    open_due: list[datetime] = []
    for clock in CLOCKS:
        minutes = getattr(case, f"{clock}_minutes")
        if minutes is None:
            continue
        is_open = getattr(case, f"{clock}_met_at") is None and not held
        if is_open and not (clock == "onsite" and _booked(case)):
            due = deadline(case.created_at, minutes, hours, holds)
            setattr(case, f"{clock}_due_at", due)
        due_at: datetime | None = getattr(case, f"{clock}_due_at")
        for kind in ("deadline_near", "deadline_missed"):
            schedule.cancel(work, kind, f"{case.number}:{clock}")
        if is_open and due_at:
            open_due.append(due_at)
            if getattr(case, f"{clock}_breached_at") is None:
                _set_timers(work, case, clock, due_at)
    case.next_due_at = min(open_due, default=None)


def deadline(start: datetime, minutes: int, hours: Calendar, holds: list[Hold]) -> datetime | None:
    """The instant `minutes` of business time after `start`, with holds left out. None while a hold lasts."""
    left = minutes
    at = start
    for begun, ended in holds:
        if begun >= at:
            passed = minutes_between(at, begun, hours, ZONE)
            if passed >= left:
                break
            left -= passed
        if ended is None:
            return None
        at = max(at, ended)
    return add_minutes(at, left, hours, ZONE)


def holds_of(work: UnitOfWork, case: Case) -> list[Hold]:
    """When the clocks stood still, replayed from the moves in the timeline."""
    work.session.flush()
    moves = work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "moved").order_by(CaseEvent.id)
    ).all()
    holds: list[Hold] = []
    since: datetime | None = None
    for line in moves:
        held = line.data["to"] in ON_HOLD
        if held and since is None:
            since = line.at
        elif not held and since is not None:
            holds.append((since, line.at))
            since = None
    if since is not None:
        holds.append((since, None))
    return holds


def _booked(case: Case) -> bool:
    return any(visit.status == "booked" for visit in case.visits)


def _set_timers(work: UnitOfWork, case: Case, clock: str, due_at: datetime) -> None:
    key = f"{case.number}:{clock}"
    data = {"case_id": case.id, "clock": clock}
    warn_at = due_at - timedelta(minutes=work.kb.policies.sla.warn_minutes_before)
    if warn_at > work.now:
        schedule.schedule(work, "deadline_near", key, warn_at, data)
    schedule.schedule(work, "deadline_missed", key, max(due_at, work.now), data)
