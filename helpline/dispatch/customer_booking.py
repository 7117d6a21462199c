"""Visits as customers come by them (R25, R27): free windows of fitting engineers, booked, changed, cancelled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from helpline.cases.lifecycle import move
from helpline.conversations.ownership import said_time
from helpline.core.errors import MoveNotAllowed, SlotTaken
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import booking, candidates, later_choice, tell_customer_on_file
from helpline.dispatch.booking import Going
from helpline.dispatch.candidates import Wanted, working_days
from helpline.dispatch.exclusions import excluded
from helpline.dispatch.stamping import stamp
from helpline.escalation import rules as escalation
from helpline.promises import ledger
from helpline.tables import Case, Conversation, Person, Task, Visit, VisitCrew
from helpline.tables.states import TO_COME, CaseStatus, VisitStatus
from helpline.tables.task import UNFINISHED
from helpline.tables.visit import StampKind
from helpline.timeline.record import record
from helpline.visits import occupancy
from helpline.visits.ending import take_back
from kb.lookup import policies_of_category
from kb.models.escalation import Trigger


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
    want = candidates.wanted(work, case, excluded(work, case))
    return _free(work, want, begin, end, limit or want.policy.offered)


def first_free(work: UnitOfWork, category_id: str, district: str) -> Slot | None:
    """The earliest window in which somebody could come for such a machine there; nobody is kept from coming yet."""
    policy = policies_of_category(work.kb, category_id).visits
    want = Wanted(policy, candidates.skill_for(work, category_id), district, working_days(work))
    found = _free(work, want, None, None, 1)
    return found[0] if found else None


def _free(work: UnitOfWork, want: Wanted, begin: datetime | None, end: datetime | None, limit: int) -> list[Slot]:
    policy = want.policy
    earliest = max(work.now + timedelta(minutes=policy.lead_minutes), begin or work.now)
    last = candidates.end_of_day(work.now + timedelta(days=policy.horizon_days))
    able = candidates.able(work, want)
    stationed = {want.resident, want.manager}
    near = [one for one in able if want.district and want.district in one.districts]
    near += [one for one in able if one.id in stationed and one not in near and (near or one.id == want.resident)]
    slots: list[Slot] = []
    found = candidates.find(work, want, earliest, min(last, end) if end else last, near or able)
    for (start_at, end_at), free in groupby(found, key=lambda one: (one.start_at, one.end_at)):
        fitting = tuple(one.engineer.id for one in free if one.fits)
        if fitting:
            slots.append(Slot(start_at, end_at, fitting))
        if len(slots) == limit:
            break
    return slots


def engineers_of(work: UnitOfWork, phone: str) -> set[str]:
    """The usernames of engineers who were booked for cases filed with this phone."""
    rows = select(Person.username).join(VisitCrew, VisitCrew.person_id == Person.id)
    rows = rows.join(Visit, Visit.id == VisitCrew.visit_id).join(Case, Case.id == Visit.case_id)
    return set(work.session.scalars(rows.where(Case.phone == phone)))


def current(work: UnitOfWork, case: Case) -> Visit | None:
    """The case's visit to come, the first of several."""
    rows = select(Visit).where(Visit.case_id == case.id, Visit.status.in_(TO_COME)).order_by(Visit.start_at, Visit.id)
    return work.session.scalars(rows.limit(1)).one_or_none()


def book(work: UnitOfWork, case: Case, slot: Slot, asked_in: Conversation | None = None) -> Visit:
    """Books the window with the best engineer still free; replaces the case's visit to come. SlotTaken when none is.

    Whoever is on file hears of it when it was `asked_in` a talk that may not be theirs.
    """
    booking.lock(work, case)
    before = current(work, case)
    if before and before.start_at == slot.start_at:
        return before
    visit = None
    for person_id in slot.engineers:
        going = _going(work, case, slot, person_id, before)
        if going is None:
            continue
        try:
            visit = booking.place(work, case, slot.start_at, slot.end_at, [going], before)
            break
        except SlotTaken:
            continue
    if visit is None:
        raise SlotTaken(slot.start_at.isoformat())
    later_choice.follow(work, case, visit, before)
    if asked_in:
        tell_customer_on_file.tell(work, case, asked_in, "visit_changed_notice", time=said_time(work, visit.start_at))
    return visit


def _going(work: UnitOfWork, case: Case, slot: Slot, person_id: int, before: Visit | None) -> Going | None:
    person = work.session.get_one(Person, person_id)
    taken = occupancy.busy(work, [person_id], slot.start_at, slot.end_at, before)
    plan = candidates.plan(candidates.wanted(work, case, ()), person, slot.start_at, slot.end_at, taken)
    return Going(person, plan) if plan else None


def want(work: UnitOfWork, case: Case, words: str) -> None:
    """No window is free: somebody is to agree on a time with the customer. Asked again meanwhile, it is one task."""
    record(work, case, "visit_wanted", words)
    rules = [rule.id for rule in work.kb.policies.escalation.rules if rule.on == Trigger.NO_SLOTS]
    waiting = select(Task.id).where(Task.case_id == case.id, Task.rule.in_(rules), Task.state.in_(UNFINISHED))
    if work.session.scalar(waiting.limit(1)) is None:
        escalation.fire(work, Trigger.NO_SLOTS, case=case)


def cancel(work: UnitOfWork, case: Case, why: str = "", asked_in: Conversation | None = None) -> Visit | None:
    """Cancels the visit to come and frees the window; the case goes back to be assigned. `asked_in` as for `book`."""
    visit = current(work, case)
    if visit is None:
        return None
    withdraw(work, visit, why)
    if asked_in:
        tell_customer_on_file.tell(work, case, asked_in, "visit_cancelled_notice", time=said_time(work, visit.start_at))
    return visit


def withdraw(work: UnitOfWork, visit: Visit, why: str) -> None:
    """The visit is cancelled; what was agreed for it falls away, unless another one is to come."""
    case = visit.case
    later_choice.fall_back(work, case, visit)
    take_back(work, visit, VisitStatus.CANCELLED, why)
    record(work, case, "visit_cancelled", why, start=visit.start_at.isoformat(), engineer=visit.engineer.username)
    left = current(work, case)
    case.engineer_id = left.engineer_id if left else None
    if left:
        ledger.agree(work, case, "onsite", left.end_at)
    else:
        ledger.withdraw_agreed(work, case, "onsite")
        if case.status == CaseStatus.ASSIGNED:
            move(work, case, CaseStatus.NEW, why)


def arrive(work: UnitOfWork, case: Case) -> Visit:
    """Somebody at the desk knows the engineer to be on site: as if the engineer had said so."""
    visit = current(work, case)
    if visit is None:
        raise MoveNotAllowed(f"{case.number}: no visit is booked")
    stamp(work, visit, visit.engineer, StampKind.ARRIVE, work.now, key=f"desk:{visit.id}", source="desk")
    return visit
