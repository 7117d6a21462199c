"""On generated histories the rows say what the columns said, but that a miss before another time was agreed stays."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.cases.lifecycle import CaseType, allowed, move
from helpline.core.database import Database
from helpline.core.unit_of_work import Actor
from helpline.dispatch import customer_booking
from helpline.promises import ledger
from helpline.promises.policy import promised
from helpline.tables import Case, Promise
from helpline.tables.promise import OPEN
from helpline.tables.states import CaseStatus
from kb.calendar import calendar
from kb.lookup import policies_of_category
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite
from tests.helpline.promises.columns import KINDS, Column, Columns
from tests.world import AGENT, World

pytestmark = pytest.mark.slow

VERBS = st.sampled_from(["move", "reply", "book", "cancel_visit", "arrive", "sweep"])
HISTORIES = st.lists(st.tuples(st.integers(1, 900), VERBS, st.integers(0, 7)), max_size=14)
CUSTOMER = Actor("customer")


@pytest.fixture(scope="module")
def town(sqlite: Sqlite, kb: Knowledge) -> Iterator[World]:
    with sqlite.fresh() as url:
        database = Database(url)
        with World(database, kb) as world:
            yield world
        database.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORIES, kind=st.sampled_from(["repair", "invoice"]), level=st.sampled_from([1, 3]))
def test_rows_say_what_columns_said(town: World, history: list[tuple[int, str, int]], kind: str, level: int) -> None:
    id = town.file(type=CaseType(kind), category="air_conditioner", level=level, phone="13911119999", district="")
    case = town.case(id)
    terms = promised(town.kb, case.type, policies_of_category(town.kb, case.category).pack, case.level, case.grade)
    model = Columns(
        calendar(town.kb, terms.calendar), case.created_at, "new", {k: Column(terms.minutes.get(k)) for k in KINDS}
    )
    model.refresh()
    missed_before: dict[str, int] = dict.fromkeys(KINDS, 0)
    _compare(town, id, model)
    for passed, verb, choice in history:
        town.pass_(minutes=passed)
        while town.sweep():  # a round takes so many jobs, and the histories before have theirs
            pass
        with town.work() as work:
            now = work.now
        model.sweep(now)
        if town.case(id).status != model.status:  # nobody came: planned again, and what was agreed stands as missed
            model.move(CaseStatus.NEW, now)
        _act(town, id, model, verb, choice, missed_before)
        _compare(town, id, model)
    rows = town.all(Promise, case_id=id)
    for kind in KINDS:
        replaced = [row for row in rows if row.kind == kind and row.state == "replaced" and row.missed_at]
        assert len(replaced) >= missed_before[kind], "a miss was forgotten"
    with town.work(AGENT) as work:  # leave no engineer busy for the next history
        customer_booking.cancel(work, work.session.get_one(Case, id))


def _act(town: World, id: int, model: Columns, verb: str, choice: int, missed_before: dict[str, int]) -> None:
    with town.work(AGENT) as work:
        case = work.session.get_one(Case, id)
        before = case.status
        if verb == "move":
            targets = sorted({*allowed(case.status, "agent"), *allowed(case.status, "customer")} - {"assigned"})
            if not targets:
                return
            to = CaseStatus(targets[choice % len(targets)])
            visit = customer_booking.current(work, case)
            actor = CUSTOMER if to not in allowed(case.status, "agent") else AGENT
            move(work.as_(actor), case, to)
            if visit is not None and visit.status == "cancelled":
                model.booked = False
            model.move(to, work.now)
        elif verb == "reply":
            ledger.keep(work, case, "reply")
            model.keep("reply", work.now)
        elif verb == "book" and before in ("new", "assigned", "in_progress", "reopened"):
            slots = customer_booking.free_slots(work, case)
            if not slots:
                return
            column = model.columns["onsite"]
            missed_before["onsite"] += bool(column.breached and column.met is None)
            booked = customer_booking.book(work, case, slots[choice % len(slots)])
            model.booked = True
            if case.status != before:
                model.move(case.status, work.now)
            model.keep("reply", work.now)
            if column.met is None:
                model.agree(booked.end_at)
        elif verb == "cancel_visit" and customer_booking.cancel(work, case):
            model.booked = False
            if case.status != before:
                model.move(case.status, work.now)
            else:
                model.refresh()
        elif verb == "arrive" and customer_booking.current(work, case):
            customer_booking.arrive(work, case)
            model.booked = False
            model.keep("onsite", work.now)
            if case.status != before:
                model.move(case.status, work.now)


def _compare(town: World, id: int, model: Columns) -> None:
    with town.work() as work:
        case = work.session.get_one(Case, id)
        assert case.status == model.status
        rows = ledger.newest(work, case)
        for kind, column in model.columns.items():
            assert (kind in rows) == (column.minutes is not None)
            if column.minutes is None:
                continue
            row = rows[kind]
            if model.status == "cancelled":
                assert row.state not in OPEN
                continue
            assert (row.met_at, row.missed_at) == (column.met, column.breached), kind
            if kind in model.open():
                assert (row.due_at, row.state) == (column.due, "late" if column.breached else "running"), kind
            elif column.met is None:
                assert (row.due_at, row.state) == (None, "held"), kind
        assert case.next_due_at == model.next_due
