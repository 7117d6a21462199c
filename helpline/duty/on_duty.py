"""Who is on duty at an instant, and whom to ring for a case, in order."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty.shifts import STANDING
from helpline.staff.people import holds, is_here
from helpline.tables import Absence, Accused, Case, Person, Roster, Shift
from helpline.tables.roster import AbsenceState
from kb.lookup import category, complaint_roles

_BY_RANK = Order("roster", (Key(Shift.roster_id), Key(Shift.rank), Key(Shift.id)))
_BY_TIME = Order("shifts", (Key(Shift.begun_at), Key(Shift.id)))


def at(work: UnitOfWork, when: datetime, page: PageRequest = PageRequest()) -> Page[Shift]:
    """The shifts that run at an instant, by roster and rank."""
    return page_of(work.session, _running(when), _BY_RANK, page)


def between(work: UnitOfWork, begin: datetime, end: datetime, page: PageRequest = PageRequest()) -> Page[Shift]:
    """The standing shifts that touch a span, in the order in which they begin."""
    rows = _standing().where(Shift.ended_at > begin, Shift.begun_at < end)
    return page_of(work.session, rows, _BY_TIME, page)


def following(work: UnitOfWork, shifts: Sequence[Shift]) -> dict[tuple[str, int], Shift]:
    """Who comes on duty after these, by roster and rank."""
    ends = {shift.ended_at for shift in shifts}
    rows = work.session.scalars(_standing().where(Shift.begun_at.in_(ends)))
    found = {(row.roster_id, row.rank, row.begun_at): row for row in rows}
    keys = {(shift.roster_id, shift.rank): (shift.roster_id, shift.rank, shift.ended_at) for shift in shifts}
    return {key: found[place] for key, place in keys.items() if place in found}


def to_ring(work: UnitOfWork, case: Case, purpose: str) -> list[Person]:
    """Everybody to ring for the case now, each once: the purpose's roster, those that policy names next, the ladder.

    For a complaint those who read complaints, but for whom it accuses (R41).
    """
    policy = work.kb.policies.duty.page
    people: dict[int, Person] = {}
    if case.complaint_id is not None:
        accused = select(Accused.person_id).where(Accused.complaint_id == case.complaint_id)
        readers = select(Person).where(is_here(), holds(*complaint_roles(work.kb)), Person.id.not_in(accused))
        people = {person.id: person for person in work.session.scalars(readers.order_by(Person.id))}
    else:
        for one in (purpose, *policy.then):
            for person in _of_roster(work, _business(work, case), one):
                people.setdefault(person.id, person)
        for person in work.session.scalars(select(Person).where(is_here(), holds(*policy.ladder)).order_by(Person.id)):
            people.setdefault(person.id, person)
    away = absent(work, list(people.values()), work.now)
    return [person for person in people.values() if person.id not in away]


def of_roster(work: UnitOfWork, case: Case, purpose: str) -> list[Person]:
    """Those on duty now for a purpose, and for the case's business where that has a roster of its own; none away."""
    people = list(_of_roster(work, _business(work, case), purpose))
    away = absent(work, people, work.now)
    return [person for person in people if person.id not in away]


def absent(work: UnitOfWork, people: Sequence[Person], when: datetime) -> set[int]:
    """Ids of those who are away at an instant with approval, or have left."""
    away = select(Absence.person_id).where(
        Absence.state == AbsenceState.APPROVED,
        Absence.begun_at <= when,
        Absence.ended_at > when,
        Absence.person_id.in_([person.id for person in people]),
    )
    return set(work.session.scalars(away)) | {person.id for person in people if person.ended_at is not None}


def _of_roster(work: UnitOfWork, business: str, purpose: str) -> Iterator[Person]:
    """Those on duty now by rank; of the business's own roster where it has one."""
    rows = work.session.scalars(
        _running(work.now)
        .where(Roster.purpose == purpose, Roster.business.in_({business, ""}))
        .order_by(Roster.business.desc(), Roster.id, Shift.rank)
    ).all()
    own = bool(rows) and rows[0].roster.business != ""
    for row in rows:
        if row.person.ended_at is None and (not own or row.roster.business):
            yield row.person


def _business(work: UnitOfWork, case: Case) -> str:
    return category(work.kb, case.category).business if case.category else ""


def _running(when: datetime) -> Select[Shift]:
    return _standing().where(Shift.begun_at <= when, Shift.ended_at > when)


def _standing() -> Select[Shift]:
    rows = select(Shift).join(Roster).where(STANDING, Roster.ended_at.is_(None))
    return rows.options(joinedload(Shift.roster), joinedload(Shift.person))
