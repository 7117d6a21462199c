"""A queue of stamps that was kept offline: in whatever order it comes in, and however often, there is one history."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.core.database import Database
from helpline.core.errors import KeyReused
from helpline.core.unit_of_work import ZONE
from helpline.dispatch import planning
from helpline.dispatch.stamping import stamp, stamps_of
from helpline.staff.people import actor_of
from helpline.tables import Case, Message, Person, Visit
from helpline.tables.states import VISIT_MOVES, VisitStatus
from helpline.tables.visit import StampKind
from helpline.visits import history
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite
from tests.world import AGENT, World

NINE = datetime(2026, 11, 24, 9, tzinfo=ZONE)
DAY = [
    ("accept", -120, {}),
    ("depart", 0, {}),
    ("arrive", 20, {}),
    ("pause", 40, {}),
    ("resume", 50, {}),
    ("finish", 80, {"outcome": "solved", "words": "换了电容"}),
]
ORDERS = st.lists(st.integers(0, len(DAY) - 1), max_size=8).flatmap(
    lambda twice: st.permutations([*range(len(DAY)), *twice])
)


def lived(world: World, order: list[int]) -> dict[str, Any]:
    """What stands at the end when the day's stamps come in late, in this order."""
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner")
    with world.work(AGENT) as work:
        case = work.session.get_one(Case, id)
        visit = planning.plan(work, case, ["e_west"], NINE, NINE + timedelta(hours=2)).id
    world.go_to(NINE + timedelta(hours=10))
    while world.sweep():
        pass
    before = len(world.all(Message, direction="out"))
    for at in order:
        kind, minutes, data = DAY[at]
        with world.work() as work:
            engineer = work.session.get_one(Person, 11)
            as_engineer = work.as_(actor_of(engineer))
            happened = NINE + timedelta(minutes=minutes)
            row = work.session.get_one(Visit, visit)
            stamp(as_engineer, row, engineer, StampKind(kind), happened, f"offline {kind}", **data)
    promise, said = world.promise(id, "onsite"), len(world.all(Message, direction="out"))
    with world.work() as work:
        row = work.session.get_one(Visit, visit)
        told = history.read(stamps_of(work, row))
        case = row.case
        kinds = [one.kind for one in stamps_of(work, row) if one.id in told.counted]
        return {
            "visit": (row.status, row.outcome, row.order.status, row.crew[0].state, row.crew[0].answered_at),
            "times": told.entries,
            "counted": kinds,
            "case": (case.status, case.solution),
            "promise": (promise.state, promise.met_at),
            "told": said - before,
            "lines": sorted(line.kind for line in case.events),
        }


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=ORDERS)
def test_shuffled_and_repeated_it_is_one_history(order: list[int], kb: Knowledge, sqlite: Sqlite) -> None:
    ends = []
    for queue in (list(range(len(DAY))), order):
        with sqlite.fresh() as url:
            database = Database(url)
            with World(database, kb) as world:
                ends.append(lived(world, queue))
            database.close()
    assert ends[0] == ends[1]
    assert ends[0]["visit"][:3] == ("done", "solved", "done")
    assert ends[0]["promise"] == ("kept", NINE + timedelta(minutes=20))


def test_a_key_stands_for_one_stamp(world: World) -> None:
    id = world.file(category="air_conditioner")
    with world.work(AGENT) as work:
        visit = planning.plan(work, work.session.get_one(Case, id), ["e_west"], NINE, NINE + timedelta(hours=2))
        stamp(work, visit, visit.engineer, StampKind.ACCEPT, work.now, "k")
        with pytest.raises(KeyReused):
            stamp(work, visit, visit.engineer, StampKind.DEPART, work.now, "k")


def test_every_move_of_a_history_is_one_a_visit_may_make() -> None:
    for (before, _), after in history.MOVES.items():
        for to in [after] if after else sorted(set(history.ENDS.values())):
            assert to in VISIT_MOVES[before], (before, to)
    assert set(history.ENDS.values()) <= set(VisitStatus)
