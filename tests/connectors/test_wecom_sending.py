"""What WeCom's customer service is sent: messages under ids of their own, session states, errors."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.contract.fault import Fault
from connectors.contract.outbound import Delivery, Parcel, Result
from connectors.wecom.account import WeComChannel, own_id
from tests.connectors.wechat_platform import JPEG, OK, Platform, running
from tests.connectors.wechat_pushes import ACCOUNT, CUSTOMER, corporation

TO = f"{ACCOUNT}:{CUSTOMER}"
SEND = "kf/send_msg"
TEXT = Parcel((1, 2), "师傅明天上午到", seq=2)
BUSY = Result(Delivery.RETRY, fault=Fault.PLATFORM, spent=False)
WRONG = Result(Delivery.RETRY, after=timedelta(minutes=5), fault=Fault.SETTINGS, spent=False)
MENU = Parcel((3,), "修好了吗", ({"title": "好了", "payload": "/affirm"},), seq=17)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with running() as made:
        yield made


@pytest.fixture
def channel(platform: Platform) -> WeComChannel:
    return corporation(WECOM_API_URL=platform.url)


def test_text_goes_out_under_an_id_of_its_own(platform: Platform, channel: WeComChannel) -> None:
    assert channel.send(TO, TEXT) == Result(Delivery.SENT, foreign_id=own_id(TO, TEXT))
    (sent,) = platform.bodies(SEND)
    assert sent == {
        "open_kfid": ACCOUNT,
        "touser": CUSTOMER,
        "msgid": own_id(TO, TEXT),
        "msgtype": "text",
        "text": {"content": "师傅明天上午到"},
    }


def test_the_id_is_the_same_for_the_same_and_only_for_it() -> None:
    parcels = [TEXT, replace(TEXT, part=1, parts=2), replace(TEXT, ids=(12,)), replace(TEXT, text="别的"), MENU]
    ids = {own_id(TO, parcel) for parcel in parcels} | {own_id("other:one", TEXT)}
    assert len(ids) == 6 and all(len(id) <= 32 and id.isalnum() for id in ids)
    assert own_id(TO, TEXT) == own_id(TO, replace(TEXT))


def test_menus_and_pictures(platform: Platform, channel: WeComChannel, tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(JPEG)
    channel.send(TO, MENU)
    channel.send(TO, Parcel((4,), attachment={"path": str(tmp_path / "p"), "content_type": "image/jpeg"}))
    menu, picture = platform.bodies(SEND)
    assert menu["msgmenu"]["list"] == [{"type": "click", "click": {"id": "17-1", "content": "好了"}}]
    assert picture["image"] == {"media_id": "uploaded-1"}
    assert channel.send(TO, Parcel((5,), attachment={"id": "p"})).reason == "wecom_no_file"
    assert channel.send(TO, Parcel((6,))) == Result(Delivery.SENT, spent=False)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (0, Result(Delivery.RETRY, reason="wecom_95018", spent=False)),
        (1, Result(Delivery.RETRY, reason="wecom_95018", spent=False)),
        (2, Result(Delivery.HOLD, reason="wecom_state_pool", spent=False)),
        (3, Result(Delivery.HOLD, reason="wecom_state_human", spent=False)),
        (4, Result(Delivery.HOLD, reason="wecom_state_ended", spent=False)),
    ],
)
def test_session_states(platform: Platform, channel: WeComChannel, state: int, wanted: Result) -> None:
    platform.told[SEND] = [{"errcode": 95018, "errmsg": "send msg session status invalid"}]
    platform.told["kf/service_state/get"] = [OK | {"service_state": state}]
    assert channel.send(TO, TEXT) == wanted
    assert platform.bodies("kf/service_state/get") == [{"open_kfid": ACCOUNT, "external_userid": CUSTOMER}]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (-1, replace(BUSY, reason="wecom_busy")),
        (95001, Result(Delivery.HOLD, reason="wecom_95001", spent=True)),
        (95002, Result(Delivery.HOLD, reason="wecom_95002", spent=False)),
        (95000, Result(Delivery.NEVER, reason="wecom_95000", spent=False)),
        (48002, replace(WRONG, reason="wecom_48002")),
        (60020, replace(WRONG, reason="wecom_60020")),
        (95017, replace(WRONG, reason="wecom_95017")),
        (40003, Result(Delivery.NEVER, reason="wecom_40003", spent=False, unreachable=True)),
        (45009, replace(WRONG, reason="wecom_45009", after=timedelta(hours=1))),
    ],
)
def test_error_codes(platform: Platform, channel: WeComChannel, code: int, wanted: Result) -> None:
    platform.told[SEND] = [{"errcode": code, "errmsg": "no"}]
    assert channel.send(TO, TEXT) == wanted


def test_a_message_that_was_taken_before_is_sent(platform: Platform, channel: WeComChannel) -> None:
    platform.told[SEND] = [504, {"errcode": 40097, "errmsg": "msgid duplicated"}]
    assert channel.send(TO, TEXT) == replace(BUSY, reason="wecom_http", spent=True)
    assert channel.send(TO, TEXT).delivery == Delivery.SENT
    first, second = platform.bodies(SEND)
    assert first["msgid"] == second["msgid"]


def test_an_expired_token_is_changed_once(platform: Platform, channel: WeComChannel) -> None:
    channel.send(TO, TEXT)
    platform.token = "token-2"
    platform.told[SEND] = [{"errcode": 42001, "errmsg": "expired"}]
    assert channel.send(TO, TEXT).delivery == Delivery.SENT
    assert platform.granted == 2


def test_a_wrong_secret_waits_for_the_operator(platform: Platform, channel: WeComChannel) -> None:
    platform.told["gettoken"] = [{"errcode": 40001, "errmsg": "invalid secret"}]
    assert channel.send(TO, TEXT) == replace(WRONG, reason="wecom_40001")


def test_files(platform: Platform, channel: WeComChannel) -> None:
    assert channel.fetch("m") == JPEG
    platform.told["media/get"] = [{"errcode": 40007, "errmsg": "invalid media_id"}]
    with pytest.raises(LookupError):
        channel.fetch("m")
