"""Whatever is done with a case, in whatever order: what was promised, kept and missed stays said (R13–R19)."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.cases import amend, new_time_agreed
from helpline.cases.lifecycle import allowed, move
from helpline.core.errors import CaseError
from helpline.core.unit_of_work import CUSTOMER
from helpline.dispatch import customer_booking
from helpline.jobs.payloads import PromiseStepDue
from helpline.promises import ledger
from helpline.tables import Case, Hold, Promise, PromiseStep
from helpline.tables.promise import ENDED, OPEN, PromiseState
from helpline.tables.states import CaseStatus
from tests.world import AGENT, World

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

VERBS = ("move", "reply", "book", "cancel_visit", "arrive", "agree", "regrade", "product", "sweep")
HISTORIES = st.lists(st.tuples(st.integers(1, 900), st.sampled_from(VERBS), st.integers(0, 7)), max_size=14)
CATEGORIES = ("air_conditioner", "server", "street_light", "lift", "")
MET = (PromiseState.KEPT, PromiseState.KEPT_LATE)

Kept = dict[int, dict[str, Any]]  # what stood of each promise a moment before, by its id


def test_what_was_promised_stays_said(world: World) -> None:
    """On both databases, by the verbs that customers, staff and the clock have."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(history=HISTORIES, category=st.sampled_from(CATEGORIES), level=st.sampled_from([1, 2, 3]))
    def run(history: list[tuple[int, str, int]], category: str, level: int) -> None:
        id = world.file(category=category, level=level, phone="13911119999", district="")
        before: Kept = {}
        for passed, verb, choice in [(0, "sweep", 0), *history]:
            world.pass_(minutes=passed)
            while world.sweep():
                pass
            try:
                with world.work(AGENT) as work:
                    _act(work, work.session.get_one(Case, id), verb, choice)
            except CaseError:
                pass  # refused, as it may be: then nothing has changed
            before = _require_true(world, id, before)
        with world.work(AGENT) as work:  # leave no engineer busy for the next history
            customer_booking.cancel(work, work.session.get_one(Case, id))

    run()


def _act(work: Any, case: Case, verb: str, choice: int) -> None:
    if verb == "move":
        by = {to: CUSTOMER for to in allowed(case.status, "customer")} | {
            to: AGENT for to in allowed(case.status, "agent")
        }
        targets = sorted(set(by) - {CaseStatus.ASSIGNED})
        if targets:
            to = targets[choice % len(targets)]
            move(work.as_(by[to]), case, to)
    elif verb == "reply":
        ledger.keep(work, case, "reply")
    elif verb == "book" and case.status in ("new", "assigned", "in_progress", "reopened"):
        slots = customer_booking.free_slots(work, case)
        if slots:
            customer_booking.book(work, case, slots[choice % len(slots)])
    elif verb == "cancel_visit":
        customer_booking.cancel(work, case)
    elif verb == "arrive" and customer_booking.current(work, case):
        customer_booking.arrive(work, case)
    elif verb == "agree":
        kind = ("reply", "solve", "dispatch", "restore")[choice % 4]
        new_time_agreed.agree(work, case, kind, work.now + timedelta(hours=1 + choice), "缺件")
    elif verb == "regrade":
        amend.regrade(work, case, 1 + choice % 3, "看过")
    elif verb == "product":
        amend.edit(work, case, {"category": CATEGORIES[choice % len(CATEGORIES)]})


def _require_true(world: World, id: int, before: Kept) -> Kept:
    """What holds after every deed; what stands now, to be held against what stands next."""
    rows = world.all(Promise, case_id=id)
    now = {row.id: {name: getattr(row, name) for name in ("state", "missed_at", "met_at", "due_at")} for row in rows}
    for row in rows:
        was = before.get(row.id)
        if was is None:
            continue
        if was["state"] in ENDED:
            assert now[row.id] == was, "what has ended never runs again"
        if was["missed_at"] is not None:
            assert row.missed_at == was["missed_at"], "a miss is never taken back"
    assert set(before) <= set(now), "nothing that was promised is deleted"

    open_ones = [row for row in rows if row.state in OPEN]
    assert max(Counter(row.kind for row in open_ones).values(), default=0) <= 1, "one open promise of a kind"
    for row in rows:
        assert (row.met_at is not None) == (row.state in MET)
        assert row.missed_at is not None or row.state != PromiseState.LATE
        assert (row.due_at is None) == (row.state == PromiseState.HELD) or row.state in ENDED
    ended = {row.id for row in rows if row.state in ENDED}
    assert {row.replaces_id for row in rows if row.replaces_id} <= ended, "only what has ended is replaced"
    assert world.case(id).next_due_at == min((row.due_at for row in open_ones if row.due_at), default=None)

    running = {row.id for row in open_ones if row.state != PromiseState.HELD}
    for job in world.jobs(PromiseStepDue):
        if job.payload["promise_id"] in now:
            assert job.payload["promise_id"] in running, "nothing is to come of a promise that does not stand"
    for step in world.all(PromiseStep):
        if step.promise_id in now:
            assert step.fired_at <= world.now

    holds = world.all(Hold, case_id=id)
    assert max(Counter(row.reason for row in holds if row.ended_at is None).values(), default=0) <= 1
    assert all(row.ended_at is None or row.begun_at <= row.ended_at for row in holds)
    return now
