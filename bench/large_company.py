"""A company as large as one likes, written by the database itself: a few statements for each ten thousand cases."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, String, cast, func, insert, literal, select, text
from sqlalchemy.orm import Session

from bench.customers import script
from helpline.core.database import Database
from helpline.core.unit_of_work import ZONE
from helpline.tables import (
    Asset,
    Base,
    Case,
    CaseEvent,
    ContactPoint,
    Customer,
    Job,
    Occupancy,
    Person,
    PersonArea,
    PersonHours,
    PersonRole,
    PersonSkill,
    Promise,
    Task,
    Visit,
    VisitCrew,
    WorkOrder,
)
from helpline.tables.states import CrewState, OrderStatus, VisitStatus
from helpline.tables.visit import CrewRole
from helpline.visits.occupancy import quarters

CATEGORY, SKILL = "air_conditioner", "hvac"
DISTRICTS = tuple(script()["places"][:5])
WORDS: str = script()["turns"][0].format(place=DISTRICTS[0])
CASES_EACH = 5  # of a customer
AT_ONCE = 10_000  # cases in one transaction
FIRST_PHONE = 13_000_000_000
FIRST_ENGINEER = 100_000
HOURS = (9, 11, 13, 15, 17)  # when the windows begin
WINDOW, TRAVEL = timedelta(hours=2), timedelta(minutes=15)


def case_number(case: int) -> str:
    return f"GD20261122-{case}"


def phone_of(customer: int) -> str:
    return str(FIRST_PHONE + customer)


def customer_id(customer: int) -> str:
    return f"C{customer}"


def fill(database: Database, before: int, count: int, now: datetime) -> None:
    """From so many open cases to so many: each with a promise that falls due later, and the job of its step."""
    for first in range(before, count, AT_ONCE):
        with database.write() as session:
            _cases(session, first, min(first + AT_ONCE, count), now + timedelta(days=1, minutes=first // AT_ONCE))
    _weigh(database)


def _weigh(database: Database) -> None:
    """PostgreSQL counts what there is, as its own housekeeping does a moment later."""
    if database.engine.dialect.name == "postgresql":
        with database.write() as session:
            session.execute(text("ANALYZE"))


def _cases(session: Session, first: int, end: int, due: datetime) -> None:
    made = due - timedelta(days=2)
    customers = _numbers(-(-first // CASES_EACH), -(-end // CASES_EACH))
    k = customers.c.n
    _add(session, Customer, customers, id=_named("C", k), name=_named("C", k), created_at=made)
    _add(session, ContactPoint, customers, customer_id=_named("C", k), kind="phone", value=_phone(k), preferred=True)
    _add(
        session, Asset, customers, id=_named("B", k), serial=_named("B", k), customer_id=_named("C", k),
        category=CATEGORY, model="QH-KFR35",
    )  # fmt: skip
    cases = _numbers(first, end)
    n = cases.c.n
    owner = n // CASES_EACH
    newest = session.scalar(select(func.max(Case.id))) or 0
    _add(
        session, Case, cases, number=_named("GD20261122-", n), idempotency_key=_named("bench:", n), type="repair",
        status="new", queue="service", customer_id=_named("C", owner), asset_id=_named("B", owner), category=CATEGORY,
        contact_name=_named("C", owner), phone=_phone(owner), address=DISTRICTS[0], district=DISTRICTS[0],
        description=WORDS, channel="web", pack="building", next_due_at=due, created_at=made,
        changed_at=made,
    )  # fmt: skip
    ours = select(Case.id.label("n")).where(Case.id > newest).subquery()
    id = ours.c.n
    for kind in ("filed", "note"):
        _add(session, CaseEvent, ours, case_id=id, at=made, kind=kind, actor="bot", text=WORDS)
    _add(
        session, Promise, ours, case_id=id, kind="solve", source="policy", pack="building", calendar="always",
        minutes=2880, starts_at=made, made_at=made, due_at=due, state="running",
    )  # fmt: skip
    key = _named("bench:", id)
    _add(
        session, Task, ours, team="agent", kind="alert", key=key, subject=WORDS, state="done", created_at=made,
        case_id=id,
    )  # fmt: skip
    _add(session, Job, ours, kind="promise_step", lane="clock", key=key, due_at=due)


def engineers(database: Database, count: int, first_day: datetime, days: int) -> None:
    """So many who can all repair the same, at work every day, with two visits on each of these days."""
    ids = range(FIRST_ENGINEER, FIRST_ENGINEER + count)
    with database.write() as session:
        _rows(session, Person, [{"id": id, "username": f"e{id}", "name": f"e{id}"} for id in ids])
        _rows(session, PersonRole, [{"person_id": id, "role": "engineer"} for id in ids])
        _rows(session, PersonSkill, [{"person_id": id, "skill": skill} for id in ids for skill in (SKILL, "water")])
        _rows(
            session, PersonArea, [{"person_id": id, "district": DISTRICTS[(id + n) % 5]} for id in ids for n in (0, 1)]
        )
        span = {"begins": time(8, 30), "ends": time(19, 30)}
        _rows(session, PersonHours, [{"person_id": id, "weekday": day} | span for id in ids for day in range(1, 8)])
        cases = iter(session.scalars(select(Case.id).order_by(Case.id).limit(count * days * 2)).all())
        midnight = first_day.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        visits = [
            (next(cases), id, midnight + timedelta(days=day, hours=HOURS[(id + n) % 5]))
            for day in range(days)
            for id in ids
            for n in (0, 2)
        ]
        _visits(session, visits)
    _weigh(database)


def _visits(session: Session, visits: list[tuple[int, int, datetime]]) -> None:
    """Of a case, by an engineer, in the window that begins then; an order and a visit have their case's number."""
    made = min(start for *_, start in visits) - timedelta(days=3)
    order = {"status": OrderStatus.PLANNED, "made_at": made}
    _rows(session, WorkOrder, [{"id": case, "number": f"bench:{case}", "case_id": case} | order for case, *_ in visits])
    visit = {"seq": 1, "status": VisitStatus.BOOKED, "booked_at": made, "travel_minutes": TRAVEL.seconds // 60}
    _rows(
        session,
        Visit,
        [
            {"id": case, "work_order_id": case, "case_id": case, "start_at": start, "end_at": start + WINDOW}
            | {"planned_start_at": start + TRAVEL, "planned_end_at": start + WINDOW - TRAVEL}
            | visit
            for case, _, start in visits
        ],
    )
    crew = {"role": CrewRole.LEAD, "state": CrewState.ACCEPTED, "asked_at": made}
    _rows(session, VisitCrew, [{"visit_id": case, "person_id": engineer} | crew for case, engineer, _ in visits])
    _rows(
        session,
        Occupancy,
        [
            {"person_id": engineer, "quarter": quarter, "visit_id": case}
            for case, engineer, start in visits
            for quarter in quarters(start, start + WINDOW - TRAVEL)
        ],
    )


def _numbers(first: int, end: int) -> FromClause:
    """A table of the numbers from `first` up to `end`, without it."""
    numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < end - 1))


def _named(prefix: str, number: ColumnElement[int]) -> ColumnElement[str]:
    return literal(prefix) + cast(number, String)


def _phone(customer: ColumnElement[int]) -> ColumnElement[str]:
    return literal("+86") + cast(literal(FIRST_PHONE, BigInteger) + customer, String)


def _add(session: Session, table: type[Base], each: FromClause, **values: Any) -> None:
    """A row with these values for each row of `each`; what is not named has its default."""
    columns = table.__table__.c
    shown = [
        value if isinstance(value, ColumnElement) else literal(value, columns[name].type)
        for name, value in values.items()
    ]
    session.execute(insert(table).from_select(list(values), select(*shown).select_from(each)))


def _rows(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table), rows)
