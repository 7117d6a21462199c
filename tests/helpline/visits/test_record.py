"""A visit's whole offline queue, with checks, lines, pictures and the signature: one history in any order (R28, R29)."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.conversations.files import storing
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import confirmation, planning
from helpline.dispatch.stamping import stamp, stamps_of
from helpline.staff.people import actor_of
from helpline.tables import Case, Person, Visit
from helpline.tables.visit import StampKind
from helpline.tables.visit_record import LineKind, Payer, PhotoKind
from helpline.visits import history
from helpline.visits.record import Told, add_line, add_photo, answer_check, record_of
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite
from tests.helpline.visits.test_history import NINE
from tests.world import AGENT, World

PNG = b"\x89PNG\r\n\x1a\n"
LINE: dict[str, Any] = {
    "kind": LineKind.PART, "text": "电容", "quantity": 2, "unit": "个", "price_fen": 3500, "payer": Payer.CUSTOMER,
    "serial_in": "", "serial_out": "", "old_part": "", "voids": "",
}  # fmt: skip
VOID = LINE | {"kind": LineKind.VOID, "quantity": 1, "price_fen": 0, "voids": "fee"}
QUEUE: list[tuple[str, str, int, dict[str, Any]]] = [
    ("accept", "a", -60, {}),
    ("arrive", "b", 0, {}),
    ("photo", "before", 2, {"kind": PhotoKind.BEFORE}),
    ("check", "v1", 5, {"item": "voltage", "value": "180"}),
    ("pause", "c", 10, {}),
    ("resume", "d", 20, {}),
    ("check", "v2", 25, {"item": "voltage", "value": "220"}),
    ("line", "part", 30, LINE),
    ("line", "fee", 31, LINE | {"kind": LineKind.FEE}),
    ("line", "void", 32, VOID),
    ("photo", "after", 40, {"kind": PhotoKind.AFTER}),
    ("finish", "e", 45, {"outcome": "solved", "words": "换了电容", "cause": "电容失效"}),
    ("sign", "signed", 50, {}),
]
ORDERS = st.lists(st.integers(0, len(QUEUE) - 1), max_size=6).flatmap(
    lambda twice: st.permutations([*range(len(QUEUE)), *twice])
)


def send(work: UnitOfWork, folder: Path, visit: Visit, entry: tuple[str, str, int, dict[str, Any]]) -> None:
    kind, key, minutes, data = entry
    engineer = work.session.get_one(Person, 11)
    told = Told(engineer, NINE + timedelta(minutes=minutes), key)
    if kind == "check":
        answer_check(work, visit, told, data["item"], data["value"])
    elif kind == "line":
        add_line(work, visit, told, **data)
    elif kind == "photo":
        with storing(folder, PNG) as picture:
            add_photo(work, visit, told, data["kind"], picture)
    elif kind == "sign":
        with storing(folder, PNG) as picture:
            confirmation.sign(work, visit, told, "甲先生", picture)
    else:
        stamp(work, visit, engineer, StampKind(kind), told.at, key, **data)


def lived(world: World, folder: Path, order: list[int]) -> dict[str, Any]:
    """What stands when the queue has come in, in this order, after network was back."""
    id = world.file(world.chat("K1"), category="air_conditioner")
    with world.work(AGENT) as work:
        visit_id = planning.plan(work, work.session.get_one(Case, id), ["e_west"], NINE, NINE + timedelta(hours=2)).id
    world.go_to(NINE + timedelta(hours=3))
    for at in order:
        with world.work() as work:
            as_engineer = work.as_(actor_of(work.session.get_one(Person, 11)))
            send(as_engineer, folder, work.session.get_one(Visit, visit_id), QUEUE[at])
    with world.work() as work:
        visit = work.session.get_one(Visit, visit_id)
        told, record = history.read(stamps_of(work, visit)), record_of(work, visit)
        return {
            "visit": (visit.status, visit.outcome, visit.reason, visit.confirmed_at, visit.order.status),
            "case": (visit.case.status, visit.case.closed_by, visit.case.solution),
            "times": (told.entries, told.cause),
            "checks": [(one.item, one.value, one.verdict) for one in record.checks],
            "lines": [(one.client_key, one.total_fen) for one in record.lines],
            "photos": [(one.client_key, one.kind) for one in record.photos],
            "files": len(list(folder.iterdir())),
            # Who signs before the end comes in is not asked; else they have been.
            "timeline": sorted(line.kind for line in visit.case.events if line.kind != "asked"),
        }


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=ORDERS)
def test_a_shuffled_repeated_queue_leaves_one_record(order: list[int], kb: Knowledge, sqlite: Sqlite) -> None:
    ends = []
    for queue in (list(range(len(QUEUE))), order):
        with sqlite.fresh() as url, TemporaryDirectory() as folder:
            database = Database(url)
            with World(database, kb) as world:
                ends.append(lived(world, Path(folder), queue))
            database.close()
    assert ends[0] == ends[1]
    assert ends[0]["case"] == ("closed", "customer", "换了电容")
    assert (ends[0]["checks"], ends[0]["lines"]) == ([("voltage", "220", "ok")], [("part", 7000)])
