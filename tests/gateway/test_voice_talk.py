"""Calls from beginning to end, with the bot: greeting, speech, keys, silence, hanging up."""

import asyncio
from typing import Any

import pytest

from gateway.workers import hotline
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType, move
from helpline.conversations.messages import prompt, say
from helpline.tables import Case, Consent, Conversation, Job, Message
from helpline.tables.states import CaseStatus
from simulator.twiml import State
from tests.gateway.hotline_calls import CALLER, NO_TEXTS, Opens, Reply
from tests.world import AGENT, World

pytestmark = pytest.mark.slow


def echo(_sender: str, text: str) -> Reply:
    return Reply([f"收到{text}"])


class Fault:
    """A bot that takes a fault, a phone and a yes, files a case and asks for a score."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, sender: str, text: str) -> Reply:
        if "不制冷" in text:
            return Reply(["请问您的联系电话是多少？"])
        if text == "13905711001":
            return Reply(
                ["请核对：空调不制冷，电话13905711001。"], [("没问题，提交", "/affirm"), ("有要改的", "/deny")]
            )
        if text == "/affirm":
            with self.world.work() as work:
                conversation = work.session.get_one(Conversation, sender)
                case = file_case(
                    work, conversation, Request(CaseType.REPAIR, "空调不制冷", "k", phone="13905711001", name="甲小明")
                )
                number = case.number
            return Reply([f"已经登记，工单号{number}。"], flow="")
        if text == "/ask_survey":
            scores = [(f"{score}分", f"/score{score}") for score in (5, 4, 3, 2, 1)]
            return Reply(["麻烦给这次服务打个分：5分非常满意，1分很不满意。"], scores, flow="survey")
        if text.startswith("/score"):
            return Reply([f"打了{text[-1]}分，感谢您的评价。"], flow="")
        with self.world.work() as work:  # the work is done while the caller still talks
            prompt(work, work.session.get_one(Conversation, sender), "/ask_survey", "s1")
        return Reply(["不客气。"], flow="")


@pytest.mark.promise("R01.1", "R06.1", "R06.2", "R06.3", "R06.5")
def test_whole_call(line: Opens, world: World) -> None:
    """Greeting → speech → keys → a case → survey by key → text message with the number."""
    phone = line(Fault(world))
    call = phone.call()
    greeting = "".join(call.begin())
    assert "青禾湾售后服务中心" in greeting and "24小时" in greeting and "录音" in greeting
    assert call.say("空调不制冷") == ["请问您的联系电话是多少？"]
    assert call.gather is not None and call.gather.get("numDigits") is None
    (readback,) = call.press("13905711001#")
    assert "幺三九，零五七幺，幺零零幺" in readback
    assert "没问题提交请按1，有要改的请按2" in readback
    assert call.gather.get("numDigits") == "1"
    (filed,) = call.press("1")
    case = world.all(Case)[0]
    assert filed.startswith("已经登记，工单号G D，二零二六，")
    thanked, survey = call.say("谢谢")
    assert thanked == "不客气。" and "请按5" in survey
    assert call.press("5")[0].startswith("打了5分")
    call.hang_up()
    assert phone.notices(call) == [
        f"【青禾湾】您的报修已登记，工单号{case.number}。查进度、改时间、补充情况，回复本短信就行。"
    ]
    assert all(message.status == "delivered" for message in phone.messages(call) if message.purpose != "notice")
    assert phone.conversation(call).unreachable == "call_over"
    assert world.all(Consent, channel="sms", address=CALLER)[0].given_by == f"call:{call.sid}"


def test_a_code_is_keyed_in_where_keys_choose_too(line: Opens) -> None:
    """The first digit does not end it, zeros at its front do not make it a choice, and one key alone still is one."""

    def bot(_sender: str, text: str) -> Reply:
        if text.isdecimal():
            return Reply(["验证通过。"], flow="")
        ways = [("没收到，重发", "/another_code"), ("换个方式", "/no_code")]
        return Reply(["请在这里输入短信里的6位数字。"], ways, asked="code")

    phone = line(bot)
    call = phone.call()
    call.begin()
    (asked,) = call.say("查进度")
    assert asked.endswith("数字可以直接说，也可以按键输入，以井号键结束。没收到重发请按1，换个方式请按2。")
    assert call.gather is not None and call.gather.get("numDigits") is None and call.gather.get("finishOnKey") == "#"
    call.press("1#")
    assert call.press("000002#") == ["验证通过。"]
    assert phone.rasa.asked == ["查进度", "/another_code", "000002"]


def test_key_for_a_human_and_for_once_more(line: Opens) -> None:
    phone = line(echo)
    call = phone.call()
    greeting = call.begin()
    assert call.press("*") == ["".join(greeting)]
    assert call.press("0") == ["收到转人工"]
    assert phone.rasa.asked == ["转人工"]


def test_silence_ends_the_call_at_last(line: Opens) -> None:
    phone = line(echo)
    call = phone.call()
    call.begin()
    call.say("空调坏了")
    first = call.silence()
    assert first[0].startswith("没听到") and first[1] == "收到空调坏了"
    assert "请按1" in call.silence()[0] and "请按2" in call.heard[-1]
    assert call.silence()[0].startswith("一直没听到")
    assert call.state == State.OVER
    assert phone.rasa.asked == ["空调坏了"]
    assert phone.notices(call)[0].startswith("【青禾湾】刚才电话断了")


def test_after_silence_a_text_message(line: Opens, world: World) -> None:
    phone = line(echo)
    call = phone.call()
    call.begin(), call.silence(), call.silence()
    assert "短信" in call.press("2")[0]
    assert call.state == State.OVER
    assert world.all(Consent, channel="sms", address=CALLER)[0].given_by == f"call:{call.sid}"
    assert phone.notices(call) == []
    assert phone.texts(call) == [
        "【青禾湾】报修、查进度、约上门，回复本短信说一声就行，也可以再拨24小时热线400-012-7700。"
    ]


@pytest.mark.parametrize("why", NO_TEXTS)
def test_no_text_message_is_offered_where_none_would_come(
    line: Opens, world: World, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    phone = line(echo)
    call = phone.call_without_texts(why, monkeypatch)
    call.begin(), call.silence()
    offer = "还是没听到您的声音。要我们给您回电，请按1；接着办，直接说就行。"
    assert call.silence() == [offer] and call.press("2") == [offer]
    assert "给您回电" in call.press("1")[0]
    assert phone.texts(call) == []


def test_after_silence_a_call_back(line: Opens, world: World) -> None:
    phone = line(echo)
    call = phone.call()
    call.begin(), call.silence(), call.silence()
    assert "上午十点半给您回电" in call.press("1")[0]
    assert call.state == State.OVER
    assert phone.conversation(call).owner == "queue"
    assert len(world.all(Job, kind="callback")) == 1
    assert "最迟今天 10:30给您回电" in phone.notices(call)[0]


def test_after_silence_talk_goes_on(line: Opens) -> None:
    phone = line(echo)
    call = phone.call()
    call.begin(), call.silence(), call.silence()
    assert call.say("我在") == ["收到我在"]
    assert phone.row(call).stage == "talk"


@pytest.mark.parametrize("hidden", ["", "anonymous", "+266696687", "+7378742833", "Restricted"])
def test_anonymous(line: Opens, hidden: str) -> None:
    """Nobody can be written to, so nothing of the kind is offered, and two such calls stay apart."""
    phone = line(echo)
    call, other = phone.call(hidden), phone.call(hidden)
    call.begin(), other.begin()
    call.say("空调坏了")
    assert other.silence()[0].startswith("没听到")
    assert other.silence()[0].startswith("一直没听到") and other.state == State.OVER
    assert phone.conversation(call).id != phone.conversation(other).id
    assert phone.row(call).from_phone == ""
    call.hang_up()
    assert phone.notices(call) == []


def test_parallel_calls_of_one_number(line: Opens) -> None:
    phone = line(echo)
    call, other = phone.call(), phone.call()
    call.begin(), other.begin()
    assert call.say("甲") == ["收到甲"]
    assert other.say("乙") == ["收到乙"]


def test_what_was_not_heard_waits(line: Opens, world: World) -> None:
    """Said after the caller had gone: it waits in the outbox instead of counting as heard."""
    phone = line(echo)
    call = phone.call()
    call.begin()
    with world.work() as work:
        say(work, work.session.get_one(Conversation, phone.conversation(call).id), "师傅改到明天", author="agent")
    call.hang_up()
    (unheard,) = [message for message in phone.messages(call) if message.text == "师傅改到明天"]
    assert unheard.status == "pending"


@pytest.mark.parametrize("times", [2, 4])
def test_every_webhook_again(line: Opens, world: World, times: int) -> None:
    """Twilio asks again: the same TwiML, one message, one answer."""
    phone = line(Fault(world))
    call = phone.call()
    call.begin(), call.say("空调不制冷"), call.press("13905711001#"), call.press("1")
    before = len(world.all(Message)), len(world.all(Case)), list(phone.rasa.asked)
    for url, values, twiml in list(phone.posts):
        for _ in range(times - 1):
            assert phone.post(url, values) == twiml
    assert (len(world.all(Message)), len(world.all(Case)), phone.rasa.asked) == before


def test_slow_bot(line: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short word, and another look; the answer is spoken as soon as it is there."""
    monkeypatch.setattr(hotline, "ANSWER_SECONDS", 0.3)
    phone = line(echo)
    ask = phone.rasa.ask

    async def late(*arguments: Any) -> Any:
        while not any("请稍等" in twiml for _, _, twiml in phone.posts):
            await asyncio.sleep(0.01)
        return await ask(*arguments)

    phone.rasa.ask = late  # type: ignore[method-assign, assignment]
    call = phone.call()
    call.begin()
    assert call.say("什么时候来") == ["请稍等，我查一下。", "收到什么时候来"]
    assert call.state == State.LISTENING


def test_bot_that_never_answers(line: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a bounded time a human is rung."""
    monkeypatch.setattr(hotline, "ANSWER_SECONDS", 0.01)
    phone = line(echo)

    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    phone.rasa.ask = never  # type: ignore[assignment,method-assign]
    call = phone.call()
    call.begin()
    said = call.say("空调坏了")
    assert said[:2] == ["请稍等，我查一下。", "还在查，马上就好。"]
    assert call.state == State.RINGING
    assert phone.conversation(call).owner == "queue"


def test_a_call_begun_twice_is_one(line: Opens, world: World) -> None:
    phone = line(echo)
    call = phone.call()
    call.begin()
    phone.call(CALLER).begin()
    assert len(world.all(Conversation, channel="voice")) == 2
    phone.post(*phone.posts[0][:2])
    assert len(world.all(Conversation, channel="voice")) == 2


def test_closed_case_is_over(line: Opens, world: World) -> None:
    """A case that was cancelled in the call is no news worth a text message."""
    phone = line(Fault(world))
    call = phone.call()
    call.begin(), call.say("不制冷"), call.press("13905711001"), call.press("1")
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, world.all(Case)[0].id), CaseStatus.CANCELLED)
    call.hang_up()
    assert phone.notices(call) == []
