"""Staff plan visits: any window at any hour, one or several people; the customer hears of it from us (R27).

What staff may overrule is shown to them (`candidates`); what nobody may is refused: time that is taken, and engineers
who are not sent to this customer.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpline.cases.queries import visible
from helpline.core.errors import EngineerExcluded, Invalid, MoveNotAllowed, NotFound, SlotTaken
from helpline.core.paging import Key, Order, Page, PageRequest, page_of, page_of_stream
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch import booking, candidates, customer_booking
from helpline.dispatch.booking import Going
from helpline.dispatch.candidates import Candidate
from helpline.dispatch.exclusions import excluded
from helpline.staff.people import by_username
from helpline.tables import Case, Person, Visit
from helpline.tables.people import ENGINEER
from helpline.tables.states import FINISHED_CASE, TO_COME, CaseStatus
from helpline.timeline.record import record
from helpline.visits import occupancy, telling

LONGEST_WINDOW = timedelta(days=1)
SHOWN_DAYS = 3  # of candidates, where no end is named
_BY_TIME = Order("dispatch", (Key(Visit.start_at), Key(Visit.id)))


def find_visit(work: UnitOfWork, id: int) -> Visit:
    """A visit of a case the acting person may see; NotFound otherwise."""
    rows = select(Visit).join(Case, Case.id == Visit.case_id).where(Visit.id == id, visible(work))
    visit = work.session.scalars(rows).one_or_none()
    if visit is None:
        raise NotFound(str(id))
    return visit


def visits_on(work: UnitOfWork, day: date, page: PageRequest) -> Page[Visit]:
    """Every visit told for a day, of cases the acting person may see, by time; one that is moved moves."""
    begin = datetime.combine(day, time(0), ZONE)
    rows = select(Visit).join(Case, Case.id == Visit.case_id).where(visible(work))
    rows = rows.where(Visit.start_at >= begin, Visit.start_at < begin + timedelta(days=1))
    return page_of(work.session, rows.options(joinedload(Visit.case), joinedload(Visit.order)), _BY_TIME, page)


def candidates_for(
    work: UnitOfWork,
    case: Case,
    begin: datetime | None,
    end: datetime | None,
    page: PageRequest,
    exact: bool = False,
    instead: int | None = None,
) -> Page[Candidate]:
    """Window by window those with the skill who are free, the best first, with what speaks against them.

    The windows are those of policy that begin from `begin` to `end`; when `exact`, that span is the only one. What the
    visit of the case takes that it is to be `instead` of counts as free; NotFound for none.
    """
    before = next((visit for visit in case.visits if visit.id == instead), None)
    if instead is not None and before is None:
        raise NotFound(str(instead))
    want = candidates.wanted(work, case, excluded(work, case))
    if exact and begin and end:
        _require_window(work, begin, end)
        spans = [(begin, end)]
    else:
        begin = max(begin or work.now, work.now)
        end = end or begin + timedelta(days=SHOWN_DAYS)
        if not begin <= end <= begin + timedelta(days=want.policy.horizon_days + 1):
            raise Invalid("to: after `from`, and not further than visits are planned ahead")
        spans = list(candidates.windows(want.policy, begin, end))
    return page_of_stream("candidates", candidates.find_in(work, want, spans, but=before), page)


def plan(work: UnitOfWork, case: Case, people: Sequence[str], start_at: datetime, end_at: datetime) -> Visit:
    """One more visit for the case; the first of the people leads.

    SlotTaken when somebody's time is taken, EngineerExcluded, Invalid for people who do not go to customers and windows
    that cannot be, MoveNotAllowed when the case is over.
    """
    if case.status in FINISHED_CASE or case.status == CaseStatus.SOLVED:
        raise MoveNotAllowed(f"{case.number} is over")
    booking.lock(work, case)
    visit = _place(work, case, [_engineer(work, name) for name in people], start_at, end_at, None)
    telling.customer(work, visit, "visit_set_notice")
    return visit


def move(
    work: UnitOfWork, visit: Visit, people: Sequence[str], start_at: datetime, end_at: datetime, reason: str
) -> Visit:
    """Another window, or other people, in the place of a visit to come: the visit that stands now.

    Without `people` the same come. As `plan`; MoveNotAllowed when the visit has begun or is over.
    """
    _require_to_come(visit)
    case = visit.case
    booking.lock(work, case)
    named = [_engineer(work, name) for name in people] or _crew(visit)
    after = _place(work, case, named, start_at, end_at, visit)
    record(work, case, "visit_replanned", reason, visit=after.id)
    telling.customer(work, after, "visit_moved_notice")
    return after


def cancel(work: UnitOfWork, visit: Visit, reason: str) -> None:
    """Nobody comes in this window. MoveNotAllowed when the visit has begun or is over."""
    _require_to_come(visit)
    customer_booking.withdraw(work, visit, reason)
    telling.customer(work, visit, "visit_withdrawn_notice")


def _place(
    work: UnitOfWork, case: Case, people: Sequence[Person], start_at: datetime, end_at: datetime, before: Visit | None
) -> Visit:
    _require_window(work, start_at, end_at)
    if len({person.id for person in people}) < len(people):
        raise Invalid("persons: somebody twice")
    refused = excluded(work, case) & {person.id for person in people}
    if refused:
        raise EngineerExcluded(", ".join(person.username for person in people if person.id in refused))
    want = candidates.wanted(work, case, ())
    longest = timedelta(minutes=want.policy.minutes + want.policy.far_minutes + want.policy.no_vehicle_minutes)
    taken = occupancy.busy(work, [person.id for person in people], start_at, end_at + longest, before)
    going = []
    for person in people:
        planned = candidates.plan(want, person, start_at, end_at, taken)
        if planned is None:
            raise SlotTaken(person.username)
        going.append(Going(person, planned))
    return booking.place(work, case, start_at, end_at, going, before)


def _require_window(work: UnitOfWork, start_at: datetime, end_at: datetime) -> None:
    """Invalid for one that nobody can be told."""
    if not start_at < end_at <= start_at + LONGEST_WINDOW:
        raise Invalid("to: after `from`, within a day")
    if end_at <= work.now:
        raise Invalid("to: is over")


def _engineer(work: UnitOfWork, username: str) -> Person:
    person = by_username(work, username)
    if person is None or ENGINEER not in person.roles:
        raise Invalid(f"persons: {username} goes to no customers")
    return person


def _crew(visit: Visit) -> list[Person]:
    return [one.person for one in sorted(visit.crew, key=lambda one: one.role != "lead") if one.is_live]


def _require_to_come(visit: Visit) -> None:
    if visit.status not in TO_COME:
        raise MoveNotAllowed(f"the visit is {visit.status}")
