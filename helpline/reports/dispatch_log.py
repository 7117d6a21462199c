"""Who was sent where, what happened and what it cost (R39, R40): the log of a period, and each engineer's costs."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from helpline.cases.queries import visible
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.tables import Case, Person, Visit, VisitCrew
from helpline.tables.visit_record import LineKind
from helpline.visits.record import records

BATCH = 500  # visits read at once, of as many as there are
_BY_TIME = Order("dispatch log", (Key(Visit.start_at), Key(Visit.id)))


@dataclass
class Costs:
    """Of one engineer: visits, and fen by kind of line."""

    person: Person
    visits: int = 0
    fen: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total_fen(self) -> int:
        return sum(self.fen.values())


def log(work: UnitOfWork, begin: date, end: date, person: str, page: PageRequest) -> Page[Visit]:
    """The visits told for these days, of cases the acting person may see, by time; of one engineer, by username."""
    return page_of(work.session, _visits(work, begin, end, person), _BY_TIME, page)


def costs(work: UnitOfWork, begin: date, end: date) -> list[Costs]:
    """By who led the visits, of the whole period; without lines that were voided."""
    found = dict[int, Costs]()
    rows = _visits(work, begin, end, "").order_by(Visit.start_at, Visit.id)
    for visits in work.session.scalars(rows.execution_options(yield_per=BATCH)).partitions():
        kept = records(work, visits)
        for visit in visits:
            mine = found.setdefault(visit.engineer_id, Costs(visit.engineer))
            mine.visits += 1
            for line in kept[visit.id].lines:
                mine.fen[LineKind(line.kind)] += line.total_fen
    return sorted(found.values(), key=lambda one: one.person.username)


def _visits(work: UnitOfWork, begin: date, end: date, person: str) -> Select[Visit]:
    first, after = (datetime.combine(day, time(), ZONE) for day in (begin, end + timedelta(days=1)))
    rows = select(Visit).join(Case, Case.id == Visit.case_id).where(visible(work))
    rows = rows.where(Visit.start_at >= first, Visit.start_at < after)
    if person:
        crews = select(VisitCrew.visit_id).join(Person, Person.id == VisitCrew.person_id)
        rows = rows.where(Visit.id.in_(crews.where(Person.username == person)))
    return rows.options(joinedload(Visit.case), joinedload(Visit.order))
