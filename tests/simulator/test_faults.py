"""Faults do what they say, as often as they say, and only where."""

import time

import pytest

from connectors import wechat
from connectors.contract.outbound import Delivery, Parcel
from connectors.wechat.account import WeChatChannel
from simulator.faults import Fault, Faults
from simulator.platform import Platform
from tests.connectors.wechat_pushes import SharedVault

pytestmark = pytest.mark.slow

WHO, SEND = "openid-1", "/wechat/cgi-bin/message/custom/send"


@pytest.fixture
def channel(platform: Platform, token_store: SharedVault) -> WeChatChannel:
    platform.do(platform.people.follow(WHO))
    made = wechat.connect(platform.accounts.settings(), token_store)
    assert made
    return made


@pytest.mark.parametrize(
    ("does", "value", "reason", "delivered"),
    [("status", 500, "wechat_http", 0), ("code", 45011, "wechat_45011", 0), ("lost", 1, "wechat_http", 1)],
)
def test_kinds(
    channel: WeChatChannel, platform: Platform, does: str, value: float, reason: str, delivered: int
) -> None:
    platform.break_things(SEND, does, value, times=1)
    result = channel.send(WHO, Parcel((1,), "您好"))
    assert (result.delivery, result.reason) == (Delivery.RETRY, reason)
    assert len(platform.journal.delivered()) == delivered
    assert channel.send(WHO, Parcel((1,), "您好")).delivery == Delivery.SENT
    assert len(platform.journal.doubles()) == delivered


def test_slowness_is_scaled(channel: WeChatChannel, platform: Platform) -> None:
    platform.break_things(SEND, "slow", 20)
    begun = time.monotonic()
    assert channel.send(WHO, Parcel((1,), "您好")).delivery == Delivery.SENT
    assert time.monotonic() - begun >= 20 / platform.clock.speed


def test_rates_are_met_and_repeat_with_the_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed, [Fault("/a", "status", 500, rate=0.3)])
        assert not any(faults.strike("/b") for _ in range(9))
        return [faults.strike("/a/b") is not None for _ in range(1000)]

    assert struck(1) == struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350
