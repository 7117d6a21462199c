"""R03: nothing on file is shown before somebody has shown to be its owner; guessing is limited."""

import pytest

from helpline.cases import case_numbers
from helpline.cases.lifecycle import move
from helpline.customers.identity import Proof, match, open_cases, own, prove, show_case
from helpline.tables import Case, Conversation, Customer, Identity
from helpline.tables.states import CaseStatus
from tests.numbering import Counted
from tests.world import AGENT, World

PHONE = "13911110001"
RIGHT, WRONG = {"name": "甲小明"}, {"name": "乙大山"}


def tried(world: World, chat: str, phone: str | None = PHONE, **facts: object) -> Proof:
    with world.work() as work:
        return prove(work, work.session.get_one(Conversation, chat), phone, **facts)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def first_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whatever is filed here first."""
    monkeypatch.setattr(case_numbers, "draw", Counted())


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


def test_who_shares_a_phone_is_known_by_the_name(world: World) -> None:
    with world.work() as work:
        work.session.add(Customer(id="K9", name="甲小妹", phone=PHONE, created_at=work.now))
    chat = world.chat()
    assert tried(world, chat, name="甲小妹") == Proof.PROVED
    assert world.all(Conversation, id=chat)[0].customer_id == "K9"
    assert tried(world, world.chat(), name="甲小明") == Proof.PROVED


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


def told_in_passing(world: World, chat: str, name: str, phone: str = PHONE) -> bool:
    with world.work() as work:
        return match(work, work.session.get_one(Conversation, chat), phone, name) is not None


def test_what_was_not_asked_for_counts_as_well(world: World) -> None:
    chat = world.chat()
    assert not any(told_in_passing(world, chat, name) for name in ("乙大山", "丙", "丁"))
    assert not told_in_passing(world, chat, "甲小明")
    assert tried(world, chat, **RIGHT) == Proof.LOCKED


def test_what_is_only_remembered_counts_once(world: World) -> None:
    chat = world.chat()
    assert not any(told_in_passing(world, chat, "乙大山") for _ in range(9))
    assert told_in_passing(world, chat, "甲小明")


def test_a_phone_that_is_not_on_file_counts_like_one_that_is(world: World) -> None:
    """Else whoever is locked out after wrong names has learned that the phone is on file."""
    chat = world.chat()
    for name in ("乙大山", "丙", "丁"):
        told_in_passing(world, chat, name, "13911110099")
    assert tried(world, chat, **RIGHT) == Proof.LOCKED


def test_guesses_at_one_phone_count_in_all_talks(world: World) -> None:
    for n in range(world.kb.policies.identity.phone_attempts):
        tried(world, world.chat(), name=f"某{n}")
    assert tried(world, world.chat(), **RIGHT) == Proof.LOCKED
    assert tried(world, world.chat(), "13911110002", **WRONG) == Proof.PROVED  # another phone is not


SPELLINGS = ("+8613911110001", "86 139 1111 0001", "139-1111-0001")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_phone_is_the_same_in_every_spelling(world: World, spelling: str) -> None:
    assert tried(world, world.chat(), spelling, **RIGHT) == Proof.PROVED
    for n in range(world.kb.policies.identity.phone_attempts):
        tried(world, world.chat(), SPELLINGS[n % len(SPELLINGS)], name=f"某{n}")
    assert tried(world, world.chat(), **RIGHT) == Proof.LOCKED


def test_guesses_from_one_address_count_in_all_talks_and_with_all_phones(world: World) -> None:
    def from_one_address() -> str:
        chat = world.chat()
        with world.work() as work:
            work.session.get_one(Conversation, chat).origin = "hash of an address"
        return chat

    for n in range(world.kb.policies.identity.origin_attempts):
        tried(world, from_one_address(), f"139222200{n:02}", name="某")
    assert tried(world, from_one_address(), **RIGHT) == Proof.LOCKED
    assert tried(world, world.chat(), **RIGHT) == Proof.PROVED


def shown(world: World, chat: str, number: str, phone: str | None) -> Proof:
    with world.work() as work:
        proof, case = show_case(work, work.session.get_one(Conversation, chat), number, phone)
        assert (case is not None) == (proof == Proof.PROVED)
        return proof


def test_a_case_is_shown_to_its_own(world: World) -> None:
    mine, other = world.chat("K1"), world.chat()
    number = world.case(world.file(mine, phone="13700000000")).number
    assert shown(world, mine, number, None) == Proof.PROVED
    assert shown(world, other, number, None) == Proof.MISSING
    assert shown(world, other, number, "13700000001") == Proof.WRONG
    assert shown(world, other, number, "13700000000") == Proof.PROVED
    assert shown(world, mine, "GD20261123-0099", None) == Proof.MISSING


def filed_by_a_stranger(world: World, phone: str) -> str:
    return str(world.case(world.file(world.chat(), phone=phone)).number)


def test_whoever_files_under_a_phone_is_not_its_owner(world: World) -> None:
    number = filed_by_a_stranger(world, PHONE)
    chat = world.chat()
    assert tried(world, chat, case_number=number) == Proof.WRONG
    assert shown(world, chat, number, PHONE) == Proof.PROVED  # that one case, and nothing else
    assert world.conversation(chat).customer_id is None


def test_nor_is_who_has_shown_to_be_somebody_else(world: World) -> None:
    number = world.case(world.file(world.chat("K2"), phone=PHONE)).number
    chat = world.chat()
    assert tried(world, chat, case_number=number) == Proof.WRONG
    assert shown(world, chat, number, PHONE) == Proof.PROVED
    assert world.conversation(chat).customer_id is None


def test_nor_does_it_become_so_when_the_owner_comes(world: World) -> None:
    phone = "13700000009"
    number = filed_by_a_stranger(world, phone)
    with world.work() as work:
        owner = own(work, work.session.get_one(Conversation, world.chat()), phone, "code")
        assert owner.name == ""  # the stranger's word for it is none
    chat = world.chat()
    assert tried(world, chat, phone=phone, case_number=number) == Proof.WRONG
    assert shown(world, chat, number, phone) == Proof.PROVED
    assert world.conversation(chat).customer_id is None


def test_wrong_case_numbers_count_like_wrong_names(world: World) -> None:
    number = world.case(world.file(phone=PHONE)).number
    chat, policy = world.chat(), world.kb.policies.identity
    tries = [shown(world, chat, f"GD20261123-9{n:03}", PHONE) for n in range(policy.attempts)]
    assert tries[-1] == Proof.LOCKED
    assert shown(world, chat, number, PHONE) == Proof.LOCKED
    for n in range(policy.phone_attempts):
        shown(world, world.chat(), f"GD20261123-8{n:03}", PHONE)
    assert shown(world, world.chat(), number, PHONE) == Proof.LOCKED


def test_open_cases_are_the_unfinished_ones_of_this_customer(world: World) -> None:
    chat = world.chat("K1")
    here, elsewhere, others = world.file(chat), world.file(phone=PHONE), world.file(phone="13911110002")
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, here), CaseStatus.CANCELLED)
    with world.work() as work:
        found = {case.id for case in open_cases(work, work.session.get_one(Conversation, chat))}
    assert found == {elsewhere}
    assert others not in found


@pytest.mark.parametrize(
    ("on_file", "told"), [("陳大文", "陈大文"), ("王喆", "王喆"), ("阿依古丽·买买提", "阿依古丽买买提")]
)
def test_a_name_is_known_in_either_way_of_writing_it(world: World, on_file: str, told: str) -> None:
    with world.work() as work:
        work.session.add(Customer(id="K9", name=on_file, phone="13911110009", created_at=work.now))
    assert tried(world, world.chat(), "13911110009", name=told) == Proof.PROVED
    assert tried(world, world.chat(), "13911110009", name="陈小文") == Proof.WRONG
