"""The promises of a case, as rows: made, kept, missed, held, replaced (R13–R19). The only writer of them.

A row is never edited into another promise: when another time is agreed or a kept promise runs anew, a new row takes
the old one's place. A missed promise stays missed.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from helpline.core.database import insert_once
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.jobs.payloads import PromiseStepDue
from helpline.jobs.schedule import cancel, schedule
from helpline.promises.business_time import Span, deadline
from helpline.promises.policy import ON_DEMAND, on_demand, promised_to
from helpline.tables import Case, Hold, Promise, PromiseStep
from helpline.tables.promise import OPEN, PromiseSource, PromiseState
from helpline.timeline.record import record
from kb.calendar import calendar
from kb.models import sla
from kb.models.sla import HoldReason

S = PromiseState
_AS_MADE = Order("promises", (Key(Promise.id),))


def make(work: UnitOfWork, case: Case) -> None:
    """Makes what the policies promise for a new case."""
    terms = promised_to(work.kb, case)
    case.pack, case.policy_version = terms.pack, work.kb.policy_version
    for kind, minutes in terms.minutes.items():
        _add(
            work,
            case,
            Promise(
                kind=kind,
                source=PromiseSource.POLICY,
                pack=terms.pack,
                calendar=terms.calendar,
                minutes=minutes,
                starts_at=case.created_at,
            ),
        )
    refresh(work, case)


def promise(work: UnitOfWork, case: Case, kind: str) -> Promise | None:
    """Promises from now what is promised on demand, once more where it was kept before.

    The customer is told by who promises it. None where it is not promised so, or is still to be kept.
    """
    terms, before = on_demand(work.kb, kind, case.grade), newest(work, case).get(kind)
    if terms is None or (before is not None and before.state in OPEN):
        return None
    made = Promise(kind=kind, source=PromiseSource.POLICY, pack=terms.pack, calendar=terms.calendar)
    made.minutes, made.starts_at, made.told_at = terms.minutes[kind], work.now, work.now
    _add(work, case, made, replaces=before)
    refresh(work, case)
    return made


def keep(work: UnitOfWork, case: Case, kind: str, at: datetime | None = None) -> None:
    """Marks the open promise of a kind as kept now; where none is open nothing changes.

    With `at` it was kept then, and is heard of only now: then tells whether that was in time, though it was thought
    missed meanwhile, which stays written down.
    """
    promise = _open_one(work, case, kind)
    if promise is None:
        return
    if at is not None and promise.due_at is not None:
        late = at > promise.due_at
    else:
        late = bool(promise.missed_at or (promise.due_at and work.now > promise.due_at))
    promise.met_at = at or work.now
    promise.state = S.KEPT_LATE if late else S.KEPT
    record(work, case, "promise_met", promise=kind, late=late)
    _stop_steps(work, promise)
    refresh(work, case)


def kept_before(work: UnitOfWork, case: Case, kind: str, was: datetime, at: datetime) -> None:
    """What was written down as kept at one instant was kept at another, as is heard only now."""
    promise = newest(work, case).get(kind)
    if promise is None or promise.met_at != was:
        return
    promise.met_at = at
    if promise.due_at is not None:
        promise.state = S.KEPT_LATE if at > promise.due_at else S.KEPT


def miss(work: UnitOfWork, case: Case, promise: Promise) -> None:
    """Marks a promise as missed; it is still to be kept."""
    if promise.missed_at is None:
        promise.missed_at = work.now
        promise.state = S.LATE
        _set_steps(work, promise)
        record(work, case, "promise_missed", promise=promise.kind)


def agree(work: UnitOfWork, case: Case, kind: str, at: datetime) -> None:
    """The customer agreed to another time: a new promise takes the place of the open one.

    Of what was kept already nothing is promised anew.
    """
    before = newest(work, case).get(kind)
    if before is not None and before.state not in OPEN:
        return
    minutes = before.minutes if before else None
    agreed = Promise(
        kind=kind,
        source=PromiseSource.AGREED,
        pack=before.pack if before else "",
        calendar=before.calendar if before else calendar_of(work, case),
        minutes=minutes or max(1, int((at - case.created_at).total_seconds() // 60)),
        starts_at=work.now,
        agreed_at=at,
    )
    _replace(work, case, before, agreed)
    refresh(work, case)


def withdraw_agreed(work: UnitOfWork, case: Case, kind: str) -> None:
    """What was agreed has fallen away: the policy's length, counted from the case's beginning, stands again."""
    agreed = _open_one(work, case, kind)
    if agreed is None or agreed.source != PromiseSource.AGREED:
        return
    again = _from_the_beginning(case, agreed)
    again.missed_at = agreed.missed_at
    _replace(work, case, agreed, again)
    refresh(work, case)


def renew(work: UnitOfWork, case: Case, kind: str) -> None:
    """What was thought kept was not: the promise goes on where it stopped. One that was missed stays so."""
    kept = newest(work, case).get(kind)
    if kept is None or kept.state in OPEN:
        return
    again = _from_the_beginning(case, kept)
    again.missed_at = kept.missed_at
    _add(work, case, again, replaces=kept)
    refresh(work, case)


def remake(work: UnitOfWork, case: Case, afresh: bool) -> None:
    """The case's level or product is another now: what is still to be kept is promised by what holds for that.

    New rows take the place of those that differ, counted from now when `afresh`, else from the case's beginning with
    what was missed staying so. A time that was agreed with the customer stands; what is not promised any more is void.
    """
    terms = promised_to(work.kb, case)
    case.pack, case.policy_version = terms.pack, work.kb.policy_version
    stands = newest(work, case)
    for kind, promise in stands.items():
        on_the_way = promise.state in OPEN and promise.source == PromiseSource.POLICY
        if kind not in terms.minutes and on_the_way and promise.pack != ON_DEMAND:
            promise.state = S.VOID
            _stop_steps(work, promise)
    for kind, minutes in terms.minutes.items():
        before = stands.get(kind)
        if before is not None and before.state in (S.KEPT, S.KEPT_LATE):
            continue
        same = before is not None and (before.pack, before.calendar, before.minutes) == (
            terms.pack,
            terms.calendar,
            minutes,
        )
        if before is not None and same and before.state in OPEN:
            continue
        again = Promise(kind=kind, source=PromiseSource.POLICY, pack=terms.pack, calendar=terms.calendar)
        again.minutes, again.starts_at = minutes, work.now if afresh else case.created_at
        if before is not None and before.state in OPEN and before.source == PromiseSource.AGREED:
            again.source, again.agreed_at, again.starts_at = before.source, before.agreed_at, before.starts_at
            again.told_at, again.missed_at = before.told_at, before.missed_at
        elif before is not None and not afresh:
            again.missed_at = before.missed_at
        _replace(work, case, before, again)
    refresh(work, case)


def by_new_calendar(work: UnitOfWork, case: Case) -> list[tuple[Promise, Promise]]:
    """Public holidays are other ones than when these were made: what runs, and is due at another time by them, is
    promised anew. Each with the row that took its place.
    """
    holds, replaced = _holds(work, case), []
    for before in open_of(work, case):
        if before.state != S.RUNNING or before.agreed_at or _due(work, before, holds) == before.due_at:
            continue
        after = Promise(kind=before.kind, source=before.source, pack=before.pack, calendar=before.calendar)
        after.minutes, after.starts_at, after.told_at = before.minutes, before.starts_at, before.told_at
        _replace(work, case, before, after)
        replaced.append((before, after))
    refresh(work, case)
    return replaced


def told(work: UnitOfWork, case: Case, kind: str | None = None) -> None:
    """The customer hears of what is still to be kept, or of one kind of it; the first time counts."""
    for promise in open_of(work, case):
        if promise.told_at is None and kind in (None, promise.kind):
            promise.told_at = work.now


def told_later(work: UnitOfWork, promise: Promise, at: datetime | None) -> None:
    """The customer hears of a later time than is promised, since none earlier can be; the promise stands as it is."""
    promise.told_at, promise.told_due_at = work.now, at or promise.told_due_at


def hold(work: UnitOfWork, case: Case, reason: HoldReason | None) -> None:
    """The case's promises stand still for this reason from now on, and for no other; None lets them go on."""
    stands = False
    for row in _holds(work, case):
        if row.ended_at is not None:
            continue
        if row.reason == reason:
            stands = True
        else:
            row.ended_at = work.now
    if reason and not stands:
        work.session.add(Hold(case_id=case.id, reason=reason, begun_at=work.now))
    refresh(work, case)


def void(work: UnitOfWork, case: Case) -> None:
    """The case was cancelled: nothing is promised any more."""
    for promise in open_of(work, case):
        promise.state = S.VOID
        _stop_steps(work, promise)
    refresh(work, case)


def refresh(work: UnitOfWork, case: Case) -> None:
    """Computes when the open promises are due, sets the jobs of their steps, and the case's next due time."""
    holds = _holds(work, case)
    due: list[datetime] = []
    for promise in open_of(work, case):
        was = promise.due_at, promise.state
        promise.due_at = _due(work, promise, holds)
        if promise.due_at is None:
            promise.state = S.HELD
        else:
            promise.state = S.LATE if promise.missed_at else S.RUNNING
            due.append(promise.due_at)
        if (promise.due_at, promise.state) != was:
            _set_steps(work, promise)
    case.next_due_at = min(due, default=None)


def take_step(work: UnitOfWork, promise: Promise, step: sla.PromiseStep) -> bool:
    """Whether the step is due and taken now for the first time, or once more; the row is the claim.

    One that comes again and was slept through is taken once for all the times that have passed.
    """
    at = step_at(promise, step)
    if at is None or work.now < at:
        return False
    name = step.id
    if step.again_minutes is not None:
        turn = int((work.now - at).total_seconds() // 60) // step.again_minutes
        name = f"{step.id}:{turn + 1}"
        again = at + timedelta(minutes=step.again_minutes * (turn + 1))
        schedule(work, PromiseStepDue(promise_id=promise.id, step=step.id), _key(promise, step.id), again)
    return insert_once(work.session, PromiseStep, promise_id=promise.id, step=name, fired_at=work.now)


def step_at(promise: Promise, step: sla.PromiseStep) -> datetime | None:
    """When a step is due, the first time; None while the promise is not."""
    if promise.due_at is None:
        return None
    if step.offset_minutes >= 0:
        return promise.due_at + timedelta(minutes=step.offset_minutes)
    length = promise.due_at - (promise.made_at if promise.agreed_at else promise.starts_at)
    return promise.due_at - min(timedelta(minutes=-step.offset_minutes), length * step.at_most)


def comes_first(work: UnitOfWork, promise: Promise) -> bool:
    """Whether no other promise of its case has been late for longer: the case is raised once, not for each of them."""
    late = [one for one in open_of(work, _case(work, promise)) if one.state == S.LATE and one.due_at is not None]
    return min(late, key=lambda one: (one.due_at or work.now, one.id), default=promise).id == promise.id


def newest(work: UnitOfWork, case: Case) -> dict[str, Promise]:
    """The row that stands for each kind now, by kind, in the order in which they were made."""
    work.session.flush()
    rows = select(Promise).where(Promise.case_id == case.id, Promise.subject_id == 0).order_by(Promise.id)
    return {promise.kind: promise for promise in work.session.scalars(rows)}


def open_of(work: UnitOfWork, case: Case) -> list[Promise]:
    """What is still to be kept."""
    work.session.flush()
    rows = select(Promise).where(Promise.case_id == case.id, Promise.state.in_(OPEN))
    return list(work.session.scalars(rows.order_by(Promise.id)))


def open_by_case(work: UnitOfWork, cases: Collection[Case]) -> dict[int, list[Promise]]:
    """The same of several cases, asked for at once, by their ids; what is due first comes first."""
    found: dict[int, list[Promise]] = {case.id: [] for case in cases}
    rows = select(Promise).where(Promise.case_id.in_(found), Promise.state.in_(OPEN))
    for promise in work.session.scalars(rows.order_by(Promise.due_at.is_(None), Promise.due_at, Promise.id)):
        found[promise.case_id].append(promise)
    return found


def history(work: UnitOfWork, case: Case, page: PageRequest) -> Page[Promise]:
    """Everything that was ever promised for a case, as it was made. None moves."""
    return page_of(work.session, select(Promise).where(Promise.case_id == case.id), _AS_MADE, page)


def replaced_by(work: UnitOfWork, ids: Collection[int]) -> dict[int, int]:
    """The promises that took the place of these, by whose place they took."""
    rows = select(Promise.replaces_id, Promise.id).where(Promise.replaces_id.in_(ids))
    return {before: after for before, after in work.session.execute(rows) if before is not None}


def steps_of(work: UnitOfWork, ids: Collection[int]) -> dict[int, list[PromiseStep]]:
    """The steps that were taken for these promises, in their order."""
    rows = select(PromiseStep).where(PromiseStep.promise_id.in_(ids)).order_by(PromiseStep.fired_at, PromiseStep.step)
    taken: dict[int, list[PromiseStep]] = {id: [] for id in ids}
    for row in work.session.scalars(rows):
        taken[row.promise_id].append(row)
    return taken


def calendar_of(work: UnitOfWork, case: Case) -> str:
    """The calendar that the case's promises run on."""
    return promised_to(work.kb, case).calendar


def _open_one(work: UnitOfWork, case: Case, kind: str) -> Promise | None:
    return next((promise for promise in open_of(work, case) if promise.kind == kind), None)


def _holds(work: UnitOfWork, case: Case) -> list[Hold]:
    work.session.flush()
    return list(work.session.scalars(select(Hold).where(Hold.case_id == case.id).order_by(Hold.begun_at, Hold.id)))


def _due(work: UnitOfWork, promise: Promise, holds: list[Hold]) -> datetime | None:
    """None while something holds it. An agreed instant is no length: holds do not move it."""
    kind = next((kind for kind in work.kb.policies.sla.kinds if kind.id == promise.kind), None)
    stops = set(kind.held_by) if kind else set(HoldReason)
    spans: list[Span] = [(row.begun_at, row.ended_at) for row in holds if row.reason in stops]
    if any(ended is None for _, ended in spans):
        return None
    if promise.agreed_at:
        return promise.agreed_at
    assert promise.minutes is not None, "a policy's promise has its length"
    return deadline(promise.starts_at, promise.minutes, calendar(work.kb, promise.calendar), spans, ZONE)


def _from_the_beginning(case: Case, promise: Promise) -> Promise:
    return Promise(
        kind=promise.kind,
        source=PromiseSource.POLICY,
        pack=promise.pack,
        calendar=promise.calendar,
        minutes=promise.minutes,
        starts_at=case.created_at,
    )


def _replace(work: UnitOfWork, case: Case, before: Promise | None, after: Promise) -> None:
    if before is not None and before.state in OPEN:
        before.state = S.REPLACED
        _stop_steps(work, before)
        work.session.flush()
    _add(work, case, after, replaces=before)


def _add(work: UnitOfWork, case: Case, promise: Promise, replaces: Promise | None = None) -> None:
    promise.case_id, promise.subject_id, promise.made_at = case.id, 0, work.now
    promise.policy_version = work.kb.policy_version
    promise.state = S.HELD  # until its due time is known, a moment later
    promise.replaces_id = replaces.id if replaces else None
    work.session.add(promise)
    work.session.flush()


def _set_steps(work: UnitOfWork, promise: Promise) -> None:
    """Jobs for what is still to come; a warning whose time has passed is not given, and what is late is only chased."""
    if promise.state not in (S.RUNNING, S.LATE):
        _stop_steps(work, promise)
        return
    for step in work.kb.policies.sla.steps:
        at = step_at(promise, step)
        comes = step.offset_minutes > 0 if promise.state == S.LATE else step.offset_minutes <= 0
        if at is not None and comes and (at > work.now or step.offset_minutes >= 0):
            schedule(work, PromiseStepDue(promise_id=promise.id, step=step.id), _key(promise, step.id), at)
        else:
            cancel(work, PromiseStepDue, _key(promise, step.id))


def _stop_steps(work: UnitOfWork, promise: Promise) -> None:
    for step in work.kb.policies.sla.steps:
        cancel(work, PromiseStepDue, _key(promise, step.id))


def _case(work: UnitOfWork, promise: Promise) -> Case:
    return work.session.get_one(Case, promise.case_id)


def _key(promise: Promise, step: str) -> str:
    return f"promise:{promise.id}:{step}"
