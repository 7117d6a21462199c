"""A visit comes to be: an order's next one, for people whose time it takes. The database refuses what is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from helpline.cases.lifecycle import move
from helpline.core.errors import SlotTaken
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import readiness
from helpline.dispatch.candidates import Plan
from helpline.jobs.payloads import VisitOverdue, VisitReady, VisitReminder, VisitUnanswered
from helpline.jobs.schedule import schedule
from helpline.promises import ledger
from helpline.promises.policy import policy_of
from helpline.tables import Case, Person, Visit, VisitCrew
from helpline.tables.states import ON_SITE, TO_COME, CaseStatus, CrewState, VisitStatus
from helpline.tables.visit import CrewRole
from helpline.timeline.record import record
from helpline.visits import occupancy, telling, work_orders
from helpline.visits.ending import KEY, take_back

GOES_ON = (CaseStatus.NEW, CaseStatus.IN_PROGRESS, CaseStatus.WAITING, CaseStatus.REOPENED)


@dataclass(frozen=True)
class Going:
    """Somebody who is to come, and when; the first of several leads."""

    person: Person
    plan: Plan


def lock(work: UnitOfWork, case: Case) -> None:
    """Two who book for one case at once do so one after the other."""
    work.session.flush()
    work.session.execute(select(Case.id).where(Case.id == case.id).with_for_update(key_share=True))


def place(
    work: UnitOfWork, case: Case, start_at: datetime, end_at: datetime, going: Sequence[Going], before: Visit | None
) -> Visit:
    """The visit told for a window, in the place of `before` where there is one. SlotTaken when somebody's time is taken
    meanwhile: then nothing has changed."""
    try:
        with work.session.begin_nested():
            visit = _take(work, case, start_at, end_at, going, before)
    except IntegrityError as error:
        raise SlotTaken(start_at.isoformat()) from error
    if before is not None:
        take_back(work, before, VisitStatus.CHANGED)
        before.successor_id = visit.id
    _announce(work, case, visit, before)
    return visit


def _take(
    work: UnitOfWork, case: Case, start_at: datetime, end_at: datetime, going: Sequence[Going], before: Visit | None
) -> Visit:
    people = {one.person.id for one in going} | ({crew.person_id for crew in before.crew} if before else set())
    occupancy.lock(work, people)
    if before is not None:
        occupancy.free(work, before)
    order = work_orders.open_order(work, case)
    newest = work.session.scalar(select(func.max(Visit.seq)).where(Visit.work_order_id == order.id)) or 0
    lead = going[0].plan
    visit = Visit(
        order=order,
        case=case,
        seq=newest + 1,
        start_at=start_at,
        end_at=end_at,
        planned_start_at=lead.begins_at,
        planned_end_at=lead.ends_at,
        travel_minutes=lead.travel_minutes,
        status=VisitStatus.BOOKED,
        outcome="",
        booked_at=work.now,
    )
    for at, one in enumerate(going):
        role = CrewRole.HELPER if at else CrewRole.LEAD
        visit.crew.append(VisitCrew(person=one.person, role=role, state=CrewState.ASKED, asked_at=work.now))
    work.session.add(visit)
    work.session.flush()
    for one in sorted(going, key=lambda one: one.person.id):
        occupancy.take(work, visit, one.person.id, one.plan.leaves_at, one.plan.ends_at)
    return visit


def _announce(work: UnitOfWork, case: Case, visit: Visit, before: Visit | None) -> None:
    """What a visit means to its case, its promise, its people and the jobs that look after it."""
    work.session.refresh(case)
    case.engineer_id = visit.engineer_id
    record(
        work,
        case,
        "visit_changed" if before else "visit_booked",
        start=visit.start_at.isoformat(),
        end=visit.end_at.isoformat(),
        engineer=visit.engineer.username,
    )
    on_site = any(other.status in ON_SITE for other in case.visits)
    if case.status in GOES_ON and not on_site:
        move(work, case, CaseStatus.ASSIGNED)
    ledger.keep(work, case, "reply")
    if not on_site:
        ledger.agree(work, case, "onsite", first_end(case))
        ledger.told(work, case, "onsite")
    work_orders.settle(work, visit.order)
    telling.engineers(work, visit, "engineer_visit_booked")
    reminded = _watch(work, visit)
    chosen = work.actor.kind == "customer" and not reminded  # so soon that they are not asked once more
    readiness.begin(work, visit, before, chosen)


def first_end(case: Case) -> datetime:
    """When the first visit to come must have begun."""
    return min(visit.end_at for visit in case.visits if visit.status in TO_COME)


def _watch(work: UnitOfWork, visit: Visit) -> bool:
    """Sets the jobs that look after it; whether the customer will be reminded."""
    policy, key = policy_of(work.kb, visit.case).visits, KEY.format(visit.id)
    reminded = visit.start_at - timedelta(minutes=policy.remind_minutes_before)
    if reminded > work.now:
        schedule(work, VisitReminder(visit_id=visit.id), key, reminded)
    called = visit.start_at - timedelta(minutes=policy.call_minutes_before)
    schedule(work, VisitReady(visit_id=visit.id), key, max(called, work.now))
    answered = min(work.now + timedelta(minutes=policy.answer_minutes), visit.start_at)
    schedule(work, VisitUnanswered(visit_id=visit.id), key, max(answered, work.now))
    schedule(work, VisitOverdue(visit_id=visit.id), key, visit.end_at + timedelta(minutes=policy.overdue_minutes))
    return reminded > work.now
