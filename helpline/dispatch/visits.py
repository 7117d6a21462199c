"""Visits (R25, R27): free windows of fitting engineers, booked so that nobody is promised twice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from helpline.cases.lifecycle import move
from helpline.conversations.ownership import said_time
from helpline.core.errors import MoveNotAllowed, SlotTaken
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch import on_file
from helpline.escalation import rules as escalation
from helpline.jobs import schedule as jobs
from helpline.jobs.payloads import VisitReminder
from helpline.promises import ledger
from helpline.promises.policy import policy_of
from helpline.staff import people
from helpline.tables import Case, CaseEvent, Conversation, Person, Task, Visit
from helpline.tables.states import CaseStatus
from helpline.tables.task import UNFINISHED
from helpline.timeline.record import record
from kb.lookup import category, policies_of_category
from kb.models.escalation import Trigger
from kb.models.knowledge import VisitPolicy


@dataclass(frozen=True)
class Slot:
    """A window in which at least one fitting engineer is free; `engineers` best first."""

    start_at: datetime
    end_at: datetime
    engineers: tuple[int, ...]  # ids of people


def free_slots(
    work: UnitOfWork, case: Case, begin: datetime | None = None, end: datetime | None = None, limit: int | None = None
) -> list[Slot]:
    """The earliest windows, inside [begin, end] when given, in which a fitting engineer is free."""
    policy = policy_of(work.kb, case).visits
    return _free(work, policy, fitting_engineers(work, case), case.district, begin, end, limit or policy.offered)


def first_free(work: UnitOfWork, category_id: str, district: str) -> Slot | None:
    """The earliest window in which somebody could come for such a machine there; nobody is kept from coming yet."""
    policy = policies_of_category(work.kb, category_id).visits
    found = _free(work, policy, _skilled(work, category_id, district, ()), district, None, None, 1)
    return found[0] if found else None


def _free(
    work: UnitOfWork,
    policy: VisitPolicy,
    fitting: list[Person],
    district: str,
    begin: datetime | None,
    end: datetime | None,
    limit: int,
) -> list[Slot]:
    earliest = max(work.now + timedelta(minutes=policy.lead_minutes), begin or work.now)
    last = work.now + timedelta(days=policy.horizon_days)
    busy = _busy(work, [engineer.id for engineer in fitting])
    slots: list[Slot] = []
    day = earliest.astimezone(ZONE).date()
    while day <= last.astimezone(ZONE).date() and len(slots) < limit:
        for opens, closes in policy.windows:
            start_at, end_at = _instant(day, opens), _instant(day, closes)
            if start_at < earliest or (end is not None and start_at >= end):
                continue
            free = [e for e in fitting if (e.id, start_at) not in busy and people.works(e, day, opens, closes)]
            if free and len(slots) < limit:
                load = {e.id: sum(1 for who, at in busy if who == e.id and at.date() == start_at.date()) for e in free}
                best = sorted(free, key=lambda e: (district not in e.districts, load[e.id], e.username))
                slots.append(Slot(start_at, end_at, tuple(e.id for e in best)))
        day += timedelta(days=1)
    return slots


def fitting_engineers(work: UnitOfWork, case: Case) -> list[Person]:
    """Engineers with the skill for the product, those of the district if there are any (R25)."""
    return _skilled(work, case.category, case.district, _excluded(work, case))


def _skilled(work: UnitOfWork, category_id: str, district: str, excluded: Collection[str]) -> list[Person]:
    engineers = [e for e in people.engineers(work) if e.username not in excluded]
    if category_id:
        skill = category(work.kb, category_id).skill
        engineers = [e for e in engineers if skill in e.skills]
    near = [e for e in engineers if district and district in e.districts]
    return near or engineers


def _excluded(work: UnitOfWork, case: Case) -> set[str]:
    """The usernames of engineers this customer complained about (R25)."""
    same = [Case.id == case.id]
    if case.customer_id:
        same.append(Case.customer_id == case.customer_id)
    if case.phone:
        same.append(Case.phone == case.phone)
    lines = work.session.scalars(
        select(CaseEvent)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(or_(*same), CaseEvent.kind == "engineer_excluded")
    )
    return {line.data["engineer"] for line in lines}


def engineers_of(work: UnitOfWork, phone: str) -> set[str]:
    """The usernames of engineers who were booked for cases filed with this phone."""
    rows = select(Person.username).join(Visit, Visit.engineer_id == Person.id).join(Case, Case.id == Visit.case_id)
    rows = rows.where(Case.phone == phone)
    return set(work.session.scalars(rows))


def _busy(work: UnitOfWork, ids: Iterable[int]) -> set[tuple[int, datetime]]:
    booked = select(Visit.engineer_id, Visit.start_at).where(Visit.status == "booked", Visit.engineer_id.in_(list(ids)))
    return {(engineer, start_at) for engineer, start_at in work.session.execute(booked)}


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE)


def current(work: UnitOfWork, case: Case) -> Visit | None:
    """The case's booked visit."""
    return work.session.scalars(select(Visit).where(Visit.case_id == case.id, Visit.status == "booked")).one_or_none()


def book(work: UnitOfWork, case: Case, slot: Slot, asked_in: Conversation | None = None) -> Visit:
    """Books the window with the best engineer still free; replaces the case's booked visit. SlotTaken when none is.

    Whoever is on file hears of it when it was `asked_in` a talk that may not be theirs.
    """
    before = current(work, case)
    if before and before.start_at == slot.start_at:
        return before
    visit = None
    for engineer_id in slot.engineers:
        try:
            with work.session.begin_nested():
                if before:
                    before.status = "changed"
                    work.session.flush()
                visit = Visit(
                    case=case,
                    engineer_id=engineer_id,
                    start_at=slot.start_at,
                    end_at=slot.end_at,
                    status="booked",
                    booked_at=work.now,
                )
                work.session.add(visit)
                work.session.flush()
            break
        except IntegrityError:
            visit = None
            if before:
                work.session.refresh(before)
    if visit is None:
        raise SlotTaken(slot.start_at.isoformat())
    work.session.refresh(case)
    case.engineer_id = visit.engineer_id
    record(
        work,
        case,
        "visit_changed" if before else "visit_booked",
        start=slot.start_at.isoformat(),
        end=slot.end_at.isoformat(),
        engineer=visit.engineer.username,
    )
    if case.status in (CaseStatus.NEW, CaseStatus.IN_PROGRESS, CaseStatus.WAITING, CaseStatus.REOPENED):
        move(work, case, CaseStatus.ASSIGNED)
    ledger.keep(work, case, "reply")
    ledger.agree(work, case, "onsite", slot.end_at)
    _remind(work, case, visit)
    if asked_in:
        on_file.tell(work, case, asked_in, "visit_changed_notice", time=said_time(work, visit.start_at))
    return visit


def want(work: UnitOfWork, case: Case, words: str) -> None:
    """No window is free: somebody is to agree on a time with the customer. Asked again meanwhile, it is one task."""
    record(work, case, "visit_wanted", words)
    rules = [rule.id for rule in work.kb.policies.escalation.rules if rule.on == Trigger.NO_SLOTS]
    waiting = select(Task.id).where(Task.case_id == case.id, Task.rule.in_(rules), Task.state.in_(UNFINISHED))
    if work.session.scalar(waiting.limit(1)) is None:
        escalation.fire(work, Trigger.NO_SLOTS, case=case)


def cancel(work: UnitOfWork, case: Case, why: str = "", asked_in: Conversation | None = None) -> Visit | None:
    """Cancels the booked visit and frees the window; the case goes back to be assigned. `asked_in` as for `book`."""
    visit = current(work, case)
    if visit is None:
        return None
    visit.status = "cancelled"
    case.engineer_id = None
    record(work, case, "visit_cancelled", why, start=visit.start_at.isoformat(), engineer=visit.engineer.username)
    jobs.cancel(work, VisitReminder, case.number)
    ledger.withdraw_agreed(work, case, "onsite")
    if case.status == CaseStatus.ASSIGNED:
        move(work, case, CaseStatus.NEW, why)
    if asked_in:
        on_file.tell(work, case, asked_in, "visit_cancelled_notice", time=said_time(work, visit.start_at))
    return visit


def arrive(work: UnitOfWork, case: Case) -> Visit:
    """The engineer is on site: the promise of arrival is met."""
    visit = current(work, case)
    if visit is None:
        raise MoveNotAllowed(f"{case.number}: no visit is booked")
    visit.status = "arrived"
    record(work, case, "engineer_arrived", engineer=visit.engineer.username)
    work.session.flush()
    ledger.keep(work, case, "onsite")
    if case.status == CaseStatus.ASSIGNED:
        move(work, case, CaseStatus.IN_PROGRESS)
    return visit


def _remind(work: UnitOfWork, case: Case, visit: Visit) -> None:
    at = visit.start_at - timedelta(minutes=policy_of(work.kb, case).visits.remind_minutes_before)
    jobs.cancel(work, VisitReminder, case.number)
    if at > work.now:
        jobs.schedule(work, VisitReminder(visit_id=visit.id), case.number, at)
