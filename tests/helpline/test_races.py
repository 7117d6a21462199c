"""Two at the same instant, with real threads on both databases: one wins, the other is told, nothing is doubled."""

import secrets

import pytest

from helpline.cases import case_numbers
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations import ownership
from helpline.conversations.messages import say
from helpline.core.errors import AlreadyTaken, SlotTaken
from helpline.dispatch import customer_booking
from helpline.tables import Case, Conversation, Message, Visit
from tests.threads import at_once
from tests.world import AGENT, SECOND_AGENT, SUPERVISOR, World

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

ROUNDS = 5


def test_three_take_the_same_conversation(world: World) -> None:
    for _ in range(ROUNDS):
        chat = world.chat()
        with world.work() as work:
            work.session.get_one(Conversation, chat).owner = "queue"

        def take(n: int) -> str:
            with world.work((AGENT, SECOND_AGENT, SUPERVISOR)[n]) as work:
                ownership.take(work, chat)  # noqa: B023
                return work.actor.username

        results = at_once(3, take)
        won = [result for result in results if isinstance(result, str)]
        assert len(won) == 1, results
        assert sum(isinstance(result, AlreadyTaken) for result in results) == 2, results
        agent = {actor.username: actor.person_id for actor in (AGENT, SECOND_AGENT, SUPERVISOR)}[won[0]]
        assert world.conversation(chat).agent_id == agent
        assert len(world.said(chat)) == 1


def test_four_customers_want_the_window_of_one_engineer(world: World) -> None:
    ids = [world.file(category="air_conditioner") for _ in range(4)]
    with world.work() as work:
        slots = customer_booking.free_slots(work, work.session.get_one(Case, ids[0]), limit=ROUNDS)
    for slot in slots:

        def book(n: int) -> int:
            with world.work() as work:
                return customer_booking.book(work, work.session.get_one(Case, ids[n]), slot).id  # noqa: B023

        results = at_once(4, book)
        assert sum(isinstance(result, int) for result in results) == 1, results
        assert sum(isinstance(result, SlotTaken) for result in results) == 3, results
        assert len(world.all(Visit, status="booked", start_at=slot.start_at)) == 1


def test_a_window_with_two_engineers_takes_two(world: World) -> None:
    ids = [world.file(category="air_conditioner", district="滨江区") for _ in range(4)]
    with world.work() as work:
        slot = customer_booking.free_slots(work, work.session.get_one(Case, ids[0]))[0]

    def book(n: int) -> str:
        with world.work() as work:
            return customer_booking.book(work, work.session.get_one(Case, ids[n]), slot).engineer.username

    results = at_once(4, book)
    assert sorted(result for result in results if isinstance(result, str)) == ["e_far", "e_west"], results


def test_twenty_numbers_at_once_are_twenty(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where few are left to draw from."""
    monkeypatch.setattr(case_numbers, "draw", lambda digits: f"{secrets.randbelow(25):0{digits}d}")

    def file(n: int) -> str:
        return world.case(world.file()).number

    assert len(set(at_once(20, file))) == 20


def test_the_same_confirmation_twice_is_one_case(world: World) -> None:
    for round_ in range(ROUNDS):
        chat = world.chat()

        def file(_: int, chat: str = chat, key: str = f"case:{round_}") -> int:
            with world.work() as work:
                conversation = work.session.get_one(Conversation, chat, with_for_update=True)
                return file_case(work, conversation, Request(type=CaseType.REPAIR, description="不亮", key=key)).id

        results = at_once(4, file)
        assert len(set(results)) == 1, results
        assert len(world.all(Case, conversation_id=chat)) == 1


@pytest.mark.parametrize("writers", [8])
def test_messages_of_many_writers_count_without_gaps(world: World, writers: int) -> None:
    chat = world.chat()

    def write(n: int) -> None:
        for line in range(5):
            with world.work() as work:
                say(work, work.session.get_one(Conversation, chat), f"{n} {line}")

    assert at_once(writers, write) == [None] * writers
    assert [row.seq for row in world.all(Message, conversation_id=chat)] == list(range(1, writers * 5 + 1))
