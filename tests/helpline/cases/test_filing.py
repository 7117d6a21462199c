"""R02, R13, R14, R21, R41: filing a case once, with its number, level, queue and priority."""

import re
from itertools import pairwise

import pytest

from helpline.cases import case_numbers
from helpline.cases.case_numbers import next_number
from helpline.cases.closing import solve
from helpline.cases.filing import customer_chased
from helpline.cases.lifecycle import CaseType
from helpline.tables import Case, CaseCounter, Conversation
from helpline.tables.states import CaseStatus
from tests.world import AGENT, World


def test_the_same_key_is_the_same_case(world: World) -> None:
    assert world.file(key="turn-1") == world.file(key="turn-1", description="别的话")
    assert world.file(key="turn-2") != world.file(key="turn-1")
    assert len(world.all(Case)) == 2


def test_a_number_tells_nothing_of_the_next(world: World) -> None:
    numbers = [world.case(world.file()).number for _ in range(30)]
    assert all(re.fullmatch(r"GD20261123-\d{4}", number) for number in numbers)
    assert len(set(numbers)) == 30
    ends = [int(number[-4:]) for number in numbers]
    assert [after - before for before, after in pairwise(ends)].count(1) < 5  # of 29; counted up, all would be


def test_the_day_is_the_business_zones(world: World) -> None:
    world.pass_(hours=13, minutes=59)
    with world.work() as work:
        assert next_number(work).startswith("GD20261123-")
    world.pass_(minutes=1)
    with world.work() as work:
        assert next_number(work).startswith("GD20261124-")
    assert len(world.all(CaseCounter)) == 2


def test_a_number_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["4071", "4071", "0009"])
    monkeypatch.setattr(case_numbers, "draw", lambda digits: next(drawn))
    assert [world.case(world.file()).number[-4:] for _ in range(2)] == ["4071", "0009"]


def test_a_crowded_day_has_longer_numbers(world: World) -> None:
    with world.work() as work:
        work.session.add(CaseCounter(day=work.today, last=case_numbers.CROWDED))
    assert re.fullmatch(r"GD20261123-\d{5}", world.case(world.file()).number)


@pytest.mark.parametrize(
    ("type", "queue"),
    [
        ("repair", "service"),
        ("installation", "service"),
        ("maintenance", "service"),
        ("emergency", "safety"),
        ("complaint", "quality"),
        ("return", "service"),
        ("part", "service"),
        ("invoice", "service"),
        ("suggestion", "service"),
        ("question", "service"),
    ],
)
def test_queue_by_type(world: World, type: str, queue: str) -> None:
    assert world.case(world.file(type=CaseType(type))).queue == queue


# phone of a customer with which grade, level, priority (R16: impact before contract)
@pytest.mark.parametrize(
    ("phone", "level", "priority"),
    [("13911110001", 1, 1), ("13911110001", 2, 2), ("13911110001", 3, 4), ("13911110003", 3, 3), ("13911110003", 1, 1)],
)
def test_priority(world: World, phone: str, level: int, priority: int) -> None:
    assert world.case(world.file(phone=phone, level=level)).priority == priority


def test_a_filed_case_knows_what_was_said(world: World) -> None:
    chat = world.chat("K1")
    case = world.case(world.file(chat, serial="AA26000001", category="air_conditioner", extra={"tips": "no-power"}))
    assert (case.status, case.customer_id, case.category, case.conversation_id) == (
        CaseStatus.NEW,
        "K1",
        "air_conditioner",
        chat,
    )
    assert case.warranty["covered"] is True
    assert (case.events[0].kind, case.events[0].data["tips"]) == ("filed", "no-power")
    assert world.conversation(chat).case_id == case.id


def test_the_phone_on_file_finds_the_customer(world: World) -> None:
    assert world.case(world.file(phone="13911110002")).customer_id == "K2"
    assert world.case(world.file(phone="13700000000")).customer_id is None


def solved(world: World, id: int) -> None:
    with world.work(AGENT) as work:
        solve(work, work.session.get_one(Case, id), "好了")


@pytest.mark.parametrize(
    ("days", "type", "serial", "repeats"),
    [
        (30, "repair", "AA26000001", True),
        (89, "repair", "AA26000001", True),
        (91, "repair", "AA26000001", False),
        (30, "maintenance", "AA26000001", False),
        (30, "repair", "AA26000002", False),
        (30, "repair", "", False),
    ],
)
def test_repeat_fault(world: World, days: int, type: str, serial: str, repeats: bool) -> None:
    solved(world, world.file(serial="AA26000001"))
    world.pass_(days=days)
    world.file(type=CaseType(type), serial=serial)
    told = {("quality", "task"), ("supervisor", "alert"), ("agent", "alert")}  # the ladder's first step is the agents
    assert set(world.roles_told("repeat_fault")) == (told if repeats else set())


def test_an_unsolved_case_is_no_repeat(world: World) -> None:
    world.file(serial="AA26000001")
    world.file(serial="AA26000001")
    assert world.roles_told("repeat_fault") == []


def test_who_asks_elsewhere_is_handed_over_there(world: World) -> None:
    filed_in, asks_in = world.chat("K1"), world.chat("K1")
    id = world.file(filed_in)
    with world.work() as work:
        case, conversation = work.session.get_one(Case, id), work.session.get_one(Conversation, asks_in)
        for turn in ("one", "two"):
            customer_chased(work, case, "怎么还没来", turn, conversation)
    assert (world.conversation(asks_in).owner, world.conversation(filed_in).owner) == ("queue", "bot")


def test_the_third_contact_hands_over(world: World) -> None:
    chat = world.chat()
    id = world.file(chat)
    for owner in ("bot", "queue"):
        with world.work() as work:
            customer_chased(work, work.session.get_one(Case, id), "怎么还没来", f"turn {owner}")
            customer_chased(work, work.session.get_one(Case, id), "怎么还没来", f"turn {owner}")  # after a crash
        assert world.conversation(chat).owner == owner
    assert world.case(id).contacts == 3
    assert world.kinds(id).count("customer_chased") == 2
