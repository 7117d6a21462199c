"""What was promised and not kept is told before the customer asks."""

from helpline.promises import ledger
from helpline.tables import Case
from tests.world import World


def test_a_missed_promise_is_told_once_with_its_number(world: World) -> None:
    chat = world.chat()
    id = world.file(chat, category="air_conditioner")
    world.pass_(minutes=31)
    for _ in range(2):
        world.sweep()
    told = [text for text in world.said(chat) if world.case(id).number in text]
    assert len(told) == 1 and "抱歉" in told[0] and "10:30" in told[0]


def test_one_that_was_kept_is_not_spoken_of(world: World) -> None:
    chat = world.chat()
    id = world.file(chat, category="air_conditioner")
    with world.work() as work:
        ledger.keep(work, work.session.get_one(Case, id), "reply")
    world.pass_(minutes=31)
    world.sweep()
    assert world.said(chat) == []
