"""The hotline's webhooks and words: what is read, what is said, and that Twilio takes every attribute."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
import yaml

from connectors.contract.inbound import Kind
from connectors.contract.numbering import below, chosen, into_choices, labelled, numbers
from connectors.contract.outbound import SENT, Outbound, Parcel
from connectors.voice.attributes import check
from connectors.voice.tts_text import groups, tts_text
from connectors.voice.twiml import Script, Speech
from simulator.twiml_grammar import TwimlError
from simulator.twiml_grammar import check as grammar_check
from tests.connectors.twilio_webhooks import payload, voice, webhook

SID = "CA" + "5" * 32
SPOKEN = yaml.safe_load((Path(__file__).parent / "tts_text.yml").read_text(encoding="utf-8"))
SPEECH = Speech("cmn-Hans-CN", "cmn-CN", "Polly.Zhiyu-Neural", ("空调",))


@pytest.mark.parametrize(("written", "said"), SPOKEN, ids=range(len(SPOKEN)))
def test_tts_text(written: str, said: str) -> None:
    assert tts_text(written) == said


@pytest.mark.parametrize(("written", "said"), SPOKEN, ids=range(len(SPOKEN)))
def test_said_twice_is_said_alike(written: str, said: str) -> None:
    assert tts_text(said) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [("123", "幺二三"), ("1234", "幺二三四"), ("12345", "幺二三，四五"), ("123456", "幺二三，四五六"), ("1234567", "幺二三，四五六七"), ("12345678", "幺二三四，五六七八"), ("13805711001", "幺三八，零五七幺，幺零零幺")],
)  # fmt: skip
def test_groups(number: str, said: str) -> None:
    assert groups(number) == said


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["是", "不是"], ["1", "2"]),
        (["5分非常满意", "4分", "1分"], ["5", "4", "1"]),
        (["5分", "满意"], ["1", "2"]),
        (["1小时", "1天"], ["1", "2"]),
        (["11月24日", "11月25日"], ["1", "2"]),
        (["8:30", "9:30"], ["1", "2"]),
        ([], []),
    ],
)
def test_numbers(titles: list[str], expected: list[str]) -> None:
    assert numbers(titles) == expected


def test_numbers_and_their_buttons() -> None:
    scores = [{"title": f"{score}分", "payload": f"/{score}"} for score in (5, 4, 3, 2, 1)]
    assert chosen(scores, "5") == scores[0] and chosen(scores, "9") is None
    assert labelled(["5分非常满意", "1分"]) == ["5分非常满意", "1分"]
    assert labelled(["5楼", "车库"]) == ["1 5楼", "2 车库"]


WINDOWS = ["明天 09:00–11:00", "明天 13:00–15:00"]
MACHINES = ["1. KFR26", "2. KFR72"]


@pytest.mark.parametrize(
    ("text", "titles", "told", "tapped"),
    [
        ("哪个？\n1. 明天 09:00–11:00\n2. 明天 13:00–15:00\n都行吗？", WINDOWS, [], "哪个？\n都行吗？"),
        ("哪台？\n1. 挂机（KFR26）\n2. 柜机（KFR72）", MACHINES, [], None),  # the text says more than the titles
        ("先看看：\n1. 拔掉电源\n2. 等一分钟\n解决了吗？", ["解决了", "还没解决"], ["1 解决了", "2 还没解决"], None),
        ("哪个？\n1. 明天 09:00–11:00", WINDOWS, ["1 明天 09:00–11:00", "2 明天 13:00–15:00"], None),
        ("好吗？", [], [], None),
    ],
)  # fmt: skip
def test_a_list_is_not_told_twice(text: str, titles: list[str], told: list[str], tapped: str | None) -> None:
    assert below(text, titles) == told
    bare, named = into_choices(text, titles)
    assert bare == (tapped or text)
    assert named == ([f"{n}. {title}" for n, title in enumerate(titles, 1)] if tapped else titles)


def test_incoming() -> None:
    event = voice().event(webhook("voice", payload("voice", "incoming")))
    assert (event.path, event.call, event.step, event.from_phone) == ("", SID, 0, "+14155550123")
    assert not event.is_over


def test_heard() -> None:
    (inbound,) = voice().receive(webhook("voice", payload("voice", "heard"), "heard", "n=3")).inbound
    assert (inbound.sender, inbound.external_id, inbound.kind) == (SID, f"{SID}:3", Kind.TEXT)
    assert inbound.text == "空调不制冷"


def test_keys() -> None:
    form = payload("voice", "heard") | {"SpeechResult": "", "Digits": "2"}
    (inbound,) = voice().receive(webhook("voice", form, "heard", "n=4")).inbound
    assert (inbound.text, inbound.choice) == ("2", "2")
    long = voice().receive(webhook("voice", form | {"Digits": "13805711001"}, "heard", "n=5")).inbound[0]
    assert (long.text, long.choice) == ("13805711001", "")


def test_silence_is_no_message() -> None:
    form = payload("voice", "heard") | {"SpeechResult": "", "Digits": ""}
    assert voice().receive(webhook("voice", form, "heard", "n=4")).inbound == ()


def test_status() -> None:
    event = voice().event(webhook("voice", payload("voice", "status"), "status"))
    assert event.is_over and voice().receive(webhook("voice", payload("voice", "status"), "status")).inbound == ()


@pytest.mark.parametrize(
    "hidden",
    ["", "anonymous", "Restricted", "+266696687", "+7378742833", "+2562533", "+8566696", "13800000000", "sip:a@b"],
)
def test_hidden_numbers(hidden: str) -> None:
    form = payload("voice", "incoming") | {"From": hidden, "Caller": hidden}
    assert voice().event(webhook("voice", form)).from_phone == ""


def test_our_own_addresses() -> None:
    assert voice().url("heard", 3) == "https://help.example/channels/voice/heard?n=3"
    assert voice().url("whisper", 3, SID) == f"https://help.example/channels/voice/whisper?n=3&call={SID}"


def test_it_is_the_contract() -> None:
    channel = voice()
    message = Outbound(1, 1, "bot", "", "您好")
    assert channel.pack([message]) == [Parcel((1,), "您好", seq=1)]
    assert channel.send(SID, Parcel((1,), "您好")) == SENT
    with pytest.raises(LookupError):
        channel.fetch("x")


def test_every_value_is_checked() -> None:
    """Twilio's library lets these pass, and Twilio then hangs up on the caller."""
    for wrong in (
        Speech("cmn-CN", "cmn-CN", "Polly.Zhiyu-Neural"),
        Speech("zh-CN", "cmn-CN", "Polly.Zhiyu-Neural"),
        Speech("cmn-Hans-CN", "cmn-Hans-CN", "Polly.Zhiyu-Neural"),
        Speech("cmn-Hans-CN", "cmn-CN", "Polly.Nobody"),
    ):
        with pytest.raises(ValueError, match="unknown to Twilio"):
            str(Script(wrong).ask(["您好"], "https://a.example"))
    with pytest.raises(ValueError):
        check("Redirect", {"method": "PUT"})


def test_what_is_spoken_is_escaped() -> None:
    said = "<b>&\"'</b>"
    assert said in str(Script(SPEECH).say(said)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_long_text_is_cut() -> None:
    assert len(str(Script(SPEECH).say("空" * 9000))) < 4000


def test_grammar_refuses_what_twilio_refuses() -> None:
    for wrong in (
        "<Response><Gather language='cmn-CN'/></Response>",
        "<Response><Say language='cmn-Hans-CN'>a</Say></Response>",
        "<Response><Say></Say></Response>",
        "<Response><Hangup now='1'/></Response>",
        "<Response><Gather><Dial>1</Dial></Gather></Response>",
        "<Response><Gather numDigits='one'/></Response>",
        "<Response><Sing/></Response>",
        "<Response><Redirect/></Response>",
    ):
        with pytest.raises(TwimlError):
            grammar_check(fromstring(wrong))
