"""WeCom tells that there is something; what it is, is fetched with a cursor, and sent under ids that count once."""

from typing import Any

import pytest

from connectors import wecom
from connectors.contract.channel import Registry
from connectors.contract.inbound import Inbound, Kind, Received
from connectors.contract.outbound import Delivery, Parcel
from connectors.wecom.account import WeComChannel
from helpline.conversations.messages import say
from helpline.delivery.outbox import deliver
from helpline.inbound.ingest import take_in
from helpline.tables import Conversation, Message
from simulator.platform import Platform
from tests.connectors.wechat_pushes import SharedVault
from tests.simulator.conftest import Product
from tests.world import World

pytestmark = pytest.mark.slow

WHO = "wm-1"


@pytest.fixture
def channel(platform: Platform, token_store: SharedVault) -> WeComChannel:
    made = wecom.connect(platform.accounts.settings(), token_store)
    assert made
    return made


def pulled(channel: WeComChannel, product: Product, cursor: str = "") -> tuple[list[Inbound], str]:
    """Everything after the cursor, fetched with the token of the newest callback."""
    (pull,) = channel.receive(product.at("wecom")[-1]).pulls
    found: list[Inbound] = []
    while True:
        batch = channel.pull(pull.account, pull.token, cursor)
        found, cursor = [*found, *batch.inbound], batch.cursor
        if not batch.more:
            return found, cursor


def to(platform: Platform) -> str:
    return f"{platform.accounts.wecom_desk}:{WHO}"


def test_customers_acts_are_fetched_once(channel: WeComChannel, platform: Platform, product: Product) -> None:
    platform.do(platform.wecom.enter(WHO, "QH25053206"))
    platform.do(platform.wecom.text(WHO, "空调不制冷"))
    platform.do(platform.wecom.picture(WHO, b"jpeg", "image/jpeg"))
    found, cursor = pulled(channel, product)
    assert [(i.kind, i.text, i.payload) for i in found] == [
        (Kind.JOINED, "", "QH25053206"),
        (Kind.TEXT, "空调不制冷", ""),
        (Kind.PICTURE, "", ""),
    ]
    assert channel.fetch(found[2].media[0].reference) == b"jpeg"
    platform.do(platform.wecom.callback())  # in vain
    assert pulled(channel, product, cursor) == ([], cursor)


def test_a_repeated_id_is_delivered_once(channel: WeComChannel, platform: Platform) -> None:
    platform.do(platform.wecom.text(WHO, "在吗"))
    for _ in range(2):
        assert channel.send(to(platform), Parcel((1,), "在的")).delivery == Delivery.SENT
    assert [e.what["text"] for e in platform.journal.delivered("wecom", WHO)] == ["在的"]


def test_five_after_a_message(channel: WeComChannel, platform: Platform) -> None:
    platform.do(platform.wecom.text(WHO, "在吗"))
    results = [channel.send(to(platform), Parcel((n,), f"第{n}条")) for n in range(6)]
    assert [r.delivery for r in results] == [*[Delivery.SENT] * 5, Delivery.HOLD]
    assert results[-1].reason == "wecom_95001"


@pytest.mark.parametrize(
    ("state", "delivery", "reason"),
    [(1, Delivery.SENT, ""), (3, Delivery.HOLD, "wecom_state_human"), (4, Delivery.HOLD, "wecom_state_ended")],
)
def test_states(channel: WeComChannel, platform: Platform, state: int, delivery: Any, reason: str) -> None:
    platform.do(platform.wecom.text(WHO, "在吗"))
    platform.wecom.session(WHO).state = state
    result = channel.send(to(platform), Parcel((1,), "在的"))
    assert (result.delivery, result.reason) == (delivery, reason)


def test_a_first_visit_is_welcomed_at_once(
    world: World, channel: WeComChannel, platform: Platform, product: Product
) -> None:
    """By the code that came with it, which lets one message out; what else there is waits for the customer."""
    platform.do(platform.wecom.enter(WHO))
    found, cursor = pulled(channel, product)
    (conversation_id,) = take_in(world.database, world.kb, channel, Received(inbound=tuple(found)))
    deliver(world.database, world.kb, Registry({"wecom": channel}))
    (greeting,) = world.all(Message, conversation_id=conversation_id, direction="out")
    assert [e.what["text"] for e in platform.journal.delivered("wecom", WHO)] == [greeting.text]
    with world.work() as work:
        say(work, work.session.get_one(Conversation, conversation_id), "还有一句")
    deliver(world.database, world.kb, Registry({"wecom": channel}))
    assert [row.status for row in world.all(Message, direction="out")] == ["sent", "held"]
    platform.do(platform.wecom.enter(WHO))  # comes again: no code, nothing said
    assert pulled(channel, product, cursor)[0] == []


def test_a_welcome_that_comes_too_late_waits_for_the_customer(
    world: World, channel: WeComChannel, platform: Platform, product: Product
) -> None:
    platform.do(platform.wecom.enter(WHO))
    found, _ = pulled(channel, product)
    platform.clock.shift += 30
    take_in(world.database, world.kb, channel, Received(inbound=tuple(found)))
    deliver(world.database, world.kb, Registry({"wecom": channel}))
    (greeting,) = world.all(Message, direction="out")
    assert (greeting.status, greeting.error) == ("held", "wecom_95010")
    platform.do(platform.wecom.text(WHO, "在吗"))
    take_in(world.database, world.kb, channel, Received(inbound=tuple(pulled(channel, product)[0])))
    deliver(world.database, world.kb, Registry({"wecom": channel}))
    assert [e.what["text"] for e in platform.journal.delivered("wecom", WHO)] == [greeting.text]
