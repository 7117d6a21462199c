"""What was not sent while it was so is not sent afterwards: it ends failed with its reason."""

from datetime import datetime, timedelta

from helpline.core.unit_of_work import ZONE
from helpline.dispatch import planning
from helpline.tables import Case, Message
from tests.helpline.delivery.test_outbox import RETRY, Wire, round_, row, said, statuses
from tests.world import AGENT, World


def test_after_a_standstill_nothing_is_sent_that_is_over(world: World) -> None:
    late = said(world, "师傅已出发，预计今天 09:15 到", useful_until=world.now + timedelta(hours=1))
    stands, wire = said(world, "工单号 GD20261123-0001"), Wire()
    world.pass_(days=1)
    round_(world, wire)
    assert wire.sent == ["工单号 GD20261123-0001"]
    assert (statuses(world, late), row(world, late[0]).error, statuses(world, stands)) == (
        ["failed"],
        "too_late",
        ["sent"],
    )


def test_in_time_it_is_sent(world: World) -> None:
    ids, wire = said(world, "一", useful_until=world.now + timedelta(hours=1)), Wire()
    world.pass_(minutes=59)
    round_(world, wire)
    assert (wire.sent, statuses(world, ids)) == (["一"], ["sent"])


def test_a_platform_that_comes_back_too_late_gets_it_no_more(world: World) -> None:
    ids, wire = said(world, "一", useful_until=world.now + timedelta(minutes=1)), Wire(RETRY)
    round_(world, wire)
    world.pass_(hours=1)
    round_(world, wire)
    assert (wire.sent, statuses(world, ids)) == (["一"], ["failed"])


def test_on_a_page_it_was_read_when_it_was_said(world: World) -> None:
    ids = said(world, "一", useful_until=world.now + timedelta(hours=1))
    world.pass_(days=1)
    round_(world, Wire(pushes=False))
    assert statuses(world, ids) == ["sent"]


def test_what_engineers_and_customers_hear_of_a_visit_is_over_with_it(world: World) -> None:
    nine = datetime(2026, 11, 24, 9, tzinfo=ZONE)
    id = world.file(world.chat("K1"), category="air_conditioner")
    with world.work(AGENT) as work:
        planning.plan(work, work.session.get_one(Case, id), ["e_west"], nine, nine + timedelta(hours=2))
    told = world.all(Message, direction="out")
    assert [(message.channel, message.useful_until) for message in told] == [
        ("sms", nine + timedelta(hours=2)),
        ("web", nine + timedelta(hours=2)),
    ]
    world.go_to(nine + timedelta(days=1))
    sms, web = Wire(name="sms"), Wire(name="web", pushes=False)
    round_(world, sms, web)
    assert (sms.sent, [message.status for message in world.all(Message, direction="out")]) == ([], ["failed", "sent"])
