"""What is told of a serial number: who has shown nothing learns neither that it is on file nor what has it."""

from helpline.customers.identity import Proof, prove
from helpline.customers.serials import LookUp, look_up, own_machine
from helpline.tables import Conversation, WrongClaim
from tests.world import World

OWN, OTHERS, UNKNOWN = "AA26000001", "AA26000002", "AA26999999"  # of K1, of K2, of nobody


def asked(world: World, chat: str, serial: str) -> LookUp:
    with world.work() as work:
        return look_up(work, work.session.get_one(Conversation, chat), serial)


def machine(world: World, chat: str, serial: str | None) -> str:
    with world.work() as work:
        found = own_machine(work, work.session.get_one(Conversation, chat), serial)
        return found.model if found else ""


def test_the_machine_of_who_has_shown_to_own_it_may_be_told_of(world: World) -> None:
    for by in ("name", "code"):
        chat = world.chat("K1", by)
        assert (machine(world, chat, OWN), asked(world, chat, OWN)) == ("QH-KFR35", LookUp.OWN)
        assert machine(world, chat, OTHERS) == machine(world, chat, UNKNOWN) == machine(world, chat, None) == ""


def test_who_has_shown_nothing_is_told_nothing_of_one_on_file(world: World) -> None:
    chat = world.chat()
    assert machine(world, chat, OWN) == machine(world, chat, UNKNOWN) == ""
    assert asked(world, chat, OWN) == LookUp.UNTOLD
    assert not world.all(WrongClaim)


def test_a_proof_that_has_ended_is_none(world: World) -> None:
    chat = world.chat("K1", "name")
    world.pass_(days=2)
    assert machine(world, chat, OWN) == "" and asked(world, chat, OWN) == LookUp.UNTOLD


def test_unknown_numbers_count_as_guesses_and_over_the_limit_nothing_is_told(world: World) -> None:
    chat, most = world.chat(), world.kb.policies.identity.attempts
    tried = [asked(world, chat, f"AA2699990{n}") for n in (0, 0, *range(most + 1))]  # told again it is the same guess
    assert tried == [LookUp.UNKNOWN] * (2 + most) + [LookUp.UNTOLD]
    with world.work() as work:
        told = prove(work, work.session.get_one(Conversation, chat), "13911110001", name="甲小明")
    assert told == Proof.LOCKED
    assert asked(world, world.chat("K1"), OWN) == LookUp.OWN


def test_they_count_for_the_address_in_all_its_talks(world: World) -> None:
    def elsewhere() -> str:
        chat = world.chat()
        with world.work() as work:
            work.session.get_one(Conversation, chat).origin = "hash of an address"
        return chat

    most = world.kb.policies.identity.origin_attempts
    assert {asked(world, elsewhere(), f"AA269999{n:02}") for n in range(most)} == {LookUp.UNKNOWN}
    assert asked(world, elsewhere(), UNKNOWN) == LookUp.UNTOLD
    assert asked(world, world.chat(), UNKNOWN) == LookUp.UNKNOWN
