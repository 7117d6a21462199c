"""What an account may send: tokens, allowances, sizes, files, templates. Called as the connector calls."""

from typing import Any

import httpx
import pytest

from connectors import wechat
from connectors.contract.outbound import Delivery, Parcel
from connectors.wechat.account import WeChatChannel
from simulator.platform import Platform
from tests.connectors.wechat_pushes import SharedVault
from tests.simulator.conftest import Product, eventually

pytestmark = pytest.mark.slow

WHO = "openid-1"
HOURS_48 = 48 * 3600


@pytest.fixture
def api(platform: Platform) -> "Api":
    platform.do(platform.people.follow(WHO))
    return Api(platform)


@pytest.fixture
def channel(platform: Platform, api: "Api", token_store: SharedVault) -> WeChatChannel:
    made = wechat.connect(platform.accounts.settings(), token_store)
    assert made
    return made


class Api:
    def __init__(self, platform: Platform) -> None:
        self.platform, accounts = platform, platform.accounts
        self.base = f"{accounts.platform}/wechat/cgi-bin"
        self.ask = {"grant_type": "client_credential", "appid": accounts.wechat_appid, "secret": accounts.wechat_secret}
        self.token = self.granted()

    def granted(self, **changes: Any) -> Any:
        return self.call("stable_token", self.ask | changes).get("access_token")

    def call(self, path: str, body: dict[str, Any], token: str = "") -> Any:
        url = f"{self.base}/{path}"
        return httpx.post(url, json=body, params={"access_token": token or getattr(self, "token", "")}).json()

    def say(self, text: str = "您好", to: str = WHO) -> int:
        body = {"touser": to, "msgtype": "text", "text": {"content": text}}
        return int(self.call("message/custom/send", body)["errcode"])

    def codes(self, count: int) -> list[int]:
        return [self.say(f"第{n}条") for n in range(count)]


# -- tokens ------------------------------------------------------------------------------------------------------------


def test_everybody_gets_the_same_token_until_it_is_forced_to_change(api: Api) -> None:
    assert api.granted() == api.token
    assert api.granted(force_refresh=True) != api.token
    assert api.say() == 42001
    api.token = "made-up"
    assert api.say() == 40001


def test_a_token_ends_after_two_hours(api: Api) -> None:
    assert api.say() == 0
    api.platform.clock.shift = 7201
    assert api.say() == 42001
    api.token = api.granted()
    api.platform.do(api.platform.people.text(WHO, "在吗"))
    assert api.say() == 0


@pytest.mark.parametrize(("changes", "code"), [({"secret": "x"}, 40125), ({"appid": "wx"}, 40013)])
def test_wrong_keys_get_no_token(api: Api, changes: dict[str, str], code: int) -> None:
    assert api.call("stable_token", api.ask | changes)["errcode"] == code


# -- allowances --------------------------------------------------------------------------------------------------------


def test_five_after_a_message(api: Api) -> None:
    api.platform.do(api.platform.people.text(WHO, "在吗"))
    assert api.codes(6) == [0, 0, 0, 0, 0, 45047]
    assert [e.what["left"] for e in api.platform.journal.delivered("wechat", WHO)] == [4, 3, 2, 1, 0]


def test_a_message_makes_the_five_whole_again_and_no_more(api: Api) -> None:
    for _ in range(2):
        api.platform.do(api.platform.people.text(WHO, "在吗"))
    assert api.codes(6) == [0, 0, 0, 0, 0, 45047]
    api.platform.do(api.platform.people.text(WHO, "在吗"))
    assert api.say() == 0


@pytest.mark.parametrize("act", ["subscribe", "click", "scan"])
def test_three_within_a_minute_after_an_event(api: Api, act: str) -> None:
    people = api.platform.people
    api.platform.clock.shift = 61  # the minute of following is over
    assert act == "subscribe" or api.say() == 45015
    doing = {"click": lambda: people.click(WHO, "查进度"), "scan": lambda: people.scan(WHO, "QH25053206")}
    if act == "subscribe":
        api.platform.clock.shift = 0
    else:
        api.platform.do(doing[act]())
    assert api.codes(4) == [0, 0, 0, 45047]


def test_nothing_after_48_hours(api: Api) -> None:
    api.platform.do(api.platform.people.text(WHO, "在吗"))
    api.platform.clock.shift = HOURS_48 + 1
    api.token = api.granted()
    assert api.say() == 45015


def test_nothing_to_who_has_left(api: Api) -> None:
    api.platform.do(api.platform.people.unfollow(WHO))
    assert api.say() == 43004


def test_a_text_holds_2048_bytes(api: Api) -> None:
    assert [api.say("好" * 682), api.say("好" * 683), api.say("")] == [0, 45002, 44004]


def test_escaped_text_is_shown_as_it_was_sent(api: Api) -> None:
    body = '{"touser": "openid-1", "msgtype": "text", "text": {"content": "\\u60a8"}}'
    httpx.post(f"{api.base}/message/custom/send", content=body, params={"access_token": api.token})
    assert api.platform.journal.delivered("wechat")[-1].what["text"] == "\\u60a8"


# -- through the connector ---------------------------------------------------------------------------------------------


def test_the_connector_gets_over_an_ended_token(channel: WeChatChannel, platform: Platform) -> None:
    assert channel.send(WHO, Parcel((1,), "一")).delivery == Delivery.SENT
    platform.tokens.expire()
    assert channel.send(WHO, Parcel((2,), "二")).delivery == Delivery.SENT
    assert [e.what["text"] for e in platform.journal.delivered()] == ["一", "二"]


def test_choices_come_back_with_their_id(channel: WeChatChannel, platform: Platform, product: Product) -> None:
    channel.send(WHO, Parcel((1,), "解决了吗？", ({"title": "解决了", "payload": "/yes"},), seq=4))
    menu = platform.journal.delivered()[-1].what
    assert (menu["text"], menu["choices"]) == ("解决了吗？", [{"id": "4-1", "title": "解决了"}])
    platform.do(platform.people.text(WHO, "解决了", menu["choices"][0]["id"]))
    assert channel.receive(product.requests[-1]).inbound[0].choice == "4-1"


def test_files_both_ways(channel: WeChatChannel, platform: Platform, tmp_path: Any) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8picture")
    sent = channel.send(WHO, Parcel((1,), attachment={"path": str(tmp_path / "a.jpg"), "content_type": "image/jpeg"}))
    assert sent.delivery == Delivery.SENT
    media = platform.journal.delivered()[-1].what["media"]
    assert channel.fetch(media) == b"\xff\xd8picture"
    with pytest.raises(LookupError):
        channel.fetch("no-such-file")


FACTS = {
    "number": "GD20261122-0007",
    "product": "商用中央空调室外机及其控制系统整套设备和管道",
    "time": "2026年11月23日 9:00",
    "engineer": "陈师傅",
    "phone": "13911110001",
}


def test_a_template_needs_no_allowance_and_tells_what_became_of_it(
    channel: WeChatChannel, platform: Platform, product: Product
) -> None:
    platform.clock.shift = 61
    result = channel.notify(WHO, Parcel((1,), "师傅明天上门", purpose="notice:visit", facts=FACTS))
    assert result and result.delivery == Delivery.SENT
    assert platform.journal.delivered()[-1].what["text"].splitlines()[1] == "上门时间：2026年11月23日 9:00"
    eventually(lambda: len(product.requests) == 2)
    (receipt,) = channel.receive(product.requests[-1]).receipts
    assert receipt.foreign_id == result.foreign_id


def test_a_field_that_is_not_the_templates_is_refused(channel: WeChatChannel, platform: Platform) -> None:
    refused = channel.notify(WHO, Parcel((1,), "师傅明天上门", purpose="notice:visit"))  # no facts: no number, no phone
    assert refused and (refused.delivery, refused.reason) == (Delivery.RETRY, "wechat_47003")
    assert platform.journal.delivered() == []


def test_typing_is_seen_only_while_talking(channel: WeChatChannel, platform: Platform) -> None:
    channel.typing(WHO, True)
    assert platform.journal.find("typing") == []
    platform.do(platform.people.text(WHO, "在吗"))
    channel.typing(WHO, True)
    assert [e.what["on"] for e in platform.journal.find("typing")] == [True]


def test_a_machines_code_is_its_qr_label(channel: WeChatChannel, platform: Platform) -> None:
    url = channel.machine_code("QH25053206")
    assert platform.account["codes"][url] == "sn:QH25053206"
