"""Nobody is in two places at once: whatever is booked, moved and cancelled, by whomever, at the same instant."""

from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.core.database import Database
from helpline.core.errors import SlotTaken
from helpline.core.unit_of_work import ZONE
from helpline.dispatch import customer_booking, planning
from helpline.duty import absences
from helpline.staff import people
from helpline.staff.people import FEW
from helpline.tables import Absence, Case, Occupancy, Person, PersonRole, Visit
from helpline.tables.people import ENGINEER
from helpline.tables.roster import AbsenceState
from helpline.tables.states import ON_SITE, TO_COME
from helpline.visits import occupancy
from helpline.visits.occupancy import instant, quarters
from kb.models.knowledge import Knowledge
from tests.databases import Sqlite
from tests.threads import at_once
from tests.world import AGENT, World

pytestmark = pytest.mark.slow

NINE = datetime(2026, 11, 24, 9, tzinfo=ZONE)


@pytest.mark.both_databases
@pytest.mark.slow
def test_two_hundred_want_one_window(world: World) -> None:
    ids = [world.file(category="air_conditioner", phone=f"139{n:08}") for n in range(200)]
    with world.work() as work:
        slot = customer_booking.free_slots(work, work.session.get_one(Case, ids[0]), NINE, NINE + timedelta(minutes=1))[
            0
        ]

    def book(n: int) -> int:
        with world.work() as work:
            return customer_booking.book(work, work.session.get_one(Case, ids[n]), slot).id

    results = at_once(200, book)
    assert sum(isinstance(result, int) for result in results) == 1, results
    assert sum(isinstance(result, SlotTaken) for result in results) == 199, results
    assert len(world.all(Visit)) == 1


@pytest.mark.both_databases
def test_two_who_change_places_at_once_do_not_block_each_other(world: World) -> None:
    """Each moves to where the other is: nobody waits for ever, and nobody gets both."""
    made = []
    for person in ("e_west", "e_far"):
        id = world.file(category="air_conditioner")
        with world.work(AGENT) as work:
            case = work.session.get_one(Case, id)
            made.append(planning.plan(work, case, [person], NINE, NINE + timedelta(hours=2)).id)

    def swap(n: int) -> object:
        with world.work(AGENT) as work:
            visit = work.session.get_one(Visit, made[n])
            to = ("e_far", "e_west")[n]
            return planning.move(work, visit, [to], NINE, NINE + timedelta(hours=2), "换人").id

    results = at_once(2, swap)
    assert all(isinstance(result, (int, SlotTaken)) for result in results), results
    _nobody_is_doubled(world)


@pytest.mark.both_databases
def test_of_many_engineers_only_those_asked_about_are_told_of(world: World) -> None:
    """More than a statement names are read all together."""
    id = world.file(category="air_conditioner")
    with world.work(AGENT) as work:
        visit = planning.plan(
            work, work.session.get_one(Case, id), ["e_west", "e_far"], NINE, NINE + timedelta(hours=2)
        )
        for n in range(FEW):
            work.session.add(
                Person(id=9_000 + n, username=f"many{n}", name=f"many{n}", role_rows=[PersonRole(role=ENGINEER)])
            )
        work.session.flush()
        west, far = (one.person_id for one in visit.crew)
        for person in (west, far):
            away = {"begun_at": NINE, "ended_at": NINE + timedelta(hours=8), "asked_at": work.now}
            work.session.add(Absence(person_id=person, state=AbsenceState.APPROVED, **away))
        work.session.flush()
        without_far = [person.id for person in people.engineers(work) if person.id != far]
        assert len(without_far) > FEW
        taken = occupancy.busy(work, without_far, NINE, NINE + timedelta(hours=2))
        assert taken == occupancy.busy(work, [west], NINE, NINE + timedelta(hours=2)) != set()
        assert list(absences.approved(work, without_far, NINE, NINE + timedelta(hours=2))) == [west]


VERBS = st.tuples(
    st.sampled_from(["plan", "move", "cancel"]),
    st.integers(0, 5),
    st.sampled_from(["e_west", "e_far"]),
    st.integers(0, 40),
    st.integers(1, 12),
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(verbs=st.lists(VERBS, max_size=12))
def test_whatever_is_planned_nobody_is_doubled(
    verbs: list[tuple[str, int, str, int, int]], kb: Knowledge, sqlite: Sqlite
) -> None:
    with sqlite.fresh() as url:
        database = Database(url)
        with World(database, kb) as world:
            made: list[int] = []
            for verb, which, person, begin, length in verbs:
                start = NINE + timedelta(minutes=15 * begin)
                end = start + timedelta(minutes=15 * length)
                id = world.file(category="air_conditioner") if verb == "plan" else 0
                try:
                    with world.work(AGENT) as work:
                        if verb == "plan":
                            made.append(planning.plan(work, work.session.get_one(Case, id), [person], start, end).id)
                        elif made:
                            visit = work.session.get_one(Visit, made[which % len(made)])
                            if visit.status not in TO_COME:
                                continue
                            if verb == "cancel":
                                planning.cancel(work, visit, "不来了")
                            else:
                                made.append(planning.move(work, visit, [person], start, end, "改").id)
                except SlotTaken:
                    pass
            _nobody_is_doubled(world)
        database.close()


def _nobody_is_doubled(world: World) -> None:
    """What is taken is what live visits need, and no two of one person's overlap."""
    live = [visit for visit in world.all(Visit) if visit.status in TO_COME | ON_SITE]
    needed = set()
    for visit in live:
        leaves = visit.planned_start_at - timedelta(minutes=visit.travel_minutes)
        for one in visit.crew:
            needed |= {(one.person_id, quarter, visit.id) for quarter in quarters(leaves, visit.planned_end_at)}
    assert {(row.person_id, row.quarter, row.visit_id) for row in world.all(Occupancy)} == needed
    for one, other in combinations(live, 2):
        same = {crew.person_id for crew in one.crew} & {crew.person_id for crew in other.crew}
        apart = one.planned_end_at <= other.planned_start_at or other.planned_end_at <= one.planned_start_at
        assert not same or apart


def test_a_quarter_counts_from_where_it_begins() -> None:
    span = quarters(NINE, NINE + timedelta(minutes=31))
    assert [instant(at).astimezone(ZONE) for at in span] == [NINE + timedelta(minutes=15 * n) for n in range(3)]
