"""Gives the invented company a week in hand (`kb/seed/week.yml`), told from today and come as far as the clock."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from helpline.cases import closing
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations.opening import open_chat
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.paging import PageRequest
from helpline.core.unit_of_work import CUSTOMER, ZONE, UnitOfWork
from helpline.customers.identity import bind
from helpline.dispatch import planning
from helpline.dispatch.stamping import stamp
from helpline.staff.people import actor_of, by_username
from helpline.tables import Case, Customer, Visit
from helpline.tables.visit import Outcome, StampKind
from kb.models.demo_week import Ends, WeekCase
from kb.models.knowledge import Knowledge

TOLD_BEFORE = timedelta(hours=20)  # the window, or earlier when that is not yet
PLANNED_AFTER, ANSWERED_AFTER, AGREED_AFTER = (timedelta(minutes=minutes) for minutes in (30, 45, 40))
DISPATCHER = "agent"
Act = tuple[datetime, StampKind, dict[str, str]]


def demo_week(database: Database, kb: Knowledge) -> None:
    """Everything is done by the product's own verbs at its own instant; nothing that lies ahead is done."""
    now = clock.now()
    for week_case in kb.week:
        with database.write() as session:
            _lived(UnitOfWork(session, kb, now), week_case)


def _lived(work: UnitOfWork, week_case: WeekCase) -> None:
    if week_case.window is None:
        _filed(replace(work, now=work.now - timedelta(minutes=week_case.ago)), week_case)
        return
    day = work.today + timedelta(days=week_case.day)
    begin, end = (datetime.combine(day, at, ZONE) for at in week_case.window)
    filed = min(begin - TOLD_BEFORE, work.now - 2 * PLANNED_AFTER)
    case = _filed(replace(work, now=filed), week_case)
    visit = _planned(replace(work, now=filed + PLANNED_AFTER), case, begin, end)
    if visit is None:
        return
    for at, kind, data in _acts(visit, week_case, filed + ANSWERED_AFTER):
        if at <= work.now:
            person = visit.engineer
            stamp(
                replace(work, now=at, actor=actor_of(person)), visit, person, kind, at, f"{week_case.id} {kind}", **data
            )
    agreed = visit.planned_end_at + AGREED_AFTER
    if week_case.outcome == Ends.SOLVED and week_case.day < 0 and agreed <= work.now:
        closing.agree(replace(work, now=agreed, actor=CUSTOMER), case)


def _filed(work: UnitOfWork, week_case: WeekCase) -> Case:
    """Told by its customer in a chat, in which they hear what becomes of it."""
    customer = work.session.get_one(Customer, week_case.customer)
    _, chat = open_chat(work)
    bind(work, chat, customer, "code")
    request = Request(
        CaseType.REPAIR,
        week_case.description,
        f"week:{week_case.id}",
        serial=week_case.serial,
        name=customer.name,
        phone=customer.phone,
        address=customer.address,
        district=customer.district,
    )
    return file_case(work.as_(CUSTOMER), chat, request)


def _planned(work: UnitOfWork, case: Case, begin: datetime, end: datetime) -> Visit | None:
    """With the best who is free; None where nobody is, as on a holiday: it waits to be planned."""
    found = planning.candidates_for(work, case, begin, end, PageRequest(limit=1), exact=True).items
    dispatcher = by_username(work, DISPATCHER)
    if not found or not found[0].fits or dispatcher is None:
        return None
    return planning.plan(work.as_(actor_of(dispatcher)), case, [found[0].engineer.username], begin, end)


def _acts(visit: Visit, week_case: WeekCase, answered: datetime) -> Iterator[Act]:
    if week_case.outcome == Ends.DECLINED:
        yield answered, StampKind.DECLINE, {"words": week_case.words}
        return
    arrives, ends = visit.planned_start_at, visit.planned_end_at
    yield answered, StampKind.ACCEPT, {}
    yield arrives - timedelta(minutes=visit.travel_minutes), StampKind.DEPART, {}
    yield arrives, StampKind.ARRIVE, {}
    yield ends, StampKind.FINISH, {"outcome": Outcome(week_case.outcome).value, "words": week_case.words}
