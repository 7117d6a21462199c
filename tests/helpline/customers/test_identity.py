"""R03: nothing on file is shown before somebody has shown to be its owner; guessing is limited."""

import pytest

from helpline.cases.lifecycle import move
from helpline.customers.identity import Proof, case_proved, open_cases, prove
from helpline.tables import Case, Conversation, Identity
from helpline.tables.states import CaseStatus
from tests.world import AGENT, World

PHONE = "13911110001"
RIGHT, WRONG = {"name": "甲小明"}, {"name": "乙大山"}


def tried(world: World, chat: str, phone: str | None = PHONE, **facts: object) -> Proof:
    with world.work() as work:
        return prove(work, work.session.get_one(Conversation, chat), phone, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phone", "facts", "proof"),
    [
        (PHONE, {"name": "甲小明"}, "proved"),
        (PHONE, {"serial": "AA26000001"}, "proved"),
        (PHONE, {"case_number": "GD20261123-0001"}, "proved"),
        (PHONE, {"name": "小明", "serial": "AA26000001"}, "proved"),
        (PHONE, {}, "missing"),
        (None, {"name": "甲小明"}, "missing"),
        (None, {"case_number": "GD20261123-0001"}, "missing"),
        (PHONE, {"name": "甲"}, "wrong"),
        (PHONE, {"serial": "AA26000002"}, "wrong"),
        (PHONE, {"serial": "ZZ26000001"}, "wrong"),
        (PHONE, {"case_number": "GD20261123-0009"}, "wrong"),
        ("13911110009", {"name": "甲小明"}, "wrong"),
        ("13911110002", {"case_number": "GD20261123-0001"}, "wrong"),
    ],
)
def test_phone_and_one_more_fact(world: World, phone: str | None, facts: dict[str, str], proof: str) -> None:
    world.file(phone=PHONE)
    chat = world.chat()
    assert tried(world, chat, phone, **facts) == proof
    assert world.conversation(chat).customer_id == ("K1" if proof == "proved" else None)


def test_once_proved_stays_proved(world: World) -> None:
    chat = world.chat()
    tried(world, chat, **RIGHT)
    assert tried(world, chat, None) == Proof.PROVED
    assert [(row.customer_id, row.proved_by) for row in world.all(Identity)] == [("K1", "name")]


def test_guessing_is_limited_and_unlocked_after_a_while(world: World) -> None:
    chat, policy = world.chat(), world.kb.policies.identity
    tries = [tried(world, chat, **WRONG) for _ in range(policy.attempts)]
    assert tries == [Proof.WRONG] * (policy.attempts - 1) + [Proof.LOCKED]
    assert tried(world, chat, **RIGHT) == Proof.LOCKED
    world.pass_(minutes=policy.lock_minutes - 1)
    assert tried(world, chat, **RIGHT) == Proof.LOCKED
    world.pass_(minutes=1)
    assert tried(world, chat, **WRONG) == Proof.WRONG  # the count began anew
    assert tried(world, chat, **RIGHT) == Proof.PROVED


def test_what_was_not_asked_for_does_not_count(world: World) -> None:
    chat = world.chat()
    assert {tried(world, chat, counts=False, **WRONG) for _ in range(9)} == {Proof.WRONG}


def test_a_case_is_shown_to_its_own(world: World) -> None:
    mine, other = world.chat("K1"), world.chat()
    number = world.case(world.file(mine, phone="13700000000")).number
    with world.work() as work:

        def shown(chat: str, phone: str | None) -> bool:
            return case_proved(work, work.session.get_one(Conversation, chat), number, phone) is not None

        assert shown(mine, None)
        assert shown(other, "13700000000")
        assert not shown(other, None)
        assert not shown(other, "13700000001")
        assert case_proved(work, work.session.get_one(Conversation, mine), "GD20261123-0099", None) is None


def test_open_cases_are_the_unfinished_ones_of_this_customer(world: World) -> None:
    chat = world.chat("K1")
    here, elsewhere, others = world.file(chat), world.file(phone=PHONE), world.file(phone="13911110002")
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, here), CaseStatus.CANCELLED)
    with world.work() as work:
        found = {case.id for case in open_cases(work, work.session.get_one(Conversation, chat))}
    assert found == {elsewhere}
    assert others not in found
