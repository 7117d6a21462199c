"""Who guesses too much in one talk after the other does not fill the agents' queue."""

from datetime import timedelta

import pytest

from helpline.conversations import locked_proof
from helpline.conversations.ownership import give_back, take
from helpline.customers.wrong_claims import is_locked, locked_until, note
from helpline.escalation import rules
from helpline.tables import Conversation
from kb.models.escalation import Trigger
from tests.world import AGENT, MONDAY, World

PHONE = "13911110001"


def talk(world: World, origin: str = "hash of an address") -> str:
    chat = world.chat()
    with world.work() as work:
        work.session.get_one(Conversation, chat).origin = origin
    return chat


def handed_over(world: World, chat: str) -> bool:
    """As the dialogue goes on after a proof that is locked."""
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        if locked_proof.may_hand_over(work, conversation):
            rules.fire(work, Trigger.IDENTITY_FAILED, conversation=conversation)
        return conversation.owner == "queue"


def guess(world: World, chat: str, times: int) -> None:
    with world.work() as work:
        for n in range(times):
            note(work, work.session.get_one(Conversation, chat), PHONE, f"某{n}")


def test_so_many_an_hour_from_one_address_and_others_all_the_same(world: World) -> None:
    most = world.kb.policies.identity.locked_talks
    chats = [talk(world) for _ in range(most + 1)]
    assert [handed_over(world, chat) for chat in chats] == [True] * most + [False]
    assert handed_over(world, talk(world, "hash of another"))
    assert all(handed_over(world, talk(world, "")) for _ in range(most + 1))  # accounts of a platform
    world.pass_(minutes=61)
    assert handed_over(world, chats[-1])


def test_the_agents_who_return_them_make_no_room_for_more(world: World) -> None:
    chats = [talk(world) for _ in range(world.kb.policies.identity.locked_talks)]
    for chat in chats:
        assert handed_over(world, chat)
        with world.work(AGENT) as work:
            take(work, chat)
            give_back(work, chat)
    assert not handed_over(world, talk(world))
    assert handed_over(world, chats[0])  # which counts already


@pytest.mark.parametrize("by", ["talk", "phone", "address"])
def test_the_time_when_facts_may_be_told_again_is_known(world: World, by: str) -> None:
    policy = world.kb.policies.identity
    chat, lasts = talk(world), timedelta(minutes=policy.lock_minutes)
    if by == "talk":
        guess(world, chat, policy.attempts)
    else:
        most = policy.phone_attempts if by == "phone" else policy.origin_attempts
        for _ in range(most):
            guess(world, talk(world, "elsewhere" if by == "phone" else "hash of an address"), 1)
    world.pass_(minutes=10, seconds=1)
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        assert locked_until(work, conversation, PHONE) == MONDAY + lasts
        assert locked_until(work, conversation, None) == (None if by == "phone" else MONDAY + lasts)
        told = locked_proof.words(work, conversation, PHONE)
    assert f"{(MONDAY + lasts):%H:%M}" in told and told.startswith(world.kb.phrases["proof_locked_until"][0][:10])
    world.go_to(MONDAY + lasts)
    with world.work() as work:
        assert not is_locked(work, work.session.get_one(Conversation, chat), PHONE)


def test_the_oldest_guess_that_still_fills_the_count_ends_it(world: World) -> None:
    policy = world.kb.policies.identity
    chat = talk(world)
    for _ in range(policy.attempts + 1):
        guess(world, chat, 1)
        world.pass_(minutes=1)
    with world.work() as work:
        until = locked_until(work, work.session.get_one(Conversation, chat), PHONE)
    assert until == MONDAY + timedelta(minutes=1 + policy.lock_minutes)


def test_the_time_that_is_told_is_never_too_early(world: World) -> None:
    world.go_to(MONDAY + timedelta(seconds=30))
    chat = talk(world)
    guess(world, chat, world.kb.policies.identity.attempts)
    with world.work() as work:
        told = locked_proof.words(work, work.session.get_one(Conversation, chat), None)
    assert "10:31" in told
