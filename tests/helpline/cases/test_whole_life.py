"""A case's whole life, with the clock moved from each event to the next: nothing but rules and jobs acts."""

from datetime import datetime

from helpline.cases import closing, surveys
from helpline.core.unit_of_work import CUSTOMER, ZONE
from helpline.dispatch import customer_booking
from helpline.tables import Case, Message
from tests.world import AGENT, MONDAY, World


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def test_from_the_first_word_to_a_low_score(world: World) -> None:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner", serial="AA26000001")  # Monday 10:00; reply 30, on site 120
    case = world.case(id)
    assert (case.created_at, case.status, case.warranty["covered"]) == (MONDAY, "new", True)

    world.go_to(at(23, 10, 20))  # ten minutes before the promised reply
    world.sweep()
    assert world.roles_told("deadline_near") == [("agent", "alert")]

    world.go_to(at(23, 10, 30))
    world.sweep()
    case = world.case(id)
    assert (world.promise(id, "reply").missed_at, case.escalation_step, case.priority) == (at(23, 10, 30), 1, 2)

    world.go_to(at(23, 10, 45))  # the customer picks a window, which is an answer and a new promise
    with world.work(CUSTOMER) as work:
        row = work.session.get_one(Case, id)
        customer_booking.book(work, row, customer_booking.free_slots(work, row, at(25, 9), at(25, 11))[0])
    case = world.case(id)
    assert (case.status, world.promise(id, "reply").met_at, world.promise(id, "onsite").due_at) == (
        "assigned",
        at(23, 10, 45),
        at(25, 11),
    )

    world.go_to(at(24, 9))  # a day before the visit
    world.sweep()
    assert "西工" in world.said(chat)[-1]

    world.go_to(at(24, 10))  # a day after filing: they chose a later visit, and the solution is promised after it
    world.sweep()
    assert (world.promise(id, "solve").missed_at, world.promise(id, "solve").due_at) == (None, at(26, 9))
    assert world.case(id).escalation_step == 1

    world.go_to(at(25, 10))
    with world.work(AGENT) as work:
        customer_booking.arrive(work, work.session.get_one(Case, id))
    world.go_to(at(25, 11, 30))
    with world.work(AGENT) as work:
        closing.solve(work, work.session.get_one(Case, id), "更换了主控板")
    case = world.case(id)
    assert (world.promise(id, "onsite").missed_at, world.promise(id, "onsite").met_at, case.solved_at) == (
        None,
        at(25, 10),
        at(25, 11, 30),
    )
    assert case.next_due_at is None

    world.go_to(at(26, 11, 30))  # a day of silence
    world.sweep()
    assert case.number in world.said(chat)[-1]
    world.go_to(at(28, 11, 30))  # two more
    world.sweep()
    case = world.case(id)
    assert (case.status, case.closed_by, case.closed_at) == ("closed", "rule", at(28, 11, 30))
    assert [row.payload.split("{")[0] for row in world.all(Message, author="system", direction="in")] == [
        "/ask_ready",
        "/ask_closure",
        "/ask_survey_silent",
    ]

    world.go_to(at(28, 20))
    with world.work(CUSTOMER) as work:
        surveys.score(work, surveys.of_case(work, work.session.get_one(Case, id)), 1, "来得太晚")
    assert world.roles_told("low_score") == [("quality", "task")]
    world.go_to(datetime(2027, 1, 31, tzinfo=ZONE))
    world.sweep()

    assert world.kinds(id) == [
        "filed",
        "promise_missed",
        "escalated",
        "visit_booked",
        "moved",
        "promise_met",
        "visit_reminded",
        "engineer_arrived",
        "promise_met",
        "moved",
        "visit_told",
        "moved",
        "promise_met",
        "asked",
        "asked",
        "moved",
        "asked",
        "scored",
    ]
