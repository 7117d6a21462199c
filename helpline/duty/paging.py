"""Ringing for a case (R22): one person after the other until somebody has it. Every ring is a row.

`page` begins a round, jobs lead it on: `ring_out` rings, `go_on` goes to the next when the time to answer is over. The
customer hears what has happened: that people are being called, who has it, or that nobody has been reached.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from helpline.core.errors import AlreadyTaken, NotFound
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import page_words
from helpline.duty.on_duty import to_ring
from helpline.jobs.payloads import PageStepDue, PageUnanswered, RingOut
from helpline.jobs.schedule import cancel, schedule
from helpline.tables import Case, Page, PageRound, Person
from helpline.tables.page import PageOutcome, RoundState
from helpline.tables.states import FINISHED_CASE
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.lookup import queue as queue_of

CALL = "page_call"  # the rule of the task to call whoever is on duty
NOBODY = 0  # the rank of a round's beginning, before anybody was rung


class Went(StrEnum):
    """What became of a step."""

    NOWHERE = "nowhere"  # it was done before, or is not needed any more
    ON = "on"  # somebody is rung
    OUT = "out"  # nobody is left to ring


def page(work: UnitOfWork, case: Case, purpose: str, reason: str, again: bool = False) -> PageRound | None:
    """The round that rings for the case: the one that runs, or a new one. The first ring goes out at once.

    One that stands still rings nobody: another takes its place.
    None when somebody has the case already, unless they are to be rung `again`.
    """
    work.session.flush()
    work.session.refresh(case, with_for_update=True)  # of two at once the second sees the first one's round
    rounds = work.session.scalars(select(PageRound).where(PageRound.case_id == case.id).order_by(PageRound.round)).all()
    newest = rounds[-1] if rounds else None
    if newest and newest.state == RoundState.RINGING:
        last = _last(work, newest)
        if not _stands_still(work, last.rung_at if last else newest.begun_at):
            return newest
        _end_unanswered(newest, last, work.now)
    if newest and newest.state == RoundState.ANSWERED and not again:
        return None
    begun = PageRound(
        case_id=case.id,
        round=newest.round + 1 if newest else 1,
        purpose=purpose,
        reason=reason,
        asked_by=work.actor.label,
        state=RoundState.RINGING,
        begun_at=work.now,
    )
    work.session.add(begun)
    work.session.flush()
    late = work.now + timedelta(seconds=work.kb.policies.duty.page.unanswered_seconds)
    schedule(work, PageUnanswered(case_id=case.id, round=begun.round), _key(begun), late)
    if _ring_next(work, begun, case) is None:
        _step(work, begun, NOBODY, work.now)
    return begun


def go_on(work: UnitOfWork, payload: PageStepDue) -> Went:
    """The next in line, when whoever was rung last has not answered in time. Done twice it rings once."""
    begun = _locked(work, payload.case_id, payload.round)
    if begun is None or begun.state != RoundState.RINGING:
        return Went.NOWHERE
    last = _last(work, begun)
    if (last.rank if last else NOBODY) != payload.rank:
        return Went.NOWHERE
    case = begun.case
    if case.status in FINISHED_CASE:
        _stop(work, begun, last)
        return Went.NOWHERE
    if last and last.outcome == PageOutcome.RINGING:
        if last.rung_at <= work.now < payload.due_at:
            _step(work, begun, last.rank, payload.due_at)
            return Went.NOWHERE
        last.outcome = PageOutcome.MISSED
    if _is_stale(work, payload.due_at):
        _skip_the_rest(work, begun, case)
    elif _ring_next(work, begun, case):
        return Went.ON
    _unanswered(work, begun, case)
    return Went.OUT


def tell_unanswered(work: UnitOfWork, payload: PageUnanswered) -> None:
    """The customer hears that nobody has been reached yet, with the number to call."""
    begun = _locked(work, payload.case_id, payload.round)
    if begun and begun.state == RoundState.RINGING and begun.case.status not in FINISHED_CASE:
        _tell_unanswered(work, begun)


def answer(work: UnitOfWork, page_id: int, taken: bool, by: str) -> Page:
    """Whoever was rung takes the case, or says that they cannot come; the same again changes nothing.

    `by` is the channel of the answer. AlreadyTaken when a colleague has the case.
    """
    found = work.session.get(Page, page_id)
    begun = _locked(work, found.case_id, found.round) if found else None
    if found is None or begun is None:
        raise NotFound(str(page_id))
    work.session.refresh(found)
    if found.outcome == (PageOutcome.ANSWERED if taken else PageOutcome.REFUSED):
        return found
    has_it = next((page for page in begun.pages if page.outcome == PageOutcome.ANSWERED), None)
    if has_it is not None or begun.state == RoundState.STOPPED:
        raise AlreadyTaken(has_it.person.name if has_it else "")
    if taken and found.outcome in (PageOutcome.RINGING, PageOutcome.MISSED, PageOutcome.REFUSED):
        _take(work, begun, found, by)
    elif not taken and found.outcome == PageOutcome.RINGING:
        found.outcome, found.answered_at, found.answered_by = PageOutcome.REFUSED, work.now, by
        record(work, begun.case, "page_refused", person=found.person.name, channel=by)
        _step(work, begun, found.rank, work.now)
    return found


def not_rung(work: UnitOfWork, page: Page, outcome: PageOutcome, error: str) -> None:
    """There was no way to ring them, or it was too late for it: on to the next at once."""
    page.outcome, page.error = outcome, error
    record(work, page.page_round.case, "page_not_rung", person=page.person.name, reason=error)
    _step(work, page.page_round, page.rank, page.rung_at)


def _take(work: UnitOfWork, begun: PageRound, taken: Page, by: str) -> None:
    taken.outcome, taken.answered_at, taken.answered_by = PageOutcome.ANSWERED, work.now, by
    for other in begun.pages:
        if other.outcome == PageOutcome.RINGING:
            other.outcome = PageOutcome.SKIPPED  # rung, and not needed any more
    begun.state, begun.ended_at = RoundState.ANSWERED, work.now
    _quiet(work, begun)
    record(work, begun.case, "page_answered", person=taken.person.name, channel=by)
    page_words.tell(work, begun.case, page_words.answered(work, begun.case, taken.person))


def _ring_next(work: UnitOfWork, begun: PageRound, case: Case) -> Page | None:
    """Rings the first who is on duty by now and was not rung in this round; None when there is nobody."""
    rung = set(work.session.scalars(select(Page.person_id).where(Page.page_round_id == begun.id)))
    person = next((person for person in to_ring(work, case, begun.purpose) if person.id not in rung), None)
    if person is None:
        return None
    made = _add(work, begun, person, PageOutcome.RINGING)
    record(work, case, "paged", begun.reason, person=person.name, rank=made.rank)
    schedule(work, RingOut(page_id=made.id), str(made.id), work.now)
    _step(work, begun, made.rank, work.now + timedelta(seconds=work.kb.policies.duty.page.ring_seconds))
    return made


def _add(work: UnitOfWork, begun: PageRound, person: Person, outcome: PageOutcome) -> Page:
    made = Page(
        page_round_id=begun.id,
        case_id=begun.case_id,
        round=begun.round,
        rank=(work.session.scalar(select(func.max(Page.rank)).where(Page.page_round_id == begun.id)) or NOBODY) + 1,
        person_id=person.id,
        channels=[],
        rung_at=work.now,
        outcome=outcome,
    )
    work.session.add(made)
    work.session.flush()
    return made


def _skip_the_rest(work: UnitOfWork, begun: PageRound, case: Case) -> None:
    """After a standstill nobody is rung for what is old: it is written down, and people are told to call."""
    rung = set(work.session.scalars(select(Page.person_id).where(Page.page_round_id == begun.id)))
    for person in to_ring(work, case, begun.purpose):
        if person.id not in rung:
            _add(work, begun, person, PageOutcome.SKIPPED)
    record(work, case, "pages_skipped")


def _is_stale(work: UnitOfWork, due: datetime) -> bool:
    return work.now > due + timedelta(seconds=work.kb.policies.duty.page.stale_seconds)


def _stands_still(work: UnitOfWork, rung_at: datetime) -> bool:
    """Whether nothing leads the round on any more: the product slept, or is held after a restore."""
    return _is_stale(work, rung_at + timedelta(seconds=work.kb.policies.duty.page.ring_seconds))


def _end_unanswered(begun: PageRound, last: Page | None, now: datetime) -> None:
    if last and last.outcome == PageOutcome.RINGING:
        last.outcome = PageOutcome.MISSED
    begun.state, begun.ended_at = RoundState.UNANSWERED, now


def _unanswered(work: UnitOfWork, begun: PageRound, case: Case) -> None:
    begun.state, begun.ended_at = RoundState.UNANSWERED, work.now
    record(work, case, "page_unanswered")
    subject = phrase(work.kb, "duty_call_task", number=case.number)
    team = queue_of(work.kb, case.queue).roles[0]
    open_task(work, team, "task", subject, CALL, 1, case_id=case.id, conversation_id=case.conversation_id)
    _tell_unanswered(work, begun)
    cancel(work, PageUnanswered, _key(begun))


def _tell_unanswered(work: UnitOfWork, begun: PageRound) -> None:
    if begun.told_unanswered_at is None:
        begun.told_unanswered_at = work.now
        page_words.tell(work, begun.case, page_words.unanswered(work))


def _stop(work: UnitOfWork, begun: PageRound, last: Page | None) -> None:
    """The case is closed or cancelled: nobody need come."""
    if last and last.outcome == PageOutcome.RINGING:
        last.outcome = PageOutcome.SKIPPED
    begun.state, begun.ended_at = RoundState.STOPPED, work.now
    _quiet(work, begun)


def _quiet(work: UnitOfWork, begun: PageRound) -> None:
    cancel(work, PageStepDue, _key(begun))
    cancel(work, PageUnanswered, _key(begun))


def _step(work: UnitOfWork, begun: PageRound, rank: int, at: datetime) -> None:
    step = PageStepDue(case_id=begun.case_id, round=begun.round, rank=rank, due_at=at)
    schedule(work, step, _key(begun), at)


def _key(begun: PageRound) -> str:
    return f"page:{begun.case_id}:{begun.round}"


def _locked(work: UnitOfWork, case_id: int, round: int) -> PageRound | None:
    rows = select(PageRound).where(PageRound.case_id == case_id, PageRound.round == round)
    return work.session.scalars(rows.with_for_update()).one_or_none()


def _last(work: UnitOfWork, begun: PageRound) -> Page | None:
    rows = select(Page).where(Page.page_round_id == begun.id).order_by(Page.rank.desc()).limit(1)
    return work.session.scalars(rows).one_or_none()
