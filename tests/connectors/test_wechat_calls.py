"""What the Official Account sends and fetches, against a stand-in for its interface."""

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import wechat
from connectors.contract.fault import Fault
from connectors.contract.outbound import Delivery, Parcel, Result
from connectors.contract.settings import Misconfigured
from connectors.tencent import http
from connectors.tencent.http import Failed
from connectors.wechat.account import WeChatChannel
from tests.connectors.wechat_platform import JPEG, Platform, running
from tests.connectors.wechat_pushes import APPID, WHO, SharedVault, account

pytestmark = pytest.mark.slow

SEND = "message/custom/send"
TEXT = Parcel((1,), "师傅明天上午到", seq=1)
MENU = Parcel(
    (2,), "修好了吗", ({"title": "好了", "payload": "/affirm"}, {"title": "没好", "payload": "/deny"}), seq=17
)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with running() as made:
        yield made


@pytest.fixture
def channel(platform: Platform) -> WeChatChannel:
    return account(WECHAT_API_URL=platform.url)


def picture(path: Path, **more: Any) -> Parcel:
    return Parcel((3,), attachment={"path": str(path), "content_type": "image/png", **more})


def test_text_goes_out_as_raw_utf8(platform: Platform, channel: WeChatChannel) -> None:
    assert channel.send(WHO, TEXT) == Result(Delivery.SENT)
    assert platform.bodies(SEND) == [{"touser": WHO, "msgtype": "text", "text": {"content": "师傅明天上午到"}}]


def test_nothing_is_not_sent(platform: Platform, channel: WeChatChannel) -> None:
    assert channel.send(WHO, Parcel((1,))) == Result(Delivery.SENT, spent=False)
    assert not platform.calls


def test_buttons_go_out_as_a_menu(platform: Platform, channel: WeChatChannel) -> None:
    assert channel.send(WHO, MENU).delivery == Delivery.SENT
    (sent,) = platform.bodies(SEND)
    assert sent["msgtype"] == "msgmenu"
    assert sent["msgmenu"]["head_content"] == "修好了吗"
    assert [choice["id"] for choice in sent["msgmenu"]["list"]] == ["17-1", "17-2"]


def test_an_account_without_menus_has_the_choices_written_out(platform: Platform, channel: WeChatChannel) -> None:
    platform.told[SEND] = [{"errcode": 40200, "errmsg": "invalid account type"}]
    assert channel.send(WHO, MENU).delivery == Delivery.SENT
    assert platform.bodies(SEND)[1]["text"]["content"] == "修好了吗\n1. 好了\n2. 没好"


def test_a_picture_is_uploaded_first(platform: Platform, channel: WeChatChannel, tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(JPEG)
    assert channel.send(WHO, picture(tmp_path / "p")).delivery == Delivery.SENT
    (raw,) = platform.bodies("media/upload")
    assert JPEG in raw and b'filename="picture.png"' in raw
    assert platform.bodies(SEND)[0]["image"] == {"media_id": "uploaded-1"}


def test_a_picture_that_is_not_there(channel: WeChatChannel, tmp_path: Path) -> None:
    for parcel in (picture(tmp_path / "none"), Parcel((3,), attachment={"id": "x"})):
        assert channel.send(WHO, parcel) == Result(Delivery.NEVER, reason="wechat_no_file", spent=False)


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BUSY = Result(Delivery.RETRY, fault=Fault.PLATFORM, spent=False)
WRONG = Result(Delivery.RETRY, after=timedelta(minutes=5), fault=Fault.SETTINGS, spent=False)
CODES: dict[int, Result] = {
    -1: replace(BUSY, reason="wechat_busy"),
    40003: Result(Delivery.NEVER, reason="wechat_40003", spent=False, unreachable=True),
    40125: replace(WRONG, reason="wechat_40125"),
    40164: replace(WRONG, reason="wechat_40164"),
    43004: Result(Delivery.NEVER, reason="wechat_43004", spent=False, unreachable=True),
    43019: Result(Delivery.NEVER, reason="wechat_43019", spent=False, unreachable=True),
    45002: Result(Delivery.NEVER, reason="wechat_45002", spent=False),
    45009: replace(WRONG, reason="wechat_45009", after=HOUR),
    45011: replace(BUSY, reason="wechat_45011", after=MINUTE),
    45015: Result(Delivery.HOLD, reason="wechat_45015", spent=False),
    45047: Result(Delivery.HOLD, reason="wechat_45047", spent=True),
    47003: replace(WRONG, reason="wechat_47003"),
    48001: replace(WRONG, reason="wechat_48001"),
    48002: Result(Delivery.NEVER, reason="wechat_48002", spent=False, unreachable=True),
    61459: Result(Delivery.RETRY, reason="wechat_61459", spent=False),
    99999: Result(Delivery.RETRY, reason="wechat_99999", spent=False),
}


@pytest.mark.parametrize("code", CODES)
def test_error_codes(platform: Platform, channel: WeChatChannel, code: int) -> None:
    platform.told[SEND] = [{"errcode": code, "errmsg": "no"}]
    assert channel.send(WHO, TEXT) == CODES[code]
    assert len(platform.bodies(SEND)) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (500, "wechat_http"),
        (502, "wechat_http"),
        (b"<html>", "wechat_answer"),
        ({}, "wechat_answer"),
        ([], "wechat_answer"),
    ],
)
def test_answers_that_say_nothing(platform: Platform, channel: WeChatChannel, answer: Any, reason: str) -> None:
    platform.told[SEND] = [answer]
    assert channel.send(WHO, TEXT) == replace(BUSY, reason=reason, spent=True)


def test_a_platform_that_is_silent(platform: Platform, channel: WeChatChannel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert channel.send(WHO, TEXT).delivery == Delivery.SENT
    monkeypatch.setattr(http, "TIMEOUT", 0.2)
    platform.told[SEND] = [0.6]
    impatient = account(WECHAT_API_URL=platform.url)
    assert impatient.send(WHO, TEXT) == replace(BUSY, reason="wechat_timeout", spent=True)


def test_a_platform_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = account(WECHAT_API_URL=f"http://127.0.0.1:{free.getsockname()[1]}")
        assert nobody.send(WHO, TEXT) == replace(BUSY, reason="wechat_connection")


def test_a_refused_token_is_changed_once(platform: Platform, channel: WeChatChannel) -> None:
    channel.send(WHO, TEXT)
    platform.token = "token-2"
    assert channel.send(WHO, TEXT).delivery == Delivery.SENT
    assert platform.granted == 2
    assert len(platform.bodies(SEND)) == 3


def test_a_token_refused_for_ever_is_asked_for_once(platform: Platform, channel: WeChatChannel) -> None:
    platform.told[SEND] = [{"errcode": 42001, "errmsg": "expired"}] * 10
    assert channel.send(WHO, TEXT) == replace(BUSY, reason="wechat_42001", after=MINUTE)
    assert len(platform.bodies(SEND)) == 2


def test_the_token_is_forced_only_when_the_stable_one_is_refused(platform: Platform, channel: WeChatChannel) -> None:
    channel.send(WHO, TEXT)
    platform.told[SEND] = [{"errcode": 40001, "errmsg": "invalid"}]  # though it is still given out
    assert channel.send(WHO, TEXT).delivery == Delivery.SENT
    assert [asked["force_refresh"] for asked in platform.bodies("stable_token")] == [False, False, True]
    assert platform.bodies("stable_token")[0]["appid"] == APPID


@pytest.mark.parametrize(
    ("code", "wanted"),
    [*((code, Fault.SETTINGS) for code in (40001, 40125, 40164, 40013)),
     *((code, Fault.PLATFORM) for code in (-1, 45011, 99999))],
)  # fmt: skip
def test_no_token_at_all(platform: Platform, channel: WeChatChannel, code: int, wanted: Fault) -> None:
    platform.told["stable_token"] = [{"errcode": code, "errmsg": "no"}] * 3
    result = channel.send(WHO, TEXT)
    assert (result.delivery, result.fault, result.spent) == (Delivery.RETRY, wanted, False)
    assert len(platform.bodies("stable_token")) == 1


def test_threads_and_processes_share_one_token(platform: Platform) -> None:
    token_store = SharedVault()
    channels = [account(v, WECHAT_API_URL=platform.url) for v in (token_store, SharedVault(beside=token_store))]
    results: list[Result] = []

    def work(channel: WeChatChannel) -> None:
        results.extend(channel.send(WHO, TEXT) for _ in range(5))

    for expected in (1, 2):
        threads = [threading.Thread(target=work, args=(channel,)) for channel in channels for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert platform.granted == expected
        platform.token = "token-2"
    assert len(results) == 40 and {result.delivery for result in results} == {Delivery.SENT}


def test_files_are_fetched(platform: Platform, channel: WeChatChannel) -> None:
    assert channel.fetch("m") == JPEG
    platform.told["media/get"] = [{"video_url": f"{platform.url}/cgi-bin/file"}]
    platform.told["file"] = [b"a video"]
    assert channel.fetch("m") == b"a video"


def test_an_expired_file_is_gone_though_the_status_is_200(platform: Platform, channel: WeChatChannel) -> None:
    platform.told["media/get"] = [{"errcode": 40007, "errmsg": "invalid media_id"}]
    with pytest.raises(LookupError):
        channel.fetch("m")


@pytest.mark.parametrize("answer", [500, b"", {"errcode": -1, "errmsg": "busy"}, {}, [], 7, {"video_url": "no url"}])
def test_a_file_that_may_come_later(platform: Platform, channel: WeChatChannel, answer: Any) -> None:
    platform.told["media/get"] = [answer]
    with pytest.raises(Failed):
        channel.fetch("m")


@pytest.mark.parametrize("answer", [{}, {"access_token": "t"}, {"access_token": "t", "expires_in": "soon"}, b"<html>"])
def test_a_token_that_is_none(platform: Platform, channel: WeChatChannel, answer: Any) -> None:
    platform.told["stable_token"] = [answer]
    assert channel.send(WHO, TEXT) == replace(BUSY, reason="wechat_answer")
    assert not platform.bodies(SEND)


def test_typing_is_never_an_error(platform: Platform, channel: WeChatChannel) -> None:
    channel.typing(WHO, True)
    for code in (45072, 45080, 45081, 48001):
        platform.told["message/custom/typing"] = [{"errcode": code, "errmsg": "no"}]
        channel.typing(WHO, False)
    assert [body["command"] for body in platform.bodies("message/custom/typing")] == ["Typing"] + ["CancelTyping"] * 4


def test_codes_for_machines(platform: Platform, channel: WeChatChannel) -> None:
    assert channel.machine_code("KT2023081507") == "http://weixin.qq.com/q/02Zq7"
    scene = {"scene": {"scene_str": "sn:KT2023081507"}}
    assert platform.bodies("qrcode/create") == [{"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene}]
    with pytest.raises(ValueError):
        channel.machine_code("K" * 62)
    with pytest.raises(Misconfigured):
        account(WECHAT_ACCOUNT="subscription").machine_code("KT2023081507")


def test_the_menu(platform: Platform, channel: WeChatChannel) -> None:
    channel.set_menu({"我要报修": "我要报修", "更多": {"查进度": "查一下进度"}})
    (made,) = platform.bodies("menu/create")
    assert made["button"][0] == {"type": "click", "name": "我要报修", "key": "我要报修"}
    assert made["button"][1]["sub_button"] == [{"type": "click", "name": "查进度", "key": "查一下进度"}]


def test_secrets_are_told_nobody(platform: Platform, channel: WeChatChannel, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    platform.told["media/get"] = [500]
    channel.send(WHO, TEXT)
    platform.token = "token-2"
    with pytest.raises(Failed) as failed:
        channel.fetch("m")
    told = caplog.text + repr(failed.value) + "".join(traceback.format_exception(failed.value))
    assert "token-1" not in told and "token-2" not in told and "the-app-secret" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"WECHAT_SECRET": ""},
        {"WECHAT_AES_KEY": "too-short"},
        {"WECHAT_AES_KEY": "!" * 43},
        {"WECHAT_AES_KEY": "", "WECHAT_AES_KEY_PREVIOUS": "A" * 43},
        {"WECHAT_ACCOUNT": "personal"},
        {"WECHAT_TEMPLATE_VISIT": "only-an-id"},
        {"WECHAT_TEMPLATE_VISIT": "id:Field=time"},
        {"WECHAT_TEMPLATE_VISIT": "id:thing2"},
        {"WECHAT_TEMPLATE_VISIT": "id:thing2=solution"},  # a visit has none
    ],
)
def test_half_set_up(changes: dict[str, str]) -> None:
    with pytest.raises(Misconfigured) as told:
        account(**changes)
    assert "the-app-secret" not in str(told.value)


def test_off_without_settings() -> None:
    assert wechat.connect({}, SharedVault()) is None
