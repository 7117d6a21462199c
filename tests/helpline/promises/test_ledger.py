"""A case's promises over its life, as rows: made, held, kept, missed, replaced, renewed."""

from datetime import datetime, timedelta

from helpline.cases import closing
from helpline.cases.lifecycle import CaseType, move
from helpline.dispatch import customer_booking
from helpline.jobs.payloads import PromiseStepDue
from helpline.promises import ledger
from helpline.tables import Case, Hold, Promise, PromiseStep
from helpline.tables.states import CaseStatus
from tests.world import AGENT, World

AC = {"category": "air_conditioner"}  # reply 30, on site 120, solved 1440


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def steps_to_come(world: World, id: int) -> set[tuple[str, str]]:
    """(kind, step) of every job that is set for the case's promises."""
    kinds = {promise.id: promise.kind for promise in world.all(Promise, case_id=id)}
    return {(kinds[job.payload["promise_id"]], job.payload["step"]) for job in world.jobs(PromiseStepDue)}


def due(world: World, id: int, kind: str) -> datetime | None:
    return world.promise(id, kind).due_at


def to(world: World, id: int, status: CaseStatus) -> None:
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, id), status)


def test_a_new_case_has_its_promises_and_their_steps(world: World) -> None:
    case = world.case(world.file(**AC))
    kinds = ("reply", "onsite", "solve")
    assert [due(world, case.id, kind) for kind in kinds] == [case.created_at + minutes(m) for m in (30, 120, 1440)]
    assert case.next_due_at == due(world, case.id, "reply")
    assert steps_to_come(world, case.id) == {(kind, step) for kind in kinds for step in ("near", "missed")}
    assert {(p.pack, p.source, p.policy_version) for p in world.all(Promise)} == {
        ("building", "policy", world.kb.policy_version)
    }


def test_a_major_fault_overrides_and_a_grade_shortens(world: World) -> None:
    major = world.case(world.file(level=1, **AC))
    assert [world.promise(major.id, kind).minutes for kind in ("reply", "onsite")] == [5, 60]
    gold = world.case(world.file(phone="13911110003", **AC))
    assert (gold.grade, world.promise(gold.id, "reply").minutes) == ("gold", 10)


def test_a_request_runs_in_office_hours(world: World) -> None:
    world.pass_(hours=7)  # Monday 17:00
    case = world.case(world.file(type=CaseType.INVOICE))
    assert due(world, case.id, "reply") == case.created_at + timedelta(hours=19)  # an hour today, three tomorrow


def test_waiting_for_the_customer_stops_the_promises(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=10)
    to(world, id, CaseStatus.WAITING)
    held = world.case(id)
    assert held.next_due_at is None
    assert {(promise.state, promise.due_at) for promise in world.all(Promise)} == {("held", None)}
    assert steps_to_come(world, id) == set()
    world.pass_(minutes=100)
    to(world, id, CaseStatus.IN_PROGRESS)
    case = world.case(id)
    assert due(world, id, "reply") == case.created_at + minutes(30 + 100)
    assert len(steps_to_come(world, id)) == 6


def test_holds_add_up(world: World) -> None:
    id = world.file(**AC)
    for status in (CaseStatus.WAITING, CaseStatus.IN_PROGRESS, CaseStatus.WAITING, CaseStatus.IN_PROGRESS):
        world.pass_(minutes=7)
        to(world, id, status)
    at = [line.at for line in world.case(id).events if line.kind == "moved"]
    assert [(hold.reason, hold.begun_at, hold.ended_at) for hold in world.all(Hold)] == [
        ("waiting_customer", at[0], at[1]),
        ("waiting_customer", at[2], at[3]),
    ]
    assert due(world, id, "solve") == world.case(id).created_at + minutes(1440 + 7 + 7)


def test_met_once(world: World) -> None:
    id = world.file(**AC)
    for _ in range(2):
        world.pass_(minutes=5)
        with world.work(AGENT) as work:
            ledger.keep(work, work.session.get_one(Case, id), "reply")
    case = world.case(id)
    assert (world.promise(id, "reply").met_at, world.promise(id, "reply").state) == (
        case.created_at + minutes(5),
        "kept",
    )
    assert [line.data for line in case.events if line.kind == "promise_met"] == [{"promise": "reply", "late": False}]
    assert case.next_due_at == due(world, id, "onsite")
    assert ("reply", "missed") not in steps_to_come(world, id)


def test_met_late_is_said(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=31)
    with world.work(AGENT) as work:
        ledger.keep(work, work.session.get_one(Case, id), "reply")
    assert world.case(id).events[-1].data == {"promise": "reply", "late": True}


def test_warned_then_missed_then_raised(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=21)
    world.sweep()
    assert world.roles_told("deadline_near") == [("agent", "alert")]
    assert world.promise(id, "reply").missed_at is None
    world.pass_(minutes=10)
    world.sweep()
    world.sweep()
    case = world.case(id)
    assert world.promise(id, "reply").missed_at and world.promise(id, "reply").state == "late"
    assert case.escalation_step == 1
    assert world.kinds(id).count("promise_missed") == world.kinds(id).count("escalated") == 1


def test_a_chosen_window_becomes_the_promise(world: World) -> None:
    id = world.file(**AC)
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[1])
    case = world.case(id)
    assert due(world, id, "onsite") == case.visits[0].end_at
    assert world.promise(id, "reply").met_at
    first, second = [promise for promise in world.all(Promise) if promise.kind == "onsite"]
    assert (first.state, second.source, second.replaces_id) == ("replaced", "agreed", first.id)


def test_a_miss_before_another_time_was_agreed_stays_a_miss(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=121)
    world.sweep()
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[1])
    first, second = [promise for promise in world.all(Promise) if promise.kind == "onsite"]
    assert (bool(first.missed_at), first.state, second.missed_at, second.state) == (True, "replaced", None, "running")


def test_when_the_visit_is_cancelled_the_policys_time_stands_again(world: World) -> None:
    id = world.file(**AC)
    policys = due(world, id, "onsite")
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[1])
    with world.work() as work:
        customer_booking.cancel(work, work.session.get_one(Case, id))
    assert (due(world, id, "onsite"), world.promise(id, "onsite").source) == (policys, "policy")
    assert [promise.state for promise in world.all(Promise) if promise.kind == "onsite"] == [
        "replaced",
        "replaced",
        "running",
    ]


def test_solved_keeps_and_reopened_goes_on(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=60)
    with world.work(AGENT) as work:
        closing.solve(work, work.session.get_one(Case, id), "换了电源板")
    assert world.promise(id, "solve").met_at
    world.pass_(minutes=600)
    to(world, id, CaseStatus.REOPENED)
    solve = world.promise(id, "solve")
    assert (solve.met_at, solve.state) == (None, "running")
    assert solve.due_at == world.case(id).created_at + minutes(1440 + 600)
    assert [p.state for p in world.all(Promise) if p.kind == "solve"] == ["kept", "running"]


def test_nothing_is_promised_for_a_cancelled_case(world: World) -> None:
    id = world.file(**AC)
    to(world, id, CaseStatus.CANCELLED)
    assert {promise.state for promise in world.all(Promise)} == {"void"}
    assert (world.case(id).next_due_at, steps_to_come(world, id)) == (None, set())


def test_a_step_is_taken_once_whoever_looks(world: World) -> None:
    id = world.file(**AC)
    world.pass_(minutes=25)
    world.sweep()
    (step,) = world.all(PromiseStep)
    assert (step.step, step.promise_id) == ("near", world.promise(id, "reply").id)
    to(world, id, CaseStatus.WAITING)
    world.pass_(minutes=60)
    to(world, id, CaseStatus.IN_PROGRESS)  # due a little later, and warned of already
    world.pass_(minutes=4)
    world.sweep()
    assert world.roles_told("deadline_near") == [("agent", "alert")]
