"""A call that people are on: what they may do when, and what happens when they do nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from connectors.contract.request import Request
from simulator.platform import Platform
from simulator.twilio.calling import NotNow
from tests.simulator.conftest import Answer, Product, eventually

pytestmark = pytest.mark.slow

WHO, COLLEAGUE = "+8613805711001", "+8657100127701"
ASK = '<Gather input="dtmf speech" action="{base}/heard" timeout="6" actionOnEmptyResult="true"><Say language="cmn-CN">请讲</Say></Gather>'
DIAL = '<Say language="cmn-CN">请稍等</Say><Dial action="{base}/transfer" timeout="20"><Number url="{base}/whisper">{to}</Number></Dial>'
WHISPER = '<Gather input="dtmf" action="{base}/connect" timeout="8" numDigits="1"><Say>客户来电</Say></Gather><Hangup/>'
BYE = '<Say language="cmn-CN">再见</Say><Hangup/>'


@pytest.fixture
def hotline(product: Product) -> Product:
    """Asks, puts through whoever says anything, and says good-bye afterwards."""
    steps = {
        "voice": ASK,
        "voice/heard": DIAL,
        "voice/whisper": WHISPER,
        "voice/connect": "",
        "voice/transfer": BYE,
        "voice/status": "",
    }

    def answer(request: Request) -> Answer:
        text = steps[request.path].format(base=f"{product.url}/channels/voice", to=COLLEAGUE)
        return 200, "text/xml", f"<Response>{text}</Response>"

    product.answers = answer
    return product


@pytest.fixture
def act(platform: Platform, hotline: Product) -> Callable[..., dict[str, Any]]:
    """Does things on a call that has just begun."""
    sid = platform.do(platform.calling.dial(WHO))["sid"]
    return lambda name, words="": platform.do(platform.calling.act(sid, name, words))


def heard(platform: Platform, kind: str = "heard") -> list[str]:
    return [entry.what["text"] for entry in platform.journal.find(kind)]


def values(request: Request) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(request.body.decode(), keep_blank_values=True).items()}


def test_a_colleague_hears_who_it_is_before_the_two_talk(
    platform: Platform, hotline: Product, act: Callable[..., dict[str, Any]]
) -> None:
    state = act("say", "转人工")
    assert (state["state"], state["ringing"], heard(platform)) == ("ringing", [COLLEAGUE], ["请讲", "请稍等"])
    state = act("answer")
    assert (state["asked"], heard(platform, "whisper")) == (True, ["客户来电"])
    assert act("key", "1")["state"] == "talking"
    assert values(hotline.at("voice/connect")[0])["Digits"] == "1"
    assert act("other_hangs_up")["state"] == "over"
    assert values(hotline.at("voice/transfer")[0])["DialCallStatus"] == "completed"
    assert heard(platform)[-1] == "再见"


@pytest.mark.parametrize(("doing", "status"), [("decline", "busy"), ("nothing", "no-answer")])
def test_nobody_answers(
    platform: Platform, hotline: Product, act: Callable[..., dict[str, Any]], doing: str, status: str
) -> None:
    act("press", "0")
    if doing != "nothing":
        act(doing)
    eventually(lambda: heard(platform)[-1] == "再见")
    assert values(hotline.at("voice/transfer")[0])["DialCallStatus"] == status


def test_who_presses_no_key_is_not_put_through(
    platform: Platform, hotline: Product, act: Callable[..., dict[str, Any]]
) -> None:
    act("say", "转人工")
    act("answer")
    eventually(lambda: heard(platform)[-1] == "再见")
    assert hotline.at("voice/connect") == []


@pytest.mark.parametrize("name", ["answer", "key", "decline", "other_hangs_up", "sing"])
def test_what_would_reach_nobody_is_refused(act: Callable[..., dict[str, Any]], name: str) -> None:
    with pytest.raises(NotNow):
        act(name)


def test_hanging_up_is_told(hotline: Product, act: Callable[..., dict[str, Any]]) -> None:
    assert act("hang_up")["state"] == "over"
    assert values(hotline.at("voice/status")[0])["CallStatus"] == "completed"


def test_callers_are_silent_only_where_they_are_impatient(platform: Platform, hotline: Product) -> None:
    platform.calling.impatient = True
    platform.do(platform.calling.dial(WHO))
    eventually(lambda: heard(platform)[-1] == "请稍等")


@pytest.mark.parametrize(
    "answer",
    [(500, "text/plain", ""), (200, "text/plain", "<Response/>"), (200, "text/xml", "<Response><Shout/></Response>")],
)
def test_a_product_that_fails_ends_the_call(platform: Platform, product: Product, answer: Answer) -> None:
    product.answers = lambda request: answer
    assert platform.do(platform.calling.dial(""))["state"] == "over"
    assert len(platform.journal.find("failed")) == 1
