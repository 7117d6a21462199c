"""What WeCom's customer service tells: callbacks and what is pulled after them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors import wecom
from connectors.contract.inbound import Inbound, Kind, Media, Pull, Receipt, Status
from connectors.contract.request import BadMessage, Refused, Request
from connectors.contract.settings import Misconfigured
from connectors.tencent.crypto import Crypto
from connectors.tencent.http import Failed
from connectors.wecom.account import WeComChannel
from tests.connectors.wechat_platform import OK, Platform, running
from tests.connectors.wechat_pushes import (
    ACCOUNT,
    AT,
    CORPID,
    CUSTOMER,
    KEY,
    OLD_KEY,
    TOKEN,
    SharedVault,
    corporation,
    payload,
    request,
    sealed,
)

TO = f"{ACCOUNT}:{CUSTOMER}"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with running() as made:
        yield made


@pytest.fixture
def channel(platform: Platform) -> WeComChannel:
    return corporation(WECOM_API_URL=platform.url)


# -- callbacks ---------------------------------------------------------------------------------------------------------

CALLBACK = sealed(payload("wecom", "callback.xml"), receiver=CORPID)


def echo(text: str = "7361289346", key: str = KEY, receiver: str = CORPID, **changes: str) -> Request:
    seal = Crypto(TOKEN, [key], receiver)
    timestamp, nonce, hidden = str(int(AT.timestamp())), "415670741", seal.close(text)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": hidden}
    return request(query | {"msg_signature": seal.signature(timestamp, nonce, hidden)} | changes, method="GET")


def test_the_check_of_the_address() -> None:
    assert corporation().receive(echo()).answer.body == "7361289346"


def test_a_callback_asks_to_pull() -> None:
    received = corporation().receive(CALLBACK)
    assert received.pulls == (Pull(ACCOUNT, "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR"),)
    assert received.nonce and not received.inbound


def test_other_events_are_acknowledged() -> None:
    received = corporation().receive(sealed(payload("wecom", "other_event.xml"), receiver=CORPID))
    assert not received.pulls and received.answer.status == 200


REFUSED = {
    "echo: other signature": echo(msg_signature="0" * 40),
    "echo: other nonce": echo(nonce="1"),
    "echo: another echo": echo(echostr="AAAA"),
    "echo: no timestamp": echo(timestamp=""),
    "echo: another key": echo(key=OLD_KEY),
    "echo: another corporation": echo(receiver="ww0000000000000000"),
    "echo: late": replace(echo(), at=AT + timedelta(minutes=6)),
    "callback: plain": replace(CALLBACK, body=payload("wecom", "callback.xml")),
    "callback: no query": replace(CALLBACK, query=""),
    "callback: late": replace(CALLBACK, at=AT + timedelta(minutes=6)),
    "callback: another corporation": sealed(payload("wecom", "callback.xml"), receiver="ww0000000000000000"),
    "callback: another key": sealed(payload("wecom", "callback.xml"), OLD_KEY, CORPID),
    "callback: other token": sealed(payload("wecom", "callback.xml"), receiver=CORPID, token="guess"),
    "callback: altered": replace(CALLBACK, body=CALLBACK.body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    with pytest.raises(Refused):
        corporation().receive(REFUSED[case])


@pytest.mark.parametrize(
    "push",
    [
        replace(CALLBACK, body=b""),
        replace(CALLBACK, body=b"\xff\xfe"),
        replace(CALLBACK, method="DELETE"),
        sealed(b"hello", receiver=CORPID),
        sealed(b"<xml><Event>kf_msg_or_event</Event></xml>", receiver=CORPID),
    ],
)
def test_no_message(push: Request) -> None:
    with pytest.raises(BadMessage):
        corporation().receive(push)


# -- pulling -----------------------------------------------------------------------------------------------------------


def said(n: int, kind: Kind, text: str = "", media: str = "", choice: str = "") -> Inbound:
    id, files = f"4WjjZVmdni5oc5PoFfy6UBHtzhW5HjYccrZHdmM4x{n:02}", (Media(media, kind),) if media else ()
    return Inbound("wecom", TO, id, kind, text, choice=choice, media=files, opens="message")


def test_a_batch_is_pulled(platform: Platform, channel: WeComChannel) -> None:
    platform.told["kf/sync_msg"] = [json.loads(payload("wecom", "sync_msg.json"))]
    pulled = channel.pull(ACCOUNT, "callback-token", "")
    joined, *rest = pulled.inbound
    assert (joined.kind, joined.sender, joined.opens) == (Kind.JOINED, TO, "welcome")
    assert joined.payload == ""
    assert rest == [
        said(2, Kind.TEXT, "洗衣机甩干的时候声音特别大"),
        said(3, Kind.TEXT, "后天下午", choice="23-3"),
        said(4, Kind.PICTURE, media="2iSLeVyqzk4eX0IB5kTi9Ljfa2rt9dwfq5WKRQ4Nvvgw"),
        said(5, Kind.VOICE, media="2iSLeVyqzk4eX0IB5kTi9Ljfa2rt9dwfq5WKRQ4Nvoic"),
        said(6, Kind.VIDEO, media="2iSLeVyqzk4eX0IB5kTi9Ljfa2rt9dwfq5WKRQ4Nvide"),
        said(7, Kind.LOCATION, "广东省广州市海珠区滨江东路 春晓花园3栋"),
        said(8, Kind.LOCATION, "23.1,113.3"),
        said(9, Kind.TEXT, "门锁说明书\nhttps://example.com/lock"),
        said(10, Kind.OTHER),
    ]
    assert pulled.receipts == (Receipt("0123456789abcdef0123456789abcdef", Status.FAILED, "wecom_fail_10"),)
    assert (pulled.cursor, pulled.more) == ("4gw7MepFLfgF2VC5nqN", True)
    (asked,) = platform.bodies("kf/sync_msg")
    assert asked == {"open_kfid": ACCOUNT, "token": "callback-token", "limit": 1000, "voice_format": 0}


@pytest.mark.parametrize(
    ("code", "scene", "wanted"),
    [
        ("code", "", (Kind.JOINED, "")),
        ("code", "sn:KT2023081507", (Kind.JOINED, "KT2023081507")),
        ("", "sn:KT2023081507", (Kind.SCANNED, "KT2023081507")),
        ("", "spring_fair", None),
        ("", "", None),
    ],
)
def test_entering(platform: Platform, channel: WeComChannel, code: str, scene: str, wanted: Any) -> None:
    batch = json.loads(payload("wecom", "sync_msg.json"))
    entered = batch["msg_list"][0]
    entered["event"] |= {"welcome_code": code, "scene_param": scene}
    platform.told["kf/sync_msg"] = [batch | {"msg_list": [entered]}]
    found = channel.pull(ACCOUNT, "t", "").inbound
    assert [(one.kind, one.payload) for one in found] == ([wanted] if wanted else [])


def test_the_cursor_goes_on_and_stays_when_there_is_nothing(platform: Platform, channel: WeComChannel) -> None:
    pulled = channel.pull(ACCOUNT, "", "where-we-were")
    assert (pulled.inbound, pulled.cursor, pulled.more) == ((), "where-we-were", False)
    assert "token" not in platform.bodies("kf/sync_msg")[0]


def test_an_old_pull_token_is_left_out(platform: Platform, channel: WeComChannel) -> None:
    platform.told["kf/sync_msg"] = [{"errcode": 95007, "errmsg": "invalid msgtoken"}, OK | {"next_cursor": "n"}]
    assert channel.pull(ACCOUNT, "old", "c").cursor == "n"
    assert "token" not in platform.bodies("kf/sync_msg")[1]


@pytest.mark.parametrize("answer", [500, b"<html>", {"errcode": -1, "errmsg": "busy"}, {"errcode": 95000}])
def test_a_pull_that_fails_says_so(platform: Platform, channel: WeComChannel, answer: Any) -> None:
    platform.told["kf/sync_msg"] = [answer]
    with pytest.raises(Failed):
        channel.pull(ACCOUNT, "t", "c")


@pytest.mark.parametrize("item", [None, 1, {}, {"msgtype": 1}, {"msgtype": "text", "origin": 3}, {"msgtype": "event"}])
def test_an_odd_item_keeps_nothing_back(platform: Platform, channel: WeComChannel, item: Any) -> None:
    batch = json.loads(payload("wecom", "sync_msg.json"))
    platform.told["kf/sync_msg"] = [batch | {"msg_list": [item, batch["msg_list"][1]]}]
    assert channel.pull(ACCOUNT, "t", "c").inbound == (said(2, Kind.TEXT, "洗衣机甩干的时候声音特别大"),)


def test_settings() -> None:
    assert wecom.connect({}, SharedVault()) is None
    for changes in ({"WECOM_SECRET": ""}, {"WECOM_AES_KEY": "short"}):
        with pytest.raises(Misconfigured):
            corporation(**changes)
