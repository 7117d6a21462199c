"""What engineers say happened on a visit, and what follows of it: for the customer, the promise, the case, the plan.

A stamp is written down once for its key, whenever it comes; what it means is read from all of them together, so that
a queue that was kept offline and comes in late, twice or in another order leads to the same end.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from helpline.cases import analysis, closing
from helpline.cases.lifecycle import KEPT_BY_SOLVING, move
from helpline.conversations.ownership import said_time
from helpline.core.database import insert_once
from helpline.core.errors import KeyReused
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import urgent_repairs
from helpline.dispatch.confirmation import give_code
from helpline.documents.issue import issue
from helpline.escalation.telling import text
from helpline.promises import ledger
from helpline.promises.policy import policy_of
from helpline.staff import conduct
from helpline.tables import Case, Person, Visit, VisitCrew, VisitStamp
from helpline.tables.states import ON_SITE, TO_COME, CaseStatus, CrewState, VisitStatus
from helpline.tables.supervision import Conduct
from helpline.tables.visit import CrewRole, Outcome, StampKind
from helpline.tasks.ledger import open_task, settle
from helpline.timeline.record import record
from helpline.visits import history, occupancy, telling, work_orders
from helpline.visits.ending import stop, take_back
from helpline.visits.history import History

STANDS = TO_COME | ON_SITE | set(history.ENDS.values()) | {VisitStatus.MISSED}
TECHNICAL = "technical"  # the roster of who helps by phone
AGAIN = "visit_again"  # the rule of the task to plan another visit
UNSOLVED = (CaseStatus.NEW, CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS, CaseStatus.WAITING, CaseStatus.REOPENED)


def stamp(
    work: UnitOfWork,
    visit: Visit,
    person: Person,
    kind: StampKind,
    at: datetime,
    key: str,
    source: str = "engineer",
    **data: Any,
) -> History:
    """Writes it down and does what follows; the history as it is now. `at` is when it happened, at the latest now.

    The same key again changes nothing; KeyReused when it was something else. A visit that was moved, cancelled or
    declined keeps the stamp, and nothing follows.
    """
    work.session.flush()
    work.session.refresh(visit, with_for_update={"key_share": True})
    before = _read(work, visit)
    values = {"visit_id": visit.id, "person_id": person.id, "kind": kind, "client_key": key, "source": source}
    happened = min(at, work.now)
    new = insert_once(work.session, VisitStamp, **values, happened_at=happened, received_at=work.now, data=dict(data))
    if not new:
        known = select(VisitStamp).where(VisitStamp.person_id == person.id, VisitStamp.client_key == key)
        row = work.session.scalars(known).one()
        if (row.visit_id, row.kind) != (visit.id, kind):
            raise KeyReused(key)
        return before
    after = _read(work, visit)
    if visit.status in STANDS:
        _answer(work, visit, person, kind, happened, str(data.get("words", "")))
    if visit.status in STANDS:
        _follow(work, visit, before, after)
    return after


def stamps_of(work: UnitOfWork, visit: Visit) -> list[VisitStamp]:
    """In the order in which they happened."""
    return stamps_by_visit(work, [visit])[visit.id]


def stamps_by_visit(work: UnitOfWork, visits: Collection[Visit]) -> dict[int, list[VisitStamp]]:
    """The same of several visits, asked for at once."""
    found: dict[int, list[VisitStamp]] = {visit.id: [] for visit in visits}
    for row in work.session.scalars(select(VisitStamp).where(VisitStamp.visit_id.in_(found))):
        found[row.visit_id].append(row)
    return {id: history.in_order(rows) for id, rows in found.items()}


def _read(work: UnitOfWork, visit: Visit) -> History:
    return history.read(stamps_of(work, visit))


def _answer(work: UnitOfWork, visit: Visit, person: Person, kind: StampKind, at: datetime, why: str) -> None:
    """Who goes has accepted; who declines a visit that has not begun is not expected any more."""
    mine = next((one for one in visit.crew if one.person_id == person.id), None)
    if mine is None or not mine.is_live:
        return
    if kind != StampKind.DECLINE:
        if mine.state == CrewState.ASKED:
            mine.state = CrewState.ACCEPTED
        mine.answered_at = min(mine.answered_at or at, at)
        return
    if visit.status == VisitStatus.BOOKED:
        decline(work, visit, mine, at, why)


def decline(work: UnitOfWork, visit: Visit, mine: VisitCrew, at: datetime, why: str) -> None:
    """Somebody of the crew does not come to a visit that has not begun: it is planned anew, or goes on without them."""
    mine.state, mine.answered_at, mine.reason = CrewState.DECLINED, at, why
    record(work, visit.case, "visit_declined", why, visit=visit.id, engineer=mine.person.username)
    if mine.role == CrewRole.LEAD:
        take_back(work, visit, VisitStatus.DECLINED, why)
        _unplanned(work, visit)
    else:
        occupancy.free(work, visit, mine.person_id)
    _plan_again(work, visit, "declined", visit.start_at)


def _follow(work: UnitOfWork, visit: Visit, before: History, after: History) -> None:
    """What was not so before this stamp, and is now."""
    was_there = after.arrived_at is not None or after.ended_at is not None
    if after.counted and after.status != visit.status and (was_there or visit.status != VisitStatus.MISSED):
        visit.status = after.status
        if visit.status == VisitStatus.PAUSED and urgent_repairs.is_urgent(visit):
            urgent_repairs.stopped(work, visit)
    if after.departed_at and not before.departed_at:
        _departed(work, visit, after)
    if after.arrived_at and not before.arrived_at:
        _arrived(work, visit, after)
    if after.ended_at and not before.ended_at:
        _ended(work, visit, after)
    elif after.end != before.end:
        _ended_otherwise(work, visit, before, after)
    work_orders.settle(work, visit.order)


def _is_fresh(work: UnitOfWork, visit: Visit, at: datetime) -> bool:
    """Whether the customer still has something of hearing it."""
    return work.now - at <= timedelta(minutes=policy_of(work.kb, visit.case).visits.stale_minutes)


def _departed(work: UnitOfWork, visit: Visit, told: History) -> None:
    assert told.departed_at is not None
    record(work, visit.case, "engineer_departed", visit=visit.id, happened_at=told.departed_at.isoformat())
    if told.arrived_at is None and _is_fresh(work, visit, told.departed_at):
        there = told.departed_at + timedelta(minutes=visit.travel_minutes)
        telling.customer(work, visit, "engineer_on_the_way", eta=said_time(work, there), phone=visit.engineer.phone)


def _arrived(work: UnitOfWork, visit: Visit, told: History) -> None:
    assert told.arrived_at is not None
    case, at = visit.case, told.arrived_at
    record(work, case, "engineer_arrived", visit=visit.id, engineer=visit.engineer.username, happened_at=at.isoformat())
    ledger.keep(work, case, "onsite", at)
    ledger.keep(work, case, "verify", at)
    if at <= visit.end_at:
        conduct.withdraw(work, visit.engineer, Conduct.LATE, case)
    elif told.departed_at is None:  # on the way they would have told the customer
        conduct.mark(work, visit.engineer, Conduct.LATE, case)
    case.engineer_id = visit.engineer_id
    if case.status in (CaseStatus.ASSIGNED, CaseStatus.NEW, CaseStatus.REOPENED):
        move(work, case, CaseStatus.IN_PROGRESS)
    if told.ended_at is None and _is_fresh(work, visit, at):
        give_code(work, visit)


def _ended(work: UnitOfWork, visit: Visit, told: History) -> None:
    stop(work, visit)
    _note_end(work, visit, told)
    if told.outcome == Outcome.SOLVED:
        _solved(work, visit, told)
    else:
        _unsolved(work, visit, told)


def _ended_otherwise(work: UnitOfWork, visit: Visit, before: History, told: History) -> None:
    """An end that happened before the one we knew comes in after it: what was written of that one is set right.

    What customers have agreed to since, and people have planned, stands.
    """
    case = visit.case
    assert told.ended_at is not None and before.ended_at is not None
    _note_end(work, visit, told)
    if before.outcome == told.outcome == Outcome.SOLVED:
        for kind in KEPT_BY_SOLVING:
            ledger.kept_before(work, case, kind, before.ended_at, told.ended_at)
        if case.solution == before.words:
            case.solution = told.words
            analysis.tell_again(work, case, before.words)
    elif before.outcome == Outcome.SOLVED:
        if case.status == CaseStatus.SOLVED and case.solution == before.words:
            closing.take_back(work, case, told.words)
            work_orders.open_again(work, visit.order)
            _unsolved(work, visit, told)
    elif told.outcome != Outcome.SOLVED:
        _unsolved(work, visit, told)
    elif not any(other.status in TO_COME for other in case.visits):
        settle(work, AGAIN, f"visit:{visit.id}", told.words)
        _solved(work, visit, told)


def _note_end(work: UnitOfWork, visit: Visit, told: History) -> None:
    assert told.ended_at is not None
    visit.outcome, visit.reason = told.outcome, told.words
    record(
        work,
        visit.case,
        "visit_ended",
        told.words,
        visit=visit.id,
        outcome=told.outcome,
        cause=told.cause,
        happened_at=told.ended_at.isoformat(),
    )
    if told.outcome != Outcome.NO_ACCESS:
        issue(work, visit)


def _solved(work: UnitOfWork, visit: Visit, told: History) -> None:
    case = visit.case
    if case.status in UNSOLVED:
        for kind in KEPT_BY_SOLVING:  # when it was mended, though it is heard of only now
            ledger.keep(work, case, kind, told.ended_at)
        closing.solve(work, case, told.words, agreed=visit.confirmed_at is not None)


def _unsolved(work: UnitOfWork, visit: Visit, told: History) -> None:
    assert told.ended_at is not None
    case = visit.case
    if _is_fresh(work, visit, told.ended_at):
        telling.customer(work, visit, f"visit_{told.outcome}_notice")
        if told.outcome == Outcome.TOO_HARD:
            engineer = visit.engineer
            who = {"engineer": engineer.name, "phone": engineer.phone}
            text(work, case, (TECHNICAL,), "technical_text", told.words, **who)
    _unplanned(work, visit)
    if not any(other.status in TO_COME for other in case.visits):
        _plan_again(work, visit, told.outcome, None, told.next_visit)
    if urgent_repairs.is_urgent(visit):
        urgent_repairs.left(work, visit, told.words)


def _unplanned(work: UnitOfWork, visit: Visit) -> None:
    """Where nobody else is to come, the case waits to be planned."""
    case = visit.case
    left = [other for other in case.visits if other.status in TO_COME]
    case.engineer_id = left[0].engineer_id if left else None
    if not left and case.status == CaseStatus.ASSIGNED:
        move(work, case, CaseStatus.NEW, visit.reason)


def _plan_again(work: UnitOfWork, visit: Visit, why: str, due_at: datetime | None, wish: str = "") -> None:
    subject = phrase(work.kb, f"task_visit_{why}", number=visit.case.number, time=said_time(work, visit.start_at))
    if wish:
        subject = phrase(work.kb, "task_next_visit", subject=subject, wish=wish)
    team = dispatchers(visit.case)
    open_task(work, team, "task", subject, AGAIN, 2, visit.case.id, about=f"visit:{visit.id}", due_at=due_at)


def dispatchers(case: Case) -> str:
    """Whose task it is to plan visits: of a complaint, its readers'."""
    return "quality" if case.complaint_id is not None else "agent"
