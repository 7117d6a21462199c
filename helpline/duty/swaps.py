"""Hours that somebody would like a colleague to take (R24)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from helpline.core.errors import AlreadyTaken, Invalid, NotAllowed, NotFound, SwapOver
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import coverage, shifts
from helpline.duty.roster_rights import may_edit
from helpline.duty.shifts import Stretch
from helpline.jobs.payloads import ShiftChangeDue
from helpline.jobs.schedule import cancel, schedule
from helpline.tables import Person, Shift, ShiftChange
from helpline.tables.roster import MadeBy, ShiftChangeState, ShiftState

_NEWEST_FIRST = Order("shift changes", (Key(ShiftChange.id, descending=True),))


@dataclass(frozen=True)
class Hours:
    """A part of a shift; None where it is the shift's own beginning or end."""

    begun_at: datetime | None = None
    ended_at: datetime | None = None


def listed(work: UnitOfWork, page: PageRequest = PageRequest()) -> Page[ShiftChange]:
    """All of them, the newest first."""
    return page_of(work.session, select(ShiftChange), _NEWEST_FIRST, page)


def offer(work: UnitOfWork, shift_id: int, hours: Hours, why: str) -> ShiftChange:
    """The shift's person, or an editor for them, looks for somebody to take all of it or a part.

    NotFound for a shift that does not stand; Invalid for hours that are not its own, or past.
    """
    shift = work.session.get(Shift, shift_id)
    if shift is None or shift.state != ShiftState.STANDING:
        raise NotFound(str(shift_id))
    if shift.person_id != work.actor.person_id and not may_edit(work):
        raise NotAllowed("the shift is a colleague's")
    begun, ended = max(hours.begun_at or shift.begun_at, work.now), hours.ended_at or shift.ended_at
    if not shift.begun_at <= begun < ended <= shift.ended_at:
        raise Invalid("begun_at: not hours of this shift that are still to come")
    change = ShiftChange(
        shift_id=shift.id,
        asked_by_id=shift.person_id,
        begun_at=begun,
        ended_at=ended,
        state=ShiftChangeState.OPEN,
        why=why,
        asked_at=work.now,
    )
    work.session.add(change)
    work.session.flush()
    schedule(work, ShiftChangeDue(change_id=change.id), str(change.id), ended)
    return change


def take(work: UnitOfWork, id: int, person: Person) -> ShiftChange:
    """Somebody takes the hours, for themselves or by an editor: from then on they are on duty in them.

    AlreadyTaken when somebody has; SwapOver when they were withdrawn, are past, or are of a shift that was changed;
    Invalid when it is their own shift.
    """
    change = _locked(work, id)
    if person.id != work.actor.person_id and not may_edit(work):
        raise NotAllowed("for oneself only")
    if change.state == ShiftChangeState.TAKEN:
        raise AlreadyTaken(change.taken_by.name if change.taken_by else "")
    if change.state != ShiftChangeState.OPEN or change.ended_at <= work.now:
        raise SwapOver
    if person.id == change.asked_by_id:
        raise Invalid("person: these are their own hours")
    shift = change.shift
    if shift.state != ShiftState.STANDING:
        raise SwapOver("the shift was changed meanwhile")
    change.state, change.taken_by_id, change.settled_at = ShiftChangeState.TAKEN, person.id, work.now
    over = Stretch(change.begun_at, change.ended_at, person.id, MadeBy.SWAP, change.why)
    shifts.cover(work, shift.roster_id, shift.rank, over)
    cancel(work, ShiftChangeDue, str(change.id))
    coverage.tell(work)
    return change


def withdraw(work: UnitOfWork, id: int) -> ShiftChange:
    """Whoever asked, or an editor: nobody need take them. Settled already, nothing changes."""
    change = _locked(work, id)
    if change.asked_by_id != work.actor.person_id and not may_edit(work):
        raise NotAllowed("asked by a colleague")
    if change.state == ShiftChangeState.OPEN:
        change.state, change.settled_at = ShiftChangeState.WITHDRAWN, work.now
        cancel(work, ShiftChangeDue, str(change.id))
    return change


def past_due(work: UnitOfWork, payload: ShiftChangeDue) -> None:
    """The hours are over, and nobody took them."""
    change = _locked(work, payload.change_id)
    if change.state == ShiftChangeState.OPEN:
        change.state, change.settled_at = ShiftChangeState.PAST_DUE, work.now


def _locked(work: UnitOfWork, id: int) -> ShiftChange:
    change = work.session.get(ShiftChange, id, with_for_update=True)
    if change is None:
        raise NotFound(str(id))
    return change
