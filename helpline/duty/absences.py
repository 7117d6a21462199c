"""Being away: asked for, approved or refused. Who is away is not rung, and their hours of duty look for somebody."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from helpline.core.errors import AlreadyTaken, Invalid, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import coverage, swaps
from helpline.duty.roster_rights import may_edit, require_editor
from helpline.duty.shifts import STANDING
from helpline.staff.people import among_engineers
from helpline.tables import Absence, Person, Shift, ShiftChange
from helpline.tables.roster import AbsenceState, ShiftChangeState

_NEWEST_FIRST = Order("absences", (Key(Absence.id, descending=True),))


def listed(work: UnitOfWork, page: PageRequest = PageRequest()) -> Page[Absence]:
    """The newest first: editors see everybody's, others their own."""
    rows = select(Absence)
    if not may_edit(work):
        rows = rows.where(Absence.person_id == work.actor.person_id)
    return page_of(work.session, rows, _NEWEST_FIRST, page)


def approved(work: UnitOfWork, people: Collection[int], begin: datetime, end: datetime) -> dict[int, list[Absence]]:
    """Of each of these engineers, what they are away for with approval between two instants."""
    asked = frozenset(people)
    found: dict[int, list[Absence]] = defaultdict(list)
    rows = select(Absence).where(
        Absence.state == AbsenceState.APPROVED,
        Absence.begun_at < end,
        Absence.ended_at > begin,
        among_engineers(Absence.person_id, asked),
    )
    for row in work.session.scalars(rows.order_by(Absence.begun_at)):
        if row.person_id in asked:
            found[row.person_id].append(row)
    return found


def ask(work: UnitOfWork, person: Person, begin: datetime, end: datetime, why: str) -> Absence:
    """For oneself, or by an editor for somebody. Invalid for a span that is over."""
    if person.id != work.actor.person_id and not may_edit(work):
        raise NotAllowed("for oneself only")
    if not begin < end or end <= work.now:
        raise Invalid("ended_at: it must lie ahead, after begun_at")
    absence = Absence(
        person_id=person.id, begun_at=begin, ended_at=end, state=AbsenceState.ASKED, why=why, asked_at=work.now
    )
    work.session.add(absence)
    work.session.flush()
    return absence


def decide(work: UnitOfWork, id: int, approve: bool) -> Absence:
    """An editor approves or refuses, once; AlreadyTaken when it was decided otherwise.

    Approved, each of the person's hours of duty in it is offered to colleagues, and gaps are told of.
    """
    require_editor(work)
    absence = work.session.get(Absence, id, with_for_update=True)
    if absence is None:
        raise NotFound(str(id))
    wanted = AbsenceState.APPROVED if approve else AbsenceState.REFUSED
    if absence.state == wanted:
        return absence
    if absence.state != AbsenceState.ASKED:
        raise AlreadyTaken(absence.state)
    absence.state, absence.decided_at, absence.decided_by_id = wanted, work.now, work.actor.person_id
    work.session.flush()
    if approve:
        for shift in _in_the_way(work, absence):
            hours = swaps.Hours(max(shift.begun_at, absence.begun_at), min(shift.ended_at, absence.ended_at))
            swaps.offer(work, shift.id, hours, absence.why)
        coverage.tell(work)
    return absence


def _in_the_way(work: UnitOfWork, absence: Absence) -> list[Shift]:
    """The person's shifts in it for which nobody is looked for yet."""
    sought = select(ShiftChange.shift_id).where(ShiftChange.state == ShiftChangeState.OPEN)
    rows = select(Shift).where(
        STANDING,
        Shift.person_id == absence.person_id,
        Shift.ended_at > max(absence.begun_at, work.now),
        Shift.begun_at < absence.ended_at,
        Shift.id.not_in(sought),
    )
    return list(work.session.scalars(rows.order_by(Shift.begun_at)))
