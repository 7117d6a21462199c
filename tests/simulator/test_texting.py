"""Text messages as Twilio carries them."""

from dataclasses import replace

import httpx
import pytest

from connectors import sms
from connectors.contract.inbound import Kind, Received, Status
from connectors.contract.outbound import Delivery, Parcel
from connectors.contract.request import Request
from connectors.sms.channel import SmsChannel
from simulator.platform import Platform
from simulator.twilio.segments import segments
from tests.connectors.twilio_webhooks import NoVault
from tests.simulator.conftest import Product, eventually

pytestmark = pytest.mark.slow

WHO = "+8613805711001"
EMPTY = (200, "text/xml", "<Response/>")


@pytest.fixture
def channel(platform: Platform, product: Product) -> SmsChannel:
    made = sms.connect(platform.accounts.settings(), NoVault())
    assert made
    product.answers = lambda request: EMPTY
    return made


def received(channel: SmsChannel, request: Request) -> Received:
    """As the gateway hands it on: with the path below the channel's own address."""
    return channel.receive(replace(request, path=request.path.removeprefix("sms").strip("/")))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("好" * 70, 1),
        ("好" * 71, 2),
        ("好" * 134, 2),
        ("好" * 135, 3),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("好" * 66 + "🔧" + "好" * 66, 3),  # an emoji is not cut in two
        ("€" * 80, 1),
        ("€" * 81, 2),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_a_message_is_signed_and_read(channel: SmsChannel, platform: Platform, product: Product) -> None:
    platform.do(platform.texting.write(WHO, "空调不制冷 & 漏水"))
    (inbound,) = received(channel, product.at("sms")[0]).inbound
    assert (inbound.sender, inbound.text) == (WHO, "空调不制冷 & 漏水")


def test_pictures_are_given_to_the_account_only(channel: SmsChannel, platform: Platform, product: Product) -> None:
    platform.do(platform.texting.write(WHO, "", [(b"jpeg", "image/jpeg")]))
    (inbound,) = received(channel, product.at("sms")[0]).inbound
    assert inbound.kind == Kind.PICTURE
    url = inbound.media[0].reference
    assert channel.fetch(url) == b"jpeg"
    assert httpx.get(url).status_code == 401


def test_a_failing_product_is_not_asked_again(platform: Platform, product: Product) -> None:
    product.answers = lambda request: (500, "text/plain", "")
    assert not platform.do(platform.texting.write(WHO, "在吗"))
    assert len(product.requests) == 1
    assert [e.what["code"] for e in platform.journal.find("failed")] == [11200]


def test_twiml_replies_reach_the_phone(platform: Platform, product: Product) -> None:
    product.answers = lambda request: (200, "text/xml", "<Response><Message>收到</Message></Response>")
    platform.do(platform.texting.write(WHO, "在吗"))
    assert [e.what["text"] for e in platform.journal.delivered("sms", WHO)] == ["收到"]


def test_nothing_is_sent_after_stop(channel: SmsChannel, platform: Platform) -> None:
    platform.do(platform.texting.write(WHO, "stop"))
    result = channel.send(WHO, Parcel((1,), "您好"))
    assert (result.delivery, result.unreachable) == (Delivery.NEVER, True)
    platform.do(platform.texting.write(WHO, "START"))
    assert channel.send(WHO, Parcel((1,), "您好")).delivery == Delivery.SENT


@pytest.mark.parametrize(("mood", "count"), [("in_order", 3), ("shuffled", 3), ("doubled", 6)])
def test_callbacks(channel: SmsChannel, platform: Platform, product: Product, mood: str, count: int) -> None:
    platform.texting.callbacks = mood
    channel.send(WHO, Parcel((1,), "您好"))
    eventually(lambda: len(product.at("sms/status")) == count)
    statuses = [e.what["status"] for e in platform.journal.find("status")]
    assert set(statuses) == {"queued", "sent", "delivered"}
    assert mood != "in_order" or statuses == ["queued", "sent", "delivered"]


def test_a_phone_out_of_reach(channel: SmsChannel, platform: Platform, product: Product) -> None:
    platform.texting.out_of_reach.add(WHO)
    result = channel.send(WHO, Parcel((1,), "您好"))
    eventually(lambda: len(product.at("sms/status")) == 3)
    (receipt,) = received(channel, product.at("sms/status")[-1]).receipts
    assert (receipt.status, receipt.foreign_id) == (Status.FAILED, result.foreign_id)
    assert platform.journal.delivered("sms") == []
