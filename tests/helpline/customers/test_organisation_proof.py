"""R03: what is an organisation's is told to its people only after a code; a shared number is nobody's alone."""

import pytest

from helpline.customers.proof import Act, may
from helpline.customers.serials import own_machine
from helpline.erasure.request import erase
from helpline.tables import Asset, ContactPoint, Conversation, Customer, Organisation, Site
from tests.world import World, theirs

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def hotel(world: World) -> None:
    """K1 works for a hotel, whose lamps are nobody's in particular; K2 for another one."""
    with world.work() as work:
        for id, of in (("O1", "K1"), ("O2", "K2")):
            work.session.add(Organisation(id=id, name=id, created_at=work.now))
            work.session.get_one(Customer, of).organisation_id = id
        work.session.flush()
        work.session.add(Asset(id="L1", category="street_light", organisation_id="O1", quantity=40))


def seen(world: World, customer: str | None, by: str) -> bool:
    chat = world.chat()
    with world.work() as work:
        talk = work.session.get_one(Conversation, chat)
        theirs(work, talk, customer, by)
        work.session.flush()
        work.session.refresh(talk)
        return own_machine(work, talk, "L1") is not None


@pytest.mark.parametrize(
    ("customer", "by", "told"),
    [("K1", "code", True), ("K1", "name", False), ("K2", "code", False), ("K3", "code", False), (None, "code", False)],
)
def test_only_its_people_and_only_by_a_code(world: World, customer: str | None, by: str, told: bool) -> None:
    hotel(world)
    assert seen(world, customer, by) is told


def test_a_colleagues_own_machine_stays_theirs(world: World) -> None:
    hotel(world)
    chat = world.chat()
    with world.work() as work:
        work.session.get_one(Customer, "K2").organisation_id = "O1"
        talk = work.session.get_one(Conversation, chat)
        theirs(work, talk, "K1", "code")
        colleagues = work.session.get_one(Asset, "AA26000002")
        colleagues.organisation_id = "O1"
        work.session.flush()
        assert not may(work, talk, Act.HEAR_WARRANTY, colleagues)


def test_erasing_somebody_takes_their_numbers_and_sites_and_leaves_those_of_the_switchboard(world: World) -> None:
    with world.work() as work:
        for id in ("K1", "K2"):
            work.session.add(ContactPoint(customer_id=id, kind="phone", value="+8657188886666"))
        work.session.add(Site(id="S1", customer_id="K1", name="家", address="西湖区某路1号", access_note="钥匙在门卫"))
    shared = world.case(world.file("", phone="0571-88886666", name="乙大山"))
    with world.work() as work:
        _, found = erase(work, "K1")
    assert [case.id for case in found.cases] == []
    assert world.all(ContactPoint, customer_id="K1") == [] and len(world.all(ContactPoint, customer_id="K2")) == 2
    (site,) = world.all(Site)
    assert (site.name, site.address, site.access_note) == ("", "", "")
    assert world.case(shared.id).contact_name == "乙大山"
