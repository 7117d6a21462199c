"""Shifts of a rank follow each other without hole or overlap, whatever is overridden, swapped or ruled anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.core.errors import Invalid, NotFound
from helpline.core.unit_of_work import ZONE
from helpline.duty import coverage, on_duty, shifts, swaps
from helpline.duty.absences import ask, decide
from helpline.duty.shifts import Stretch, holes, laid_over
from helpline.duty.swaps import Hours
from helpline.staff.people import by_username
from helpline.tables import Person, Shift, ShiftChange, Task
from helpline.tables.roster import MadeBy, ShiftChangeState, ShiftState
from tests.helpline.duty.conftest import staffed
from tests.threads import at_once
from tests.world import SUPERVISOR, World

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 23, tzinfo=ZONE)
HOURS = st.integers(0, 200)
SPANS = st.lists(st.tuples(HOURS, st.integers(1, 40), st.integers(1, 9)), max_size=12)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


@given(SPANS)
def test_hours_laid_over_leave_no_hole_and_nobody_twice(spans: list[tuple[int, int, int]]) -> None:
    rows = [Stretch(at(12 * n), at(12 * n + 12), n % 3) for n in range(20)]
    owner = {hour: (hour // 12) % 3 for hour in range(240)}
    for begin, length, person in spans:
        rows = laid_over(rows, Stretch(at(begin), at(begin + length), person + 10))
        owner |= {hour: person + 10 for hour in range(begin, begin + length)}
    assert all(before.ended_at == after.begun_at for before, after in pairwise(rows))
    assert holes(rows, at(0), at(240)) == []
    for row in rows:
        for hour in range(240):
            if row.begun_at <= at(hour) < row.ended_at:
                assert owner[hour] == row.person_id


@given(SPANS, st.integers(0, 100), st.integers(1, 100))
def test_holes_are_what_nobody_has(spans: list[tuple[int, int, int]], begin: int, length: int) -> None:
    rows = sorted((Stretch(at(b), at(b + n), p) for b, n, p in spans), key=lambda row: row.begun_at)
    free = {hour for hour in range(begin, begin + length) if not any(r.begun_at <= at(hour) < r.ended_at for r in rows)}
    found = holes(rows, at(begin), at(begin + length))
    assert free == {hour for hour in range(begin, begin + length) if any(b <= at(hour) < e for b, e in found)}


def standing(world: World, roster: str = "safety", rank: int = 1) -> list[Shift]:
    rows = [row for row in world.all(Shift, roster_id=roster, rank=rank) if row.state == ShiftState.STANDING]
    return sorted(rows, key=lambda row: row.begun_at)


def require_whole(rows: Sequence[Shift]) -> None:
    assert all(before.ended_at == after.begun_at for before, after in pairwise(rows))


def person(world: World, username: str) -> Person:
    found: Person = world.all(Person, username=username)[0]
    return found


def who(world: World, when: datetime, roster: str = "safety", rank: int = 1) -> str:
    with world.work() as work:
        rows = on_duty.at(work, when).items
        return next(row.person.username for row in rows if (row.roster_id, row.rank) == (roster, rank))


def test_shifts_are_made_ahead_without_hole(world: World) -> None:
    staffed(world)
    ahead = timedelta(days=world.kb.policies.duty.ahead_days - 1)
    for roster in world.kb.policies.duty.rosters:
        for rank in (1, 2):
            rows = standing(world, roster.id, rank)
            require_whole(rows)
            with world.work() as work:
                assert rows[0].begun_at <= work.now and rows[-1].ended_at >= work.now + ahead - timedelta(days=1)


def test_making_them_again_changes_nothing_and_goes_on_each_day(world: World) -> None:
    staffed(world)
    before = [row.id for row in world.all(Shift)]
    with world.work() as work:
        shifts.make(work)
    assert [row.id for row in world.all(Shift)] == before
    world.pass_(days=3)
    with world.work() as work:
        shifts.make(work)
    assert len(world.all(Shift)) > len(before)
    require_whole(standing(world))
    assert not [row for row in world.all(Shift) if row.state == ShiftState.REPLACED]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("cover"), st.integers(0, 500), st.integers(1, 60)),
        st.tuples(st.just("swap"), st.integers(0, 40), st.integers(0, 11)),
        st.tuples(st.just("pass"), st.integers(1, 72), st.just(0)),
        st.tuples(st.just("make"), st.just(0), st.just(0)),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@pytest.mark.both_databases
def test_no_hole_or_overlap_whatever_is_changed(world: World) -> None:
    """In the database, by the verbs that people and the clock have."""
    staffed(world)
    begin = world.all(Shift)[0].made_at

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def run(steps: list[tuple[str, int, int]]) -> None:
        for step, first, second in steps:
            if step == "pass":
                world.pass_(hours=first)
            elif step == "make":
                with world.work() as work:
                    shifts.make(work)
            elif step == "cover":
                try:
                    with world.work(SUPERVISOR) as work:
                        begun = work.now + timedelta(hours=first)
                        over = Stretch(begun, begun + timedelta(hours=second), 12, MadeBy.OVERRIDE)
                        shifts.cover(work, "safety", 1, over)
                except Invalid:
                    pass  # beyond what is made
            else:
                rows = [row for row in standing(world) if row.begun_at > world.all(Shift)[-1].made_at]
                if not rows:
                    continue
                row = rows[first % len(rows)]
                part = Hours(row.begun_at + (row.ended_at - row.begun_at) * second / 24, row.ended_at)
                try:
                    with world.work(SUPERVISOR) as work:
                        taker = work.session.get_one(Person, 11 if row.person_id != 11 else 13)
                        swaps.take(work, swaps.offer(work, row.id, part, "").id, taker)
                except Invalid:
                    pass
            require_whole(standing(world))

    run()
    assert world.all(Shift)[0].made_at == begin


def test_an_override_takes_its_hours_and_leaves_the_rest(world: World) -> None:
    staffed(world)
    monday = datetime(2026, 11, 23, tzinfo=ZONE)
    before, night = who(world, monday.replace(hour=12)), who(world, monday.replace(hour=21))
    with world.work(SUPERVISOR) as work:
        stand_in = by_username(work, "zhu_yonggang")
        assert stand_in
        over = Stretch(monday.replace(hour=18), monday.replace(hour=22), stand_in.id, MadeBy.OVERRIDE, "开会")
        shifts.cover(work, "safety", 1, over)
    assert [who(world, monday.replace(hour=hour)) for hour in (17, 18, 21, 22)] == [
        before,
        "zhu_yonggang",
        "zhu_yonggang",
        night,
    ]
    world.pass_(hours=1)
    with world.work() as work:  # the rules do not take it back
        shifts.make(work)
    assert who(world, monday.replace(hour=20)) == "zhu_yonggang"


# begin and length in hours from now, what is refused
@pytest.mark.parametrize(
    ("begin", "length", "error"),
    [(-5, 4, Invalid), (0, 24 * 40, Invalid), (24 * 27, 24 * 5, Invalid), (24 * 60, 5, Invalid)],
)
def test_hours_that_cannot_be_covered(world: World, begin: int, length: int, error: type[Exception]) -> None:
    staffed(world)
    with world.work(SUPERVISOR) as work, pytest.raises(error):
        begun = work.now + timedelta(hours=begin)
        shifts.cover(work, "safety", 1, Stretch(begun, begun + timedelta(hours=length), 11))


def test_a_roster_or_rank_that_is_none(world: World) -> None:
    staffed(world)
    for roster, rank in (("nothing", 1), ("safety", 4)):
        with world.work(SUPERVISOR) as work, pytest.raises(NotFound):
            shifts.cover(work, roster, rank, Stretch(work.now, work.now + timedelta(hours=1), 11))


@pytest.mark.both_databases
def test_two_overrides_at_once_leave_no_overlap(world: World) -> None:
    staffed(world)

    def cover(n: int) -> None:
        with world.work(SUPERVISOR) as work:
            begun = work.now + timedelta(hours=2 + n)
            shifts.cover(work, "safety", 1, Stretch(begun, begun + timedelta(hours=6), 11 + n % 3, MadeBy.OVERRIDE))

    assert at_once(4, cover) == [None] * 4
    require_whole(standing(world))


def test_a_swap_is_taken_once_and_then_theirs(world: World) -> None:
    staffed(world)
    shift = next(row for row in standing(world) if row.begun_at > world.all(Shift)[0].made_at)
    with world.work(SUPERVISOR) as work:
        change = swaps.offer(work, shift.id, Hours(), "家里有事").id
        swaps.take(work, change, work.session.get_one(Person, 11))
    row = world.all(ShiftChange)[0]
    assert (row.state, row.taken_by_id) == (ShiftChangeState.TAKEN, 11)
    assert [(one.person_id, one.made_by) for one in standing(world) if one.begun_at == shift.begun_at] == [(11, "swap")]
    require_whole(standing(world))


def test_hours_nobody_took_are_past_due_and_stay_whose_they_were(world: World) -> None:
    staffed(world)
    shift = next(row for row in standing(world) if row.begun_at > world.all(Shift)[0].made_at)
    with world.work(SUPERVISOR) as work:
        swaps.offer(work, shift.id, Hours(), "")
    world.go_to(shift.ended_at)
    world.sweep()
    assert world.all(ShiftChange)[0].state == ShiftChangeState.PAST_DUE
    assert [one.person_id for one in standing(world) if one.begun_at == shift.begun_at] == [shift.person_id]


def test_who_is_away_is_looked_for_and_told_of(world: World) -> None:
    staffed(world)
    with world.work() as work:
        assert coverage.gaps(work) == []
    shift = standing(world)[1]
    with world.work(SUPERVISOR) as work:
        absence = ask(work, work.session.get_one(Person, shift.person_id), shift.begun_at, shift.ended_at, "请假")
        assert coverage.gaps(work) == []  # asked is not yet away
        decide(work, absence.id, approve=True)
    with world.work() as work:
        mine = [
            (gap.begun_at, gap.ended_at) for gap in coverage.gaps(work) if (gap.roster.id, gap.rank) == ("safety", 1)
        ]
        assert mine == [(shift.begun_at, shift.ended_at)]
    assert {task.team for task in world.all(Task, rule="roster_gap")} == {"supervisor"}
    change = next(row for row in world.all(ShiftChange) if row.shift_id == shift.id)
    with world.work(SUPERVISOR) as work:
        swaps.take(work, change.id, work.session.get_one(Person, 11))
        assert [gap for gap in coverage.gaps(work) if (gap.roster.id, gap.rank) == ("safety", 1)] == []


def test_who_has_left_leaves_a_gap(world: World) -> None:
    staffed(world)
    with world.work() as work:
        left = by_username(work, "chen_jianfeng")
        assert left
        left.ended_at = work.now
    with world.work() as work:
        assert any(gap.roster.id == "safety" for gap in coverage.gaps(work))
        assert all("nobody from" in line for line in coverage.lines(work))
