"""A code shows who holds a phone; what it opens, and how often it may be tried."""

import re

import pytest

from helpline.conversations.one_time_codes import Check, Sending, check, reaches, send
from helpline.customers import consent
from helpline.customers.identity import Proof, prove
from helpline.customers.proof import Level, level_of
from helpline.tables import ContactPoint, Conversation, Customer, Identity, Message, OneTimeCode
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
    wrong = [f"{(int(right) + n) % 1_000_000:06d}" for n in (1, 2, 3)]
    assert [tell(world, chat, one) for one in wrong] == [Check.WRONG, Check.WRONG, Check.LOCKED]
    assert tell(world, chat, right) == Check.LOCKED
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


def test_one_address_leaves_codes_for_others(world: World) -> None:
    """However many talks it opens, and whichever phones it names in them."""

    def talk(origin: str) -> str:
        chat = world.chat()
        with world.work() as work:
            work.session.get_one(Conversation, chat).origin = origin
        return chat

    most = world.kb.policies.delivery.codes.origin_an_hour
    asked = [ask(world, talk("here"), f"138{n:08d}") for n in range(most + 1)]
    assert asked == [Sending.SENT] * most + [Sending.REFUSED]
    assert ask(world, talk("elsewhere"), "13911110001") == Sending.SENT
    world.pass_(minutes=61)
    assert ask(world, talk("here"), "13911110002") == Sending.SENT


def test_strangers_guesses_do_not_keep_the_owner_from_proving(world: World) -> None:
    for n in range(world.kb.policies.identity.phone_attempts):
        with world.work() as work:
            prove(work, work.session.get_one(Conversation, world.chat()), PHONE, name=f"某{n}")
    chat = world.chat()
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        assert prove(work, conversation, PHONE, name="甲小明") == Proof.LOCKED
        assert prove(work, conversation, PHONE, by_code=True) == Proof.CODE
    assert ask(world, chat) == Sending.SENT
    assert tell(world, chat, code(world)) == Check.RIGHT


@pytest.mark.parametrize(
    ("name", "whose"), [("甲小妹", "K9"), ("甲小明", "K1"), ("某某", "P13911110001"), (None, "P13911110001")]
)
def test_who_shares_a_phone_reads_only_their_own_file(world: World, name: str | None, whose: str) -> None:
    with world.work() as work:
        work.session.add(Customer(id="K9", name="甲小妹", phone=PHONE, created_at=work.now))
    for _ in range(2):
        chat = world.chat()
        assert ask(world, chat) == Sending.SENT
        with world.work() as work:
            assert check(work, work.session.get_one(Conversation, chat), code(world), name) == Check.RIGHT
        assert world.conversation(chat).customer_id == whose
        world.pass_(minutes=2)


def test_the_number_that_a_code_was_sent_to_counts_as_verified(world: World) -> None:
    chat = world.chat()
    ask(world, chat)
    assert tell(world, chat, code(world)) == Check.RIGHT
    (point,) = world.all(ContactPoint, customer_id="K1")
    assert point.verified_at is not None
    assert [row.verified_at for row in world.all(ContactPoint, customer_id="K2")] == [None]


def test_a_new_code_voids_the_last(world: World) -> None:
    chat = world.chat()
    ask(world, chat)
    first = code(world)
    world.pass_(minutes=2)
    ask(world, chat)
    if code(world) != first:
        assert tell(world, chat, first) == Check.WRONG


def test_codes_are_sent_to_mobiles_whose_owners_take_messages(world: World) -> None:
    with world.work() as work:
        assert reaches(work, PHONE, {"sms"})
        assert not reaches(work, PHONE, {"web"})
        assert not reaches(work, "057112345678", {"sms"})
        consent.withdraw(work, "sms", "+8613911110001")
        assert not reaches(work, PHONE, {"sms"})


@pytest.mark.parametrize(("name", "proof"), [(None, Proof.MISSING), ("乙大山", Proof.WRONG), ("甲小明", Proof.PROVED)])
def test_the_sender_of_a_text_message_is_a_claim(world: World, name: str | None, proof: Proof) -> None:
    id = world.write("sms", "+8613911110001", "修得怎么样了")
    with world.work() as work:
        conversation = work.session.get_one(Conversation, id)
        assert prove(work, conversation, PHONE, name) == proof
        assert level_of(work, conversation) == (Level.WEAK if name == "甲小明" else Level.NOTHING)


def test_where_a_code_can_be_sent_a_name_does_not_do(world: World) -> None:
    number = world.case(world.file(phone=PHONE)).number
    with world.work() as work:
        conversation = work.session.get_one(Conversation, world.chat())
        assert prove(work, conversation, PHONE, "甲小明", by_code=True) == Proof.CODE
        assert prove(work, conversation, PHONE, case_number=number, by_code=True) == Proof.PROVED
