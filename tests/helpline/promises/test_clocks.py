"""A case's clocks over its life: set, held, met, missed, reopened; holds come from the timeline alone."""

from datetime import timedelta

from helpline.cases import closing
from helpline.cases.lifecycle import CaseType, Status, move
from helpline.dispatch import visits
from helpline.promises import clocks
from helpline.tables import Case, Timer
from tests.world import AGENT, World

AC = {"category": "air_conditioner"}  # reply 30, on site 120, solved 1440


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def open_timers(world: World, number: str) -> set[tuple[str, str]]:
    return {
        (timer.kind, timer.key.removeprefix(f"{number}:"))
        for timer in world.all(Timer)
        if not timer.done_at and not timer.cancelled_at
    }


def to(world: World, id: int, status: Status) -> None:
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, id), status)


def test_a_new_case_has_its_deadlines_and_timers(world: World) -> None:
    case = world.case(world.file(**AC))
    assert (case.reply_due_at, case.onsite_due_at, case.solve_due_at) == tuple(
        case.created_at + minutes(m) for m in (30, 120, 1440)
    )
    assert case.next_due_at == case.reply_due_at
    assert open_timers(world, case.number) == {
        (kind, clock) for kind in ("deadline_near", "deadline_missed") for clock in clocks.CLOCKS
    }


def test_a_major_fault_overrides_and_a_grade_shortens(world: World) -> None:
    major = world.case(world.file(level=1, **AC))
    assert (major.reply_minutes, major.onsite_minutes) == (5, 60)
    gold = world.case(world.file(phone="13911110003", **AC))
    assert (gold.grade, gold.reply_minutes) == ("gold", 10)


def test_a_request_runs_in_office_hours(world: World) -> None:
    world.pass_(hours=7)  # Monday 17:00
    case = world.case(world.file(type=CaseType.INVOICE))
    assert case.reply_due_at
    assert case.reply_due_at - case.created_at == timedelta(hours=19)  # an hour today, three tomorrow


def test_waiting_for_the_customer_stops_the_clocks(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=10)
    to(world, id, Status.WAITING)
    held = world.case(id)
    assert held.next_due_at is None
    assert open_timers(world, held.number) == set()
    world.pass_(minutes=100)
    to(world, id, Status.IN_PROGRESS)
    case = world.case(id)
    assert case.reply_due_at == case.created_at + minutes(30 + 100)
    assert len(open_timers(world, case.number)) == 6


def test_holds_add_up_from_the_timeline(world: World) -> None:
    id = world.file(**AC)
    for status in (Status.WAITING, Status.IN_PROGRESS, Status.WAITING, Status.IN_PROGRESS):
        world.pass_(minutes=7)
        to(world, id, status)
    with world.work() as work:
        case = work.session.get_one(Case, id)
        at = [line.at for line in case.events if line.kind == "moved"]
        assert clocks.holds_of(work, case) == [(at[0], at[1]), (at[2], at[3])]
        assert case.solve_due_at == case.created_at + minutes(1440 + 7 + 7)


def test_met_once(world: World) -> None:
    id = world.file(**AC)
    for _ in range(2):
        world.pass_(minutes=5)
        with world.work(AGENT) as work:
            clocks.meet(work, work.session.get_one(Case, id), "reply")
    case = world.case(id)
    assert case.reply_met_at == case.created_at + minutes(5)
    assert [line.data for line in case.events if line.kind == "promise_met"] == [{"clock": "reply", "late": False}]
    assert case.next_due_at == case.onsite_due_at
    assert ("deadline_missed", "reply") not in open_timers(world, case.number)


def test_met_late_is_said(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=31)
    with world.work(AGENT) as work:
        clocks.meet(work, work.session.get_one(Case, id), "reply")
    assert world.case(id).events[-1].data == {"clock": "reply", "late": True}


def test_warned_then_missed_then_raised(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=21)
    world.sweep()
    assert world.roles_told("deadline_near") == [("agent", "alert")]
    assert world.case(id).reply_breached_at is None
    world.pass_(minutes=10)
    world.sweep()
    world.sweep()
    case = world.case(id)
    assert case.reply_breached_at
    assert case.escalation_step == 1
    assert world.kinds(id).count("promise_missed") == world.kinds(id).count("escalated") == 1


def test_a_chosen_window_becomes_the_promise(world: World) -> None:
    id = world.file(**AC)
    with world.work() as work:
        case = work.session.get_one(Case, id)
        visits.book(work, case, visits.free_slots(work, case)[1])
    case = world.case(id)
    assert case.onsite_due_at == case.visits[0].end_at
    assert case.reply_met_at


def test_solved_meets_and_reopened_goes_on(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=60)
    with world.work(AGENT) as work:
        closing.solve(work, work.session.get_one(Case, id), "换了电源板")
    assert world.case(id).solve_met_at
    world.pass_(minutes=600)
    to(world, id, Status.REOPENED)
    case = world.case(id)
    assert case.solve_met_at is None
    assert case.solve_due_at == case.created_at + minutes(1440 + 600)
