"""The product's own outbox and token_store against the platform: what is told within, and after, a customer's 48 hours."""

from collections.abc import Callable, Mapping

import pytest

from connectors import wechat
from connectors.contract.channel import Registry
from connectors.wechat.account import WeChatChannel
from helpline.conversations.allowances import open_allowance
from helpline.conversations.messages import say
from helpline.conversations.opening import conversation_of
from helpline.delivery.outbox import deliver
from helpline.delivery.token_store import DatabaseTokenStore
from helpline.tables import Message
from simulator.platform import Platform
from tests.world import World

pytestmark = pytest.mark.slow

WHO = "openid-1"
Told = Callable[..., Message]
VISIT = {
    "number": "GD20261122-0007",
    "product": "空调",
    "time": "2026年11月23日 9:00",
    "engineer": "陈师傅",
    "phone": "13911110001",
}


@pytest.fixture
def channel(world: World, platform: Platform) -> WeChatChannel:
    """The account over a database; both clocks agree, and somebody has just written."""
    made = wechat.connect(platform.accounts.settings(), DatabaseTokenStore(world.database))
    assert made
    platform.do(platform.people.follow(WHO))
    platform.do(platform.people.text(WHO, "在吗"))
    with world.work() as work:
        allowance = made.capabilities.allowances["message"]
        open_allowance(work, conversation_of(work, "wechat", WHO), "message", allowance.count, allowance.lasts)
    return made


@pytest.fixture
def tell(world: World, channel: WeChatChannel) -> Told:
    """Says something, makes a round, and returns the row."""

    def told(text: str, purpose: str = "", facts: Mapping[str, str] = {}) -> Message:
        with world.work() as work:
            row = say(work, conversation_of(work, "wechat", WHO), text, purpose=purpose, facts=facts)
            work.session.flush()
            id = row.id
        deliver(world.database, world.kb, Registry({"wechat": channel}))
        (message,) = world.all(Message, id=id)
        assert isinstance(message, Message)
        return message

    return told


def pass_hours(world: World, platform: Platform, hours: int) -> None:
    world.pass_(hours=hours)
    platform.clock.shift += hours * 3600


def test_one_of_the_five_is_kept_back(tell: Told, platform: Platform) -> None:
    rows = [tell(f"第{n}条") for n in range(5)]
    assert [row.status for row in rows] == ["sent"] * 4 + ["held"]
    assert tell("请评分", purpose="survey").status == "sent"  # what it was kept for
    assert platform.journal.find("refused") == []


def test_a_notice_after_48_hours_goes_by_template(tell: Told, world: World, platform: Platform) -> None:
    """By then the token has ended as well, and a new one is stored while the notice is under way."""
    tell("您好")
    pass_hours(world, platform, 49)
    assert tell("师傅明天上门", purpose="notice:visit", facts=VISIT).status == "sent"
    assert [e.what["type"] for e in platform.journal.delivered("wechat", WHO)] == ["text", "template"]
    assert platform.journal.find("refused") == []


def test_talk_after_48_hours_waits(tell: Told, world: World, platform: Platform) -> None:
    pass_hours(world, platform, 49)
    assert tell("在吗").status == "held"
    assert platform.journal.delivered() == []


def test_a_notice_that_keeps_failing_ends(tell: Told, world: World, platform: Platform) -> None:
    pass_hours(world, platform, 49)
    platform.break_things("/wechat/cgi-bin/message/template", "status", 500)
    assert tell("师傅明天上门", purpose="notice:visit").attempts == 1
