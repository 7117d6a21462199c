"""SMS: what comes in, how messages go out, how many parts they take, and what errors mean."""

from typing import Any

import pytest

from connectors.contract.inbound import Inbound, Kind, Media, Receipt, Status
from connectors.contract.outbound import Delivery, Outbound, Parcel
from connectors.sms.errors import reason
from connectors.sms.length import LONGEST, is_gsm7, parts, size
from connectors.sms.packing import choices, pack, split
from connectors.sms.wishes import choice, wish
from tests.connectors.twilio_webhooks import ACCOUNT, payload, sms, webhook

FROM = "+14155550123"


def received(name: str, **changes: str) -> Inbound:
    (inbound,) = sms().receive(webhook("sms", payload("sms", name) | changes)).inbound
    return inbound


def test_text() -> None:
    assert received("text") == Inbound("sms", FROM, "SM" + "1" * 32, Kind.TEXT, "空调不制冷")


def test_answer_is_empty_twiml() -> None:
    answer = sms().receive(webhook("sms", payload("sms", "text"))).answer
    assert answer.body.endswith("<Response/>") and answer.body.startswith("<?xml")
    assert (answer.status, answer.content_type) == (200, "text/xml; charset=utf-8")


def test_picture() -> None:
    inbound = received("picture")
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'2' * 32}/Media/ME1"
    assert (inbound.kind, inbound.media) == (Kind.PICTURE, (Media(url, Kind.PICTURE),))
    assert received("picture", Body="主板照片").kind == Kind.TEXT
    assert received("picture", Body="退订").kind == Kind.TEXT


def test_opt_out_that_twilio_heard() -> None:
    assert received("opt_out").kind == Kind.STOPPED
    assert received("opt_out", Body="恢复", OptOutType="START").kind == Kind.RESUMED
    assert received("opt_out", Body="帮助", OptOutType="HELP").kind == Kind.TEXT


def test_status() -> None:
    got = sms().receive(webhook("sms", payload("sms", "status"), "status"))
    assert got.inbound == ()
    assert got.receipts == (Receipt("SM" + "4" * 32, Status.FAILED, reason(30006)),)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("queued", None),
        ("sending", None),
        ("accepted", None),
        ("scheduled", None),
        ("something new", None),
        ("sent", Status.SENT),
        ("delivered", Status.DELIVERED),
        ("read", Status.READ),
        ("undelivered", Status.FAILED),
        ("failed", Status.FAILED),
        ("canceled", Status.FAILED),
    ],
)
def test_statuses(told: str, status: Status | None) -> None:
    form = payload("sms", "status") | {"MessageStatus": told}
    receipts = sms().receive(webhook("sms", form, "status")).receipts
    assert [receipt.status for receipt in receipts] == ([status] if status else [])


WISHES = {
    Kind.STOPPED: ["退订", " 退订。", "TD", "td", "T", "t", "Ｔ", "ＴＤ", "【退订】", "取消订阅", "回复TD", "STOP", "Stop!", "stop all", "拒收", "UNSUBSCRIBE", "不要再发", "别再发短信"],
    Kind.RESUMED: ["恢复", "恢复。", "START", "start", "UNSTOP", "重新订阅"],
    None: ["怎么退订", "退订了还能报修吗", "T恤", "取消", "恢复供电了", "stop working", "TD-100坏了", "不要", "开始", "", "1", "退 货"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, texts in WISHES.items() for said in texts])
def test_wishes(kind: Kind | None, said: str) -> None:
    assert wish(said) == kind


@pytest.mark.parametrize(
    ("said", "number"), [("1", "1"), (" 2 ", "2"), ("３", "3"), ("1.", "1"), ("1。", "1"), ("0", ""), ("12", ""), ("1楼", ""), ("选1", ""), ("一", "")]
)  # fmt: skip
def test_choices_by_number(said: str, number: str) -> None:
    assert choice(said) == number


# text, units, parts
LENGTHS = [
    ("", 0, 0),
    ("a" * 160, 160, 1),
    ("a" * 161, 161, 2),
    ("a" * 306, 306, 2),
    ("a" * 307, 307, 3),
    ("€" * 80, 160, 1),
    ("€" * 81, 162, 2),
    ("a" * 152 + "€" + "a" * 153, 307, 3),  # a two-unit character is not cut
    ("空" * 70, 70, 1),
    ("空" * 71, 71, 2),
    ("空" * 134, 134, 2),
    ("空" * 135, 135, 3),
    ("a" * 69 + "空", 70, 1),
    ("a" * 70 + "空", 71, 2),
    ("😀" * 35, 70, 1),
    ("😀" * 36, 72, 2),
    ("😀" * 66, 132, 2),
    ("😀" * 67, 134, 3),  # 33 emoji fit into 67 units
    ("，", 1, 1),
    ("空" * 1600, 1600, 24),
]


@pytest.mark.parametrize(("text", "units", "count"), LENGTHS, ids=range(len(LENGTHS)))
def test_lengths(text: str, units: int, count: int) -> None:
    assert (size(text), parts(text)) == (units, count)


def test_what_is_gsm7() -> None:
    assert is_gsm7("Hello @£$ {}[]~^|\\ €") and not is_gsm7("Hello，") and not is_gsm7("`")


def out(id: int, text: str, *titles: str, author: str = "bot", **more: Any) -> Outbound:
    return Outbound(
        id, id, author, "", text, tuple({"title": title, "payload": f"/{title}"} for title in titles), **more
    )


def test_bubbles_of_one_author_are_joined() -> None:
    parcels = pack(
        [out(1, "已登记。 \n\n\n工单号1。"), out(2, "还有别的吗？", "有", "没有"), out(3, "我是安然", author="agent")]
    )
    assert [(parcel.ids, parcel.text) for parcel in parcels] == [
        ((1, 2), "已登记。\n工单号1。\n还有别的吗？\n1 有  2 没有"),
        ((3,), "我是安然"),
    ]
    assert parcels[0].seq == 2 and len(parcels[0].buttons) == 2


def test_an_offer_ends_a_text_message() -> None:
    """Two offers in one could not be told apart by their numbers."""
    assert [parcel.ids for parcel in pack([out(1, "甲", "一"), out(2, "乙", "二"), out(3, "丙")])] == [(1,), (2,), (3,)]


def test_purposes_are_not_mixed() -> None:
    assert [parcel.purpose for parcel in pack([out(1, "甲"), out(2, "乙", purpose="code")])] == ["", "code"]


def test_the_same_messages_give_the_same_parcels() -> None:
    messages = [out(1, "空" * 900), out(2, "调" * 900), out(3, "。")]
    assert pack(messages) == pack(messages)
    assert [parcel.ids for parcel in pack(messages)] == [(1,), (2, 3)]


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (["是", "不是"], "1 是  2 不是"),
        (["没问题，提交", "有要改的"], "1 没问题，提交  2 有要改的"),
        (["明天 08:30–10:30", "明天 13:00–15:00", "改时间"], "1 明天 08:30–10:30\n2 明天 13:00–15:00\n3 改时间"),
        (["5分非常满意", "4分满意", "3分一般", "2分不满意", "1分很不满意"], "5分非常满意\n4分满意\n3分一般\n2分不满意\n1分很不满意"),
        (["1小时", "1天"], "1 1小时  2 1天"),
    ],
)  # fmt: skip
def test_choices_are_numbered(titles: list[str], told: str) -> None:
    assert choices("", [{"title": title} for title in titles]) == told


def test_choices_that_the_text_lists_are_not_said_twice() -> None:
    (parcel,) = pack([out(1, "哪一台？\n1. 挂机（KFR26）\n2. 柜机（KFR72）", "1. KFR26", "2. KFR72")])
    assert parcel.text == "哪一台？\n1. 挂机（KFR26）\n2. 柜机（KFR72）"


def test_a_long_message_is_split_after_a_sentence() -> None:
    (one, two) = pack([out(1, "空调不制冷。" * 300, "是")])
    assert (one.part, one.parts, two.part, two.parts) == (0, 2, 1, 2)
    assert one.text.endswith("。") and two.text.endswith("。\n1 是")
    assert size(one.text) <= LONGEST


def test_no_character_is_cut() -> None:
    pieces = split("👨" * 2000)
    assert "".join(pieces) == "👨" * 2000 and all(size(piece) <= LONGEST for piece in pieces)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("详见https://a.example/b。谢谢", "详见https://a.example/b 。谢谢"),
        ("https://a.example/b?c=1&d=2（点开）", "https://a.example/b?c=1&d=2 （点开）"),
        ("https://a.example/b\n谢谢", "https://a.example/b\n谢谢"),
    ],
)
def test_links_end_where_they_should(text: str, sent: str) -> None:
    assert pack([out(1, text)])[0].text == sent


def test_a_picture_cannot_go() -> None:
    (parcel,) = pack([out(1, "", attachments=({"url": "/x"},))])
    assert sms().send(FROM, parcel).delivery == Delivery.NEVER
    assert sms().send(FROM, Parcel((1,), "空" * 1601)).delivery == Delivery.NEVER
