"""A code shows who holds a phone; what it opens, and how often it may be tried."""

import re

import pytest

from helpline.conversations.one_time_codes import Check, Sending, check, send
from helpline.customers import consent
from helpline.customers.identity import Proof, open_cases, prove
from helpline.tables import Conversation, Customer, Identity, Message, OneTimeCode
from tests.world import World

PHONE = "13911110001"  # of K1


def ask(world: World, chat: str, phone: str = PHONE) -> Sending:
    with world.work() as work:
        return send(work, work.session.get_one(Conversation, chat), phone)


def tell(world: World, chat: str, code: str) -> Check:
    with world.work() as work:
        return check(work, work.session.get_one(Conversation, chat), code)


def code(world: World) -> str:
    found = re.search(r"\d{6}", world.all(Message, purpose="code")[-1].text)
    assert found
    return found.group()


def test_the_right_code_makes_the_conversation_theirs(world: World) -> None:
    chat = world.chat()
    assert ask(world, chat) == Sending.SENT
    (message,) = world.all(Message, purpose="code")
    assert world.conversation(message.conversation_id).external_id == "+8613911110001"
    assert tell(world, chat, code(world)) == Check.RIGHT
    assert world.conversation(chat).customer_id == "K1"
    assert [(i.channel, i.proved_by) for i in world.all(Identity)] == [("web", "code")]
    assert tell(world, chat, code(world)) == Check.NONE  # a code serves once


def test_somebody_not_on_file_gets_the_cases_of_the_phone(world: World) -> None:
    case, other = world.file(phone="13800000009", name="新客户"), world.file(phone="13800000008")
    chat = world.chat()
    ask(world, chat, "13800000009")
    tell(world, chat, code(world))
    customer = world.conversation(chat).customer_id
    assert customer is not None
    assert (world.case(case).customer_id, world.case(other).customer_id) == (customer, None)
    assert world.all(Customer, id=customer)[0].name == "新客户"


def test_wrong_codes_are_few(world: World) -> None:
    chat = world.chat()
    ask(world, chat)
    right = code(world)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert [tell(world, chat, wrong) for _ in range(5)] == [Check.WRONG] * 5
    assert tell(world, chat, right) == Check.NONE
    assert world.conversation(chat).customer_id is None


def test_a_code_is_of_one_conversation_and_a_few_minutes(world: World) -> None:
    chat, other = world.chat(), world.chat()
    ask(world, chat)
    assert tell(world, other, code(world)) == Check.NONE
    world.pass_(minutes=6)
    assert tell(world, chat, code(world)) == Check.NONE


def test_codes_are_not_sent_too_often(world: World) -> None:
    chat = world.chat()
    assert (ask(world, chat), ask(world, chat)) == (Sending.SENT, Sending.WAIT)
    for _ in range(4):
        world.pass_(minutes=2)
        assert ask(world, world.chat()) == Sending.SENT
    world.pass_(minutes=2)
    assert ask(world, chat) == Sending.REFUSED
    world.pass_(days=1)
    assert ask(world, chat) == Sending.SENT


def test_one_conversation_has_codes_sent_to_few_phones(world: World) -> None:
    chat = world.chat()
    asked = [ask(world, chat, f"1391111000{n}") for n in range(4)]
    assert asked == [Sending.SENT] * 3 + [Sending.REFUSED]
    world.pass_(minutes=2)
    assert ask(world, chat, "13911110000") == Sending.SENT  # one of the three
    assert ask(world, world.chat(), "13911110003") == Sending.SENT


def test_no_more_codes_leave_in_an_hour_than_policy_allows(world: World) -> None:
    other = world.chat()
    with world.work() as work:
        at = {"sent_at": work.now, "expires_at": work.now}
        for n in range(work.kb.policies.delivery.codes.an_hour):
            work.session.add(OneTimeCode(conversation_id=other, phone=f"138{n:08d}", code_hash="", **at))
    assert ask(world, world.chat()) == Sending.REFUSED
    world.pass_(minutes=61)
    assert ask(world, world.chat()) == Sending.SENT


def test_a_new_code_voids_the_last(world: World) -> None:
    chat = world.chat()
    ask(world, chat)
    first = code(world)
    world.pass_(minutes=2)
    ask(world, chat)
    if code(world) != first:
        assert tell(world, chat, first) == Check.WRONG


def test_who_wants_no_messages_gets_none(world: World) -> None:
    with world.work() as work:
        consent.withdraw(work, "sms", "+8613911110001")
    assert ask(world, world.chat()) == Sending.REFUSED


@pytest.mark.parametrize(("sender", "proof"), [("+8613911110001", Proof.PROVED), ("+8613911110002", Proof.MISSING)])
def test_a_text_message_shows_who_holds_its_number(world: World, sender: str, proof: Proof) -> None:
    id = world.write("sms", sender, "修得怎么样了")
    with world.work() as work:
        assert prove(work, work.session.get_one(Conversation, id), PHONE) == proof


def test_a_stranger_who_writes_may_still_show_to_be_somebody_on_file(world: World) -> None:
    """From the new phone of a customer on file: what only happens to be known does not make them somebody else."""
    id, own = world.write("sms", "+8613911110077", "空调不制冷"), "13911110077"
    with world.work() as work:
        conversation = work.session.get_one(Conversation, id)
        assert prove(work, conversation, own, counts=False) == Proof.MISSING
        assert prove(work, conversation, PHONE, "甲小明", counts=False) == Proof.PROVED
        assert conversation.customer_id == "K1"


def test_who_asks_for_what_is_filed_with_their_phone_is_shown_it(world: World) -> None:
    world.file(phone="13911110077")
    id = world.write("sms", "+8613911110077", "修得怎么样了")
    with world.work() as work:
        conversation = work.session.get_one(Conversation, id)
        assert prove(work, conversation, "13911110077", counts=False) == Proof.PROVED
        assert [case.phone for case in open_cases(work, conversation)] == ["13911110077"]
