"""What is no fault of the message waits in its place for a day, and those who can mend it are told once."""

import logging
from datetime import timedelta

import pytest

from connectors.contract.fault import Fault
from connectors.contract.outbound import Delivery, Result
from helpline.delivery.retry_policy import ATTEMPTS
from helpline.tables import Message, Task
from helpline.tasks.ledger import finish
from tests.gateway.desk_calls import As
from tests.helpline.delivery.test_outbox import Wire, agreed, notice, round_, row, said, statuses
from tests.world import AGENT, SUPERVISOR, World

pytestmark = pytest.mark.slow

WRONG = Result(Delivery.RETRY, "", "wire_40164", timedelta(minutes=5), Fault.SETTINGS, spent=False)
AWAY = ConnectionRefusedError("no line")


def rounds(world: World, wire: Wire, hours: float) -> None:
    for _ in range(int(hours * 6)):
        round_(world, wire)
        world.pass_(minutes=10)


def alerts(world: World) -> list[tuple[str, str, str]]:
    return [(task.team, task.rule, task.subject) for task in world.all(Task)]


@pytest.mark.parametrize(
    "trouble", [WRONG, AWAY, Result(Delivery.RETRY, reason="no", fault=Fault.PLATFORM, spent=False)]
)
def test_an_answer_outlasts_the_trouble_in_its_order(world: World, trouble: Result | Exception) -> None:
    ids, wire = said(world, "一", "二"), Wire(*[trouble] * 60)
    rounds(world, wire, 23)
    assert (statuses(world, ids), wire.sent[-2:]) == (["sent", "sent"], ["一", "二"])
    assert row(world, ids[0]).attempts > ATTEMPTS


@pytest.mark.parametrize("trouble", [WRONG, AWAY])
def test_after_a_day_it_has_failed(world: World, trouble: Result | Exception) -> None:
    ids, wire = said(world, "一"), Wire(*[trouble] * 300)
    rounds(world, wire, 23.5)
    assert statuses(world, ids) == ["pending"]
    rounds(world, wire, 1)
    assert statuses(world, ids) == ["failed"]


@pytest.mark.parametrize("trouble", [TimeoutError(), Result(Delivery.RETRY, reason="no", fault=Fault.PLATFORM)])
def test_what_may_have_arrived_is_said_a_few_times_only(world: World, trouble: Result | Exception) -> None:
    ids, wire = said(world, "一"), Wire(*[trouble] * 60)
    rounds(world, wire, 3)
    assert (statuses(world, ids), wire.sent, alerts(world)) == (["failed"], ["一"] * ATTEMPTS, [])


def test_what_was_held_for_days_begins_to_wait_when_the_customer_writes(world: World) -> None:
    ids, wire = said(world, "一"), Wire(Result(Delivery.HOLD, reason="window"), *[AWAY] * 60)
    round_(world, wire)
    world.pass_(days=3)
    world.write("wire", "somebody", "在吗")
    rounds(world, wire, 2)
    assert (statuses(world, ids), row(world, ids[0]).attempts > ATTEMPTS) == (["pending"], True)


def test_a_customer_who_writes_waits_for_no_pause(world: World) -> None:
    ids, wire = said(world, "一"), Wire(WRONG)
    round_(world, wire)
    world.pass_(minutes=1)
    world.write("wire", "somebody", "在吗")
    round_(world, wire)
    assert (statuses(world, ids), row(world, ids[0]).attempts) == (["sent"], 2)


def test_a_code_is_not_kept_till_it_is_worth_nothing(world: World) -> None:
    ids, wire = said(world, "验证码 123456", "二", purpose="code"), Wire(WRONG)
    round_(world, wire)
    assert statuses(world, ids) == ["failed", "sent"]


@pytest.mark.parametrize(("trouble", "tries"), [(WRONG, 1), (AWAY, ATTEMPTS)])
def test_a_notice_takes_another_way_instead_of_waiting(world: World, trouble: Result | Exception, tries: int) -> None:
    agreed(world)
    id = notice(world)
    for _ in range(tries):
        assert row(world, id).status == "pending"
        round_(world, Wire(trouble), Wire(name="sms"))
        world.pass_(minutes=10)
    assert (row(world, id).status, len(world.all(Message, channel="sms"))) == ("rerouted", 1)


def test_staff_are_told_once_a_channel_and_reason(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    for sender in "甲乙丙":
        said(world, "一", sender=sender)
    said(world, "一", sender="丁", channel="other")
    other = Result(Delivery.RETRY, reason="wire_60020", fault=Fault.SETTINGS)
    round_(world, Wire(WRONG, WRONG, other), Wire(WRONG, name="other"))
    stuck = {("wire", "wire_40164"), ("wire", "wire_60020"), ("other", "wire_40164")}
    assert sorted(alerts(world)) == sorted(("supervisor", f"channel_stuck:{name}", reason) for name, reason in stuck)
    assert len(caplog.messages) == 3
    assert "docs/channels.md" in caplog.messages[0] and "wire" in caplog.messages[0]


def test_they_are_told_again_an_hour_after_they_have_seen_it(world: World) -> None:
    said(world, "一")
    wire = Wire(*[WRONG] * 60)
    rounds(world, wire, 2)
    assert len(alerts(world)) == 1
    with world.work(SUPERVISOR) as work:
        finish(work, world.all(Task)[0].id)
    rounds(world, wire, 0.5)
    assert len(alerts(world)) == 1
    rounds(world, wire, 1)
    assert len(alerts(world)) == 2


def test_an_outage_is_told_when_it_lasts_and_an_odd_message_never(world: World) -> None:
    said(world, "一")
    said(world, "二", sender="another", channel="other")
    away, odd = Wire(*[AWAY] * 60), Wire(*[ValueError("bad")] * 60, name="other")
    for count in range(ATTEMPTS + 2):
        assert alerts(world) == (
            [("supervisor", "channel_stuck:wire", "ConnectionRefusedError")] if count >= ATTEMPTS else []
        )
        round_(world, away, odd)
        world.pass_(minutes=10)


def test_the_desk_is_given_the_channel_and_the_key(world: World, desk: As) -> None:
    said(world, "一")
    round_(world, Wire(WRONG))
    (alert,) = desk(SUPERVISOR).get("/api/tasks").json()["items"]
    assert (alert["kind"], alert["channel"], alert["reason"]) == ("alert", "wire", "wire_40164")
    assert desk(AGENT).get("/api/tasks").json() == {"items": [], "next": None}
