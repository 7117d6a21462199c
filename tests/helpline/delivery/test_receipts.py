"""What platforms say later about what was sent: it only goes forward, and what failed goes another way."""

import pytest

from connectors.contract.inbound import Receipt, Received, Status
from connectors.contract.outbound import Delivery, Result
from helpline.delivery.receipts import note_call
from helpline.inbound.ingest import take_in
from helpline.tables import Message, SentParcel
from tests.gateway.test_webhooks import WIRE, come
from tests.helpline.delivery.test_outbox import Wire, agreed, notice, round_, row, said
from tests.world import World


def sent(world: World, foreign_id: str = "f1") -> int:
    (id,) = said(world, "一", sender="o1")
    round_(world, Wire(Result(Delivery.SENT, foreign_id)))
    return id


@pytest.mark.parametrize(
    ("receipts", "status"),
    [
        (["delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["read", "delivered"], "read"),
        (["delivered", "delivered"], "delivered"),
        (["failed"], "failed"),
        (["failed", "delivered"], "failed"),
        (["delivered", "failed"], "failed"),
        (["read", "failed"], "read"),
    ],
)
def test_receipts_only_go_forward(world: World, receipts: list[str], status: str) -> None:
    id = sent(world)
    for receipt in receipts:
        come(world, receipts=(Receipt("f1", Status(receipt), "30003"),))
    assert row(world, id).status == status
    assert row(world, id).error == ("30003" if status == "failed" else "")


def test_a_receipt_may_be_faster_than_our_own_note(world: World) -> None:
    come(world, receipts=(Receipt("f1", Status.DELIVERED),))
    come(world, receipts=(Receipt("f1", Status.SENT),))
    assert row(world, sent(world)).status == "delivered"
    assert [parcel.message_id for parcel in world.all(SentParcel)] == [1]


def test_a_long_message_is_delivered_when_all_its_parts_are(world: World) -> None:
    id = sent(world)
    with world.work() as work:
        note_call(work, "wire", "f2", (id,))
    come(world, receipts=(Receipt("f1", Status.DELIVERED),))
    assert row(world, id).status == "sent"
    come(world, receipts=(Receipt("f2", Status.DELIVERED),))
    assert row(world, id).status == "delivered"


def test_a_notice_that_failed_afterwards_goes_another_way_once(world: World) -> None:
    agreed(world)
    id, channels = notice(world), {"wire": Wire(), "sms": Wire(name="sms")}
    round_(world, Wire(Result(Delivery.SENT, "f1")))
    with world.work() as work:
        note_call(work, "wire", "f2", (id,))
    for foreign_id in ("f1", "f2", "f1"):
        failed = Received(receipts=(Receipt(foreign_id, Status.FAILED, "30003"),))
        take_in(world.database, world.kb, WIRE, failed, channels)
    assert (row(world, id).status, row(world, id).error) == ("rerouted", "30003")
    assert [copy.text for copy in world.all(Message, channel="sms")] == ["明天上门"]


def test_a_failure_told_before_our_own_note_sends_the_notice_another_way(world: World) -> None:
    agreed(world)
    come(world, receipts=(Receipt("f1", Status.FAILED, "30003"),))
    id = notice(world)
    round_(world, Wire(Result(Delivery.SENT, "f1")), Wire(name="sms"))
    assert (row(world, id).status, len(world.all(Message, channel="sms"))) == ("rerouted", 1)
