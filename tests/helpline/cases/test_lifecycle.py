"""Every listed move works, every other is refused, for each kind of actor; nothing is closed but what was solved."""

from itertools import product

import pytest

from helpline.cases.lifecycle import MOVES, allowed, move
from helpline.core.errors import MoveNotAllowed
from helpline.core.unit_of_work import Actor
from helpline.tables import Case
from helpline.tables.states import OPEN_CASE, CaseStatus
from tests.world import World

KINDS = ("customer", "bot", "agent", "system")
ANYBODY = "customer bot agent system"
# from: {to: who}. Said here once more, so that a change of the rules is a change of two files.
TABLE: dict[str, dict[str, str]] = {
    "new": {
        "assigned": ANYBODY,
        "in_progress": "agent",
        "waiting": "agent",
        "solved": "agent",
        "cancelled": "customer bot agent",
    },
    "assigned": {
        "new": ANYBODY,
        "in_progress": "agent",
        "waiting": "agent",
        "solved": "agent",
        "cancelled": "customer bot agent",
    },
    "in_progress": {"assigned": ANYBODY, "waiting": "agent", "solved": "agent", "cancelled": "customer bot agent"},
    "waiting": {"assigned": ANYBODY, "in_progress": ANYBODY, "solved": "agent", "cancelled": "customer bot agent"},
    "solved": {"closed": "customer system", "reopened": "customer agent"},
    "reopened": {"assigned": ANYBODY, "in_progress": "agent", "waiting": "agent", "solved": "agent"},
    "closed": {"reopened": "customer agent"},
    "cancelled": {},
}


def listed(frm: str, to: str, kind: str) -> bool:
    return kind in TABLE[frm].get(to, "").split()


def test_every_move(world: World) -> None:
    id = world.file()
    with world.work() as work:
        case = work.session.get_one(Case, id)
        for frm, to, kind in product(CaseStatus, CaseStatus, KINDS):
            with work.session.begin_nested() as attempt:
                case.status = frm
                work.session.flush()
                if listed(frm, to, kind):
                    move(work.as_(Actor(kind)), case, to)
                    assert case.status == to
                    assert {"frm": frm, "to": to} in [line.data for line in case.events if line.kind == "moved"]
                else:
                    with pytest.raises(MoveNotAllowed):
                        move(work.as_(Actor(kind)), case, to)
                    assert case.status == frm
                attempt.rollback()


@pytest.mark.parametrize("frm", CaseStatus)
def test_allowed_tells_the_desk_the_same(frm: CaseStatus) -> None:
    for kind in KINDS:
        assert set(allowed(frm, kind)) == {to for to in CaseStatus if listed(frm, to, kind)}


def test_only_what_was_solved_is_closed() -> None:
    assert {frm for frm, to in MOVES if to == CaseStatus.CLOSED} == {CaseStatus.SOLVED}


def test_nothing_leaves_cancelled_and_closed_only_reopens() -> None:
    assert [move for move in MOVES if move[0] == CaseStatus.CANCELLED] == []
    assert [to for frm, to in MOVES if frm == CaseStatus.CLOSED] == [CaseStatus.REOPENED]
    assert set(CaseStatus) - {CaseStatus.CLOSED, CaseStatus.CANCELLED} == OPEN_CASE
