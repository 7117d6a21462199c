"""Every kind of push, as a file, and what becomes of it; the same plain, compatible, sealed and under the old key."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from connectors.contract.inbound import Inbound, Kind, Media, Receipt, Status
from connectors.contract.request import Request
from tests.connectors.wechat_pushes import (
    KEY,
    OLD_KEY,
    PAYLOADS,
    WHO,
    account,
    payload,
    plain,
    plain_account,
    sealed,
)


def said(id: int | str, kind: Kind = Kind.TEXT, text: str = "", media: str = "", choice: str = "") -> Inbound:
    files = (Media(media, kind),) if media else ()
    return Inbound("wechat", WHO, str(id), kind, text, choice=choice, media=files, opens="message")


def happened(key: str, kind: Kind, text: str = "", payload: str = "", opens: str = "event") -> Inbound:
    id = f"event:{sha256(f'{WHO}:1795334401:{key}'.encode()).hexdigest()}"
    return Inbound("wechat", WHO, id, kind, text, payload, opens=opens)


SERIAL = "KT2023081507"
READ: dict[str, Inbound | Receipt | None] = {
    "text.xml": said(24912345678901230, text="客厅的空调开着不出冷风，外机也不转了"),
    "text_menu_choice.xml": said(24912345678901231, text="明天上午", choice="17-2"),
    "image.xml": said(24912345678901232, Kind.PICTURE, media="k7Zq-picture-media-id"),
    "voice.xml": said(24912345678901233, Kind.VOICE, media="k7Zq-voice-media-id"),
    "voice_recognised.xml": said(24912345678901234, text="师傅几点能到"),
    "video.xml": said(24912345678901235, Kind.VIDEO, media="k7Zq-video-media-id"),
    "shortvideo.xml": said(24912345678901236, Kind.VIDEO, media="k7Zq-short-media-id"),
    "location.xml": said(24912345678901237, Kind.LOCATION, "浙江省杭州市西湖区文三路90号"),
    "location_unnamed.xml": said(24912345678901238, Kind.LOCATION, "30.274085,120.155070"),
    "link.xml": said(24912345678901239, text="空调滤网怎么洗\n三步清洗滤网\nhttps://example.com/filter?a=1&b=2"),
    "unknown_type.xml": said(24912345678901240, Kind.OTHER),
    "file.xml": said(24912345678901260, Kind.OTHER, "维修报价单.pdf"),
    "miniprogrampage.xml": said(24912345678901261, Kind.OTHER, "我的订单"),
    "text_not_shown.xml": said(24912345678901262, Kind.OTHER),
    "text_blank.xml": None,
    "text_cdata_end.xml": said(24912345678901242, text="屏幕上写着 a[b[1]]>0 是什么意思"),
    "text_control_characters.xml": said(24912345678901243, text="机器报警了"),
    "subscribe.xml": happened("subscribe:", Kind.JOINED),
    "subscribe_scan.xml": happened(f"subscribe_scan:sn:{SERIAL}", Kind.JOINED, payload=SERIAL),
    "subscribe_other_scene.xml": happened("subscribe_scan:spring_fair", Kind.JOINED),
    "unsubscribe.xml": happened("unsubscribe:", Kind.LEFT, opens=""),
    "scan.xml": happened(f"SCAN:sn:{SERIAL}", Kind.SCANNED, payload=SERIAL),
    "scan_other_scene.xml": None,
    "click.xml": happened("CLICK:我要报修", Kind.TEXT, "我要报修"),
    "view.xml": None,
    "scancode_waitmsg.xml": happened("scancode_waitmsg:scan", Kind.TEXT, SERIAL),
    "location_event.xml": None,
    "subscribe_msg_popup.xml": None,
    "template_delivered.xml": Receipt("200163836", Status.DELIVERED),
    "template_blocked.xml": Receipt("200163837", Status.FAILED, "wechat_template_blocked"),
    "template_failed.xml": Receipt("200163838", Status.FAILED, "wechat_template"),
    "text.json": said(24912345678901250, text="热水器不打火，屏幕显示E1 & <1]]>"),
    "image.json": said(
        "49d72d67b16d115e7935ac386f2f0fa41535298877_1555684067", Kind.PICTURE, media="k7Zq-picture-media-id"
    ),
    "scan.json": happened(f"SCAN:sn:{SERIAL}", Kind.SCANNED, payload=SERIAL),
    "subscribe_msg_sent.json": None,
}


def expected(name: str) -> tuple[tuple[Inbound, ...], tuple[Receipt, ...]]:
    what = READ[name]
    return (what,) if isinstance(what, Inbound) else (), (what,) if isinstance(what, Receipt) else ()


def test_every_file_is_expected() -> None:
    assert {file.name for file in (PAYLOADS / "wechat").iterdir()} == {*READ, "contract.yml"}


@pytest.mark.parametrize("name", READ)
def test_a_plain_push(name: str) -> None:
    received = plain_account().receive(plain(payload("wechat", name)))
    assert (received.inbound, received.receipts) == expected(name)
    assert received.answer.body == "success"
    assert received.nonce


@pytest.mark.parametrize("name", READ)
def test_a_sealed_push(name: str) -> None:
    received = account().receive(sealed(payload("wechat", name), as_json=name.endswith("json")))
    assert (received.inbound, received.receipts) == expected(name)


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
def test_both_keys_open_while_they_are_changed(key: str) -> None:
    received = account(WECHAT_AES_KEY_PREVIOUS=OLD_KEY).receive(sealed(payload("wechat", "text.xml"), key))
    assert received.inbound == expected("text.xml")[0]


def test_the_sealed_part_decides_in_compatible_mode() -> None:
    beside = (
        f"<FromUserName>{WHO}</FromUserName><MsgType>text</MsgType><Content>forged</Content>"
        "<CreateTime>1</CreateTime><MsgId>1</MsgId>"
    )
    push = sealed(payload("wechat", "text.xml"), beside=beside)
    assert account().receive(push).inbound == expected("text.xml")[0]
    assert [m.text for m in plain_account().receive(push).inbound] == ["forged"]  # without a key: the plain part


@pytest.mark.parametrize("push", [plain, sealed])
def test_a_repeat_is_known_by_its_id(push: Callable[[bytes], Request]) -> None:
    channel = plain_account() if push is plain else account()
    one, two = (channel.receive(push(payload("wechat", "click.xml"))) for _ in range(2))
    assert one.inbound[0].external_id == two.inbound[0].external_id


def test_whoever_follows_by_a_product_bar_code_has_joined() -> None:
    push = payload("wechat", "subscribe_scan.xml").replace(b"qrscene_sn:KT2023081507", b"scanbarcode|6901234567892")
    assert plain_account().receive(plain(push)).inbound == (
        happened("subscribe:scanbarcode|6901234567892", Kind.JOINED),
    )


def test_a_long_key_of_an_event_makes_a_short_id_that_names_nobody() -> None:
    long = payload("wechat", "click.xml").replace("我要报修".encode(), "我要报修".encode() * 30)
    found = plain_account().receive(plain(long)).inbound[0]
    assert len(found.external_id) < 140
    assert WHO not in found.external_id
    assert found.text == "我要报修" * 30
