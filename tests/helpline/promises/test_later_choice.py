"""A visit the customer chose for a later day moves what is kept at it; what staff plan, or fell away, does not."""

from datetime import datetime, timedelta

from helpline.core.unit_of_work import CUSTOMER, Actor
from helpline.dispatch import customer_booking
from helpline.tables import Case, Promise, Visit
from tests.dialogue import steps
from tests.world import AGENT, World

AC = {"category": "air_conditioner"}  # on site 120, solved 1440
AFTER = timedelta(minutes=1440 - 120)


def chosen(world: World, id: int, days: int, by: Actor = CUSTOMER) -> datetime:
    """Books the first window so many days on; when it ends."""
    with world.work(by) as work:
        case = work.session.get_one(Case, id)
        slot = customer_booking.free_slots(work, case, work.now + timedelta(days=days))[0]
        return customer_booking.book(work, case, slot).end_at


def solve(world: World, id: int) -> tuple[datetime | None, str]:
    promise = world.promise(id, "solve")
    return promise.due_at, promise.source


def test_the_solution_is_promised_anew_after_the_visit_they_chose(world: World) -> None:
    id = world.file(**AC)
    policys = solve(world, id)
    end = chosen(world, id, days=5)
    assert solve(world, id) == (end + AFTER, "agreed")
    assert world.promise(id, "solve").told_at == world.now
    world.go_to(end - timedelta(minutes=1))
    while world.sweep():
        pass
    assert [promise.missed_at for promise in world.all(Promise, case_id=id, kind="solve")] == [None, None]
    assert policys[1] == "policy"


def test_chosen_earlier_again_or_cancelled_the_policys_time_stands(world: World) -> None:
    id = world.file(**AC)
    policys = solve(world, id)
    chosen(world, id, days=5)
    assert chosen(world, id, days=0) < (policys[0] or world.now)
    assert solve(world, id) == policys
    chosen(world, id, days=6)
    with world.work(CUSTOMER) as work:
        customer_booking.cancel(work, work.session.get_one(Case, id))
    assert solve(world, id) == policys


def test_a_later_visit_of_our_choice_moves_nothing(world: World) -> None:
    id = world.file(**AC)
    policys = solve(world, id)
    chosen(world, id, days=5, by=AGENT)
    assert solve(world, id) == policys


def test_a_visit_in_time_moves_nothing_and_says_nothing_of_it(world: World) -> None:
    id = world.file(**AC)
    policys = solve(world, id)
    chosen(world, id, days=0)
    assert solve(world, id) == policys


def test_what_was_missed_before_stays_missed(world: World) -> None:
    id = world.file(**AC)
    world.pass_(days=2)
    while world.sweep():
        pass
    chosen(world, id, days=3)
    rows = world.all(Promise, case_id=id, kind="solve")
    assert [bool(row.missed_at) for row in rows] == [True, False] and solve(world, id)[1] == "agreed"


def test_they_are_told_the_later_time(world: World) -> None:
    talk = steps.at(world, "book_visit/slot")
    talk.say("下周三上午来", "inform")
    told = talk.press(talk.buttons[0]["payload"])
    (visit,) = world.all(Visit)
    due = world.promise(visit.case_id, "solve").due_at
    assert due is not None and due > visit.end_at
    assert "顺延" in told and len(told.splitlines()) == 2
    sooner = steps.at(world, "book_visit/slot")
    assert "顺延" not in sooner.press(sooner.buttons[0]["payload"])
