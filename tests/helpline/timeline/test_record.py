"""The timeline of a case is appended to, never changed (R39)."""

import pytest

from helpline.tables import Case, CaseEvent
from helpline.timeline.record import record
from tests.world import AGENT, World


def test_a_line_says_who_when_and_what(world: World) -> None:
    id = world.file()
    with world.work(AGENT) as work:
        record(work, work.session.get_one(Case, id), "note", "已电话联系", by="phone")
        now = work.now
    line = world.case(id).events[-1]
    assert (line.at, line.kind, line.actor, line.actor_name, line.text, line.data) == (
        now,
        "note",
        "agent:an",
        "安然",
        "已电话联系",
        {"by": "phone"},
    )


def test_a_line_is_never_changed(world: World) -> None:
    world.file()
    with pytest.raises(RuntimeError, match="append-only"), world.work() as work:
        work.session.get_one(CaseEvent, 1).text = "别的"


def test_a_line_is_never_deleted(world: World) -> None:
    world.file()
    with pytest.raises(RuntimeError, match="append-only"), world.work() as work:
        work.session.delete(work.session.get_one(CaseEvent, 1))
    assert world.all(CaseEvent)
