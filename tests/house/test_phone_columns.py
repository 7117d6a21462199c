"""Every column that holds a phone keeps E.164 and reads as national form, whatever it is given."""

import pytest
from sqlalchemy import select, text

from helpline.customers.identity import holds_phone
from helpline.tables import Base, Case, Customer
from helpline.tables.base import PhoneNumber
from tests.world import World

pytestmark = pytest.mark.slow

SPELLINGS = ["13905711009", "+86 139 0571 1009", "８６１３９０５７１１００９"]


def test_every_phone_is_of_the_one_type() -> None:
    named = [
        c for table in Base.metadata.tables.values() for c in table.columns if "phone" in c.name or c.name == "tel"
    ]
    assert len(named) >= 5
    assert [str(column) for column in named if not isinstance(column.type, PhoneNumber)] == []


@pytest.mark.both_databases
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_kept_as_e164_read_as_national_found_by_any_spelling(world: World, spelling: str) -> None:
    with world.work() as work:
        customer = Customer(id="N1", name="丁一", phone=spelling, created_at=work.now)
        assert customer.phone == "13905711009", "before it is kept as well"
        work.session.add(customer)
    with world.work() as work:
        kept = work.session.scalar(text("SELECT value FROM contact_points WHERE customer_id = 'N1'"))
        read = [
            [row.phone for row in work.session.scalars(select(Customer).where(holds_phone(asked)))]
            for asked in SPELLINGS
        ]
    assert (kept, read) == ("+8613905711009", [["13905711009"]] * len(SPELLINGS))


@pytest.mark.both_databases
def test_what_is_no_number_is_not_lost(world: World) -> None:
    with world.work() as work:
        work.session.add(Customer(id="N1", name="丁一", phone="打门卫电话", created_at=work.now))
    assert world.all(Customer, id="N1")[0].phone == "打门卫电话"


@pytest.mark.both_databases
def test_a_case_of_a_landline_keeps_its_extension(world: World) -> None:
    world.file(phone="057188880001-8001")
    with world.work() as work:
        kept = work.session.scalar(text("SELECT phone FROM cases"))
    assert (kept, world.all(Case)[0].phone) == ("+8657188880001;ext=8001", "0571-88880001转8001")
