"""Answers of a platform that are odd: their bytes, their size, where they lead."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.contract.fault import Fault
from connectors.contract.outbound import Delivery, Parcel, Result
from connectors.tencent import http
from connectors.tencent.http import Failed
from connectors.wechat.account import WeChatChannel
from tests.connectors.wechat_platform import JPEG, Platform, running
from tests.connectors.wechat_pushes import WHO, account

SEND = "message/custom/send"
TEXT = Parcel((1,), "师傅明天上午到", seq=1)
BUSY = Result(Delivery.RETRY, fault=Fault.PLATFORM, spent=False)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with running() as made:
        yield made


@pytest.fixture
def channel(platform: Platform) -> WeChatChannel:
    return account(WECHAT_API_URL=platform.url)


def test_an_answer_with_odd_bytes_is_read(platform: Platform, channel: WeChatChannel) -> None:
    platform.told[SEND] = [b'{"errcode": "45015", "errmsg": "of \xff\xfe and \x01"}']
    assert channel.send(WHO, TEXT).reason == "wechat_45015"


def test_an_answer_that_does_not_end_is_not_read_to_its_end(
    platform: Platform, channel: WeChatChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST", len(JPEG))
    assert channel.fetch("m") == JPEG
    platform.told["media/get"] = [JPEG + b"x"]
    with pytest.raises(Failed):
        channel.fetch("m")


def test_half_a_character_is_no_traceback(channel: WeChatChannel) -> None:
    assert channel.send(WHO, Parcel((1,), "\ud83d", seq=1)).reason == "wechat_answer"


def test_a_redirect_is_not_followed(platform: Platform, channel: WeChatChannel) -> None:
    """It would take the token along, wherever it leads."""
    platform.told[SEND] = [302]
    assert channel.send(WHO, TEXT) == replace(BUSY, reason="wechat_http", spent=True)
    assert [path for path, _ in platform.calls] == ["stable_token", SEND]
