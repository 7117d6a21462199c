"""Reports of a customer on file, and the machines they have."""

from helpline.tables import Asset, Case, Customer
from tests.dialogue.forms import Forms
from tests.world import World

PHONE, NAME = "13911110001", "王秀兰"  # of K1


def named(world: World) -> None:
    """K1 is called as people are, so that it is heard in what they say."""
    with world.work() as work:
        work.session.get_one(Customer, "K1").name = NAME


def machines(world: World, *rows: tuple[str, str, str]) -> None:
    """Serial, model and place of further machines of K1."""
    with world.work() as work:
        for serial, model, place in rows:
            category = next(m.category for m in work.kb.models if m.id == model)
            work.session.add(
                Asset(id=serial, serial=serial, customer_id="K1", model=model, category=category, place=place)
            )


def cases(world: World, **of: object) -> list[Case]:
    return world.all(Case, **of)


def filed(world: World) -> Forms:
    talk = Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    talk.press_title("提交")
    assert talk.state.asked == "offer_visit"
    return talk
