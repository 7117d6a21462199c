"""Calls that go to a human: answered, not answered, nobody on duty, the queue, emergencies."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from helpline.cases.complaints import filed_words
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations.ownership import give_back, hand_off, reply, take
from helpline.core.phone import stored
from helpline.core.unit_of_work import ZONE
from helpline.tables import Case, Conversation, Job, Person, Turn
from simulator.twiml import State, TwimlCall
from tests.gateway.hotline_calls import NUMBER, Bot, Line, Opens, Reply, down
from tests.world import AGENT, MONDAY, World

pytestmark = pytest.mark.slow

SERVICE, SECOND = "+8657100127701", "+8657100127702"
DUTY = "+8657100127799"


def human(world: World, id: str = "human_requested") -> Bot:
    """A bot that hands over as the rule says, as the real one does inside its turn."""
    rule = next(rule for rule in world.kb.policies.escalation.rules if rule.id == id)

    def bot(sender: str, text: str) -> Reply:
        if "人工" not in text and "投诉" not in text:
            return Reply([f"收到{text}"])
        with world.work() as work:
            conversation = work.session.get_one(Conversation, sender)
            turn = work.session.scalars(
                select(Turn).where(Turn.conversation_id == sender, Turn.done_at.is_(None))
            ).one()
            told = hand_off(work, conversation, rule, turn.id)
        return Reply(["好的，这就为您转人工。", told], flow="")

    return bot


def through(world: World, line: Opens, from_: str | None = None) -> tuple[Line, TwimlCall]:
    """A caller who has asked for a human and hears it ring."""
    phone = line(human(world))
    call = phone.call(from_) if from_ is not None else phone.call()
    call.begin()
    call.say("空调不制冷")
    call.say("转人工")
    assert call.state == State.RINGING
    return phone, call


def test_answered(line: Opens, world: World) -> None:
    """The colleague hears who calls and why, presses a key, and the conversation is theirs."""
    phone, call = through(world, line)
    assert call.heard[-3:] == [
        "好的，这就为您转人工。",
        "您排在第一位，人工客服马上接入，前面说过的都看得到，不用再讲一遍。",
        "正在为您接通，请别挂机。",
    ]
    assert [leg.number for leg in call.ringing] == [SERVICE]
    (whispered,) = call.other_answers()
    assert whispered.startswith("客户，号码幺三九，零五七幺，幺零零幺，来电，空调不制冷") and whispered.endswith(
        "按任意键接听。"
    )
    assert call.state == State.TALKING
    conversation = phone.conversation(call)
    assert (conversation.owner, conversation.callback_due_at) == ("agent", None)
    assert call.other_hangs_up() == ["人工服务结束了。还有别的事请直接说，没有的话，挂机就行。"]
    assert phone.conversation(call).owner == "bot"
    assert call.say("还有一台") == ["收到还有一台"]


def test_whisper_names_the_case(line: Opens, world: World) -> None:
    phone, call = through(world, line)
    case = world.file(phone.conversation(call).id, description="空调不制冷")
    (whispered,) = call.other_answers()
    assert whispered.startswith("甲先生来电，空调不制冷。报修，") and "级，工单G D，" in whispered
    assert world.case(case).number[-4:] == "0001"


def test_answering_machine(line: Opens, world: World) -> None:
    """No key is pressed, so the next phone is rung, although the dial status is `completed`."""
    phone, call = through(world, line)
    assert call.other_answers(key="")[-1] == "没有按键，先挂断了。"
    assert [leg.number for leg in call.ringing] == [SECOND]
    assert phone.conversation(call).owner == "queue"


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed"])
def test_next_phone(line: Opens, world: World, status: str) -> None:
    _, call = through(world, line)
    assert call.no_answer(status) == ["这部电话没人接，正在接通下一部，请别挂机。"]
    assert [leg.number for leg in call.ringing] == [SECOND]
    call.other_answers()
    assert call.state == State.TALKING


def test_queue_and_the_phones_again(line: Opens, world: World) -> None:
    """Position told twice, then the phones are rung once more, and so on for three rounds; then a call-back."""
    phone, call = through(world, line)
    call.no_answer()
    for _ in range(2):
        assert call.no_answer() == ["您排在第一位，请稍等。如不便等待，请按1，我们给您回电。"]
        assert call.silence() == ["您排在第一位，请稍等。如不便等待，请按1，我们给您回电。"]
        assert call.silence() == ["正在为您接通，请别挂机。"]
        call.no_answer()
    last = call.no_answer()
    assert last[0].startswith("电话暂时没有人接") and "上午十点半给您回电" in last[0]
    assert call.state == State.LISTENING
    assert len(world.all(Job, kind="callback")) == 1
    assert call.say("机器在三楼")[-1] == "还有要补充的，请直接说；没有的话，挂机就行。"
    call.hang_up()
    assert "回电" in phone.notices(call)[0]


def test_position_in_the_queue(line: Opens, world: World) -> None:
    world.present(AGENT)
    first = world.chat()
    with world.work() as work:
        rule = next(rule for rule in world.kb.policies.escalation.rules if rule.id == "human_requested")
        hand_off(work, work.session.get_one(Conversation, first), rule)
    world.pass_(seconds=1)
    _, call = through(world, line)
    call.no_answer()
    assert call.no_answer() == ["您前面还有1位，请稍等。如不便等待，请按1，我们给您回电。"]


def test_call_back_instead_of_waiting(line: Opens, world: World) -> None:
    phone, call = through(world, line)
    call.no_answer(), call.no_answer()
    said = call.press("1")
    assert said[0] == "好的，我们最迟今天上午十点半给您回电，请保持电话畅通。"
    call.hang_up()
    assert phone.notices(call) == ["【青禾湾】我们最迟今天 10:30给您回电，请留意来电。有要补充的，回复本短信就行。"]
    assert len(world.all(Job, kind="callback")) == 1


def test_another_key_in_the_queue(line: Opens, world: World) -> None:
    _, call = through(world, line)
    call.no_answer(), call.no_answer()
    assert call.press("7")[0].startswith("您排在第一位")


def test_hang_up_while_waiting(line: Opens, world: World) -> None:
    """Who gives up waiting is called back."""
    phone, call = through(world, line)
    call.no_answer(), call.no_answer()
    call.hang_up()
    assert len(world.all(Job, kind="callback")) == 1
    assert "回电" in phone.notices(call)[0]
    assert phone.conversation(call).owner == "queue"


def test_hang_up_while_it_rings(line: Opens, world: World) -> None:
    """The phone that is answered too late hears so."""
    phone, call = through(world, line)
    leg = call.ringing[0]
    call.hang_up()
    told = phone.post(leg.whisper, {"CallSid": "CAleg", "ParentCallSid": call.sid, "AccountSid": "AC" + "0" * 32})
    assert "客户已经挂机了" in told and "<Hangup" in told


def test_nobody_on_duty(line: Opens, world: World) -> None:
    """Complaints at night: quality staff is not there, so nobody is rung and a call-back is promised."""
    world.go_to(datetime(2026, 11, 23, 23, tzinfo=ZONE))
    phone = line(human(world, "complaint"))
    call = phone.call()
    call.begin()
    said = call.say("我要投诉")
    assert any("没有人空出来接待，我们最迟明天上午十点半" in text for text in said)
    assert call.state == State.LISTENING
    assert phone.conversation(call).queue == "quality"


def test_hidden_number_is_asked_for_a_phone(line: Opens, world: World) -> None:
    phone, call = through(world, line, "anonymous")
    dial = next(twiml for _, _, twiml in reversed(phone.posts) if "<Dial" in twiml)
    assert f'callerId="{NUMBER}"' in dial
    call.no_answer(), call.no_answer()
    assert call.press("1")[-1] == "这通电话没有显示号码。请说一下方便联系的电话，我们好给您回电。"
    call.say("13905711009")
    call.hang_up()
    assert phone.notices(call) == []


@pytest.mark.promise("R22.10", "R24.1")
def test_emergency(line: Opens, world: World) -> None:
    """Within one prompt: safety advice, and at once the duty phone."""
    phone = line(lambda _sender, text: Reply([f"收到{text}"]))
    call = phone.call()
    call.begin()
    said = call.say("空调冒烟了，有焦味")
    assert len(said) == 2 and "弯腰走楼梯" in said[0] and said[1] == "正在拨打值班人员的电话，请别挂机。"
    assert [leg.number for leg in call.ringing] == [DUTY]
    assert phone.rasa.asked == []
    case = world.all(Case)[0]
    assert (case.type, case.level) == ("emergency", 1)
    (whispered,) = call.other_answers()
    assert "冒烟" in whispered and "紧急求助，1级" in whispered
    assert phone.conversation(call).owner == "agent"


def test_emergency_that_nobody_answers(line: Opens, world: World) -> None:
    """No queue, no music: phone after phone, then a call-back, and the place is asked for."""
    phone = line(lambda _sender, text: Reply([f"收到{text}"]))
    call = phone.call()
    call.begin(), call.say("电梯困人了")
    numbers = [call.ringing[0].number]
    for _ in range(5):
        call.no_answer()
        numbers.append(call.ringing[0].number)
    assert numbers == [DUTY, SERVICE] * 3
    told = "".join(call.no_answer())
    assert "已按紧急情况登记" in told and "回电" in told and "马上接入" not in told
    assert "位置" in call.heard[-1]
    call.say("西湖区文三路1号，电话13905711001")
    assert world.all(Case)[0].phone == "13905711001"


def test_emergency_while_the_bot_is_down(line: Opens, world: World) -> None:
    phone = line(down)
    call = phone.call()
    call.begin()
    assert "触电" in "".join(call.say("有人触电了"))
    assert call.ringing[0].number == DUTY


def test_bot_down(line: Opens, world: World) -> None:
    """Nobody talks to a wall: a human is rung."""
    phone = line(down)
    call = phone.call()
    call.begin()
    said = "".join(call.say("空调坏了"))
    assert "转人工" in said or "转给人工" in said
    assert call.state == State.RINGING


def test_taken_at_the_desk_and_answered_in_writing(line: Opens, world: World) -> None:
    """The colleague's phone is rung first; when nobody picks up, what they type is read out."""
    phone, call = through(world, line)
    conversation = phone.conversation(call).id
    with world.work(AGENT) as work:
        take(work, conversation)
    for _ in range(9):
        if call.state == State.RINGING:
            call.no_answer()
        elif call.state == State.LISTENING and call.gather is not None and call.gather.get("input") == "dtmf":
            call.silence()
    assert call.state == State.LISTENING
    with world.work(AGENT) as work:
        reply(work, conversation, "您好，我在看您的工单。")
    assert call.silence() == ["您好，我在看您的工单。"]
    assert call.say("好的") == ["收到，请稍等。"]


def test_given_back_while_it_rings(line: Opens, world: World) -> None:
    phone, call = through(world, line)
    conversation = phone.conversation(call).id
    with world.work(AGENT) as work:
        take(work, conversation)
        give_back(work, conversation)
    said = call.no_answer()
    assert call.state == State.LISTENING and said
    assert call.say("在吗") == ["收到在吗"]


def test_recording_as_policy_says(line: Opens, world: World) -> None:
    phone, call = through(world, line)
    dial = next(twiml for _, _, twiml in reversed(phone.posts) if "<Dial" in twiml)
    assert 'record="record-from-answer-dual"' in dial and 'answerOnBridge="true"' in dial and 'timeout="20"' in dial


def test_callback_in_time(line: Opens, world: World) -> None:
    """The promise is watched by the same job as everywhere: nobody calls back, the queue's people are told."""
    phone, call = through(world, line)
    call.no_answer(), call.no_answer(), call.press("1"), call.hang_up()
    world.go_to(MONDAY + timedelta(minutes=31))
    world.sweep()
    assert ("agent", "alert") in world.roles_told("callback_due")


def test_who_was_not_called_in_time_hears_sorry_and_the_new_time(line: Opens, world: World) -> None:
    """Who rings again and again reaches nobody: the call-back that was missed is owned up to, by voice and in writing."""
    phone, first = through(world, line)
    first.no_answer(), first.no_answer(), first.press("1"), first.hang_up()
    world.go_to(MONDAY + timedelta(minutes=31))
    world.sweep()
    call = phone.call()
    call.begin(), call.say("转人工")
    call.no_answer(), call.no_answer()
    told = "上次说好的时间没有给您回电，实在抱歉。这次我们最迟今天上午十一点零一分给您回电，请保持电话畅通。"
    assert call.press("1")[0] == told
    call.hang_up()
    assert "抱歉，上次说好的时间没有给您回电。这次我们最迟今天 11:01给您回电" in phone.notices(call)[0]


def test_a_call_that_outlasts_its_call_back_hears_sorry(line: Opens, world: World) -> None:
    phone, call = through(world, line)
    call.no_answer(), call.no_answer()
    call.press("1")
    world.pass_(minutes=31)
    call.hang_up()
    assert "没有给您回电。这次我们最迟今天 11:01" in phone.notices(call)[0]


def test_at_night_who_was_not_called_in_time_hears_sorry(line: Opens, world: World) -> None:
    phone = line(human(world, "complaint"))
    for night in (23, 24):
        world.go_to(datetime(2026, 11, night, 23, tzinfo=ZONE))
        call = phone.call()
        call.begin()
        said = call.say("我要投诉")
        assert any("没有人空出来接待，我们最迟明天上午十点半" in text for text in said)
        call.hang_up()
    assert "上次说好的时间没有给您回电，实在抱歉。" in said


def test_answered_by_somebody_without_a_place_at_the_desk(line: Opens, world: World) -> None:
    phone, call = through(world, line)
    with world.work() as work:
        for member in work.session.scalars(select(Person)):
            member.ended_at = work.now
    call.other_answers(), call.other_hangs_up()
    assert phone.conversation(call).owner == "bot"
    assert call.say("还有一台") == ["收到还有一台"]


@pytest.mark.promise("N121")
def test_complaints_have_a_line_of_their_own_to_who_reads_them(line: Opens, world: World) -> None:
    """Whoever calls it is put through to quality staff at once, and their talk is confidential from the first word."""
    company = world.kb.company
    phone = line(down)
    call = phone.call(to=stored(company.complaint_phone))
    call.begin()
    assert call.state == State.RINGING and [leg.number for leg in call.ringing] == ["+8657100127703"]
    assert phone.conversation(call).complaint_id is not None and phone.conversation(call).queue == "quality"
    assert phone.rasa.asked == []
    with world.work() as work:
        told = file_case(work, None, Request(type=CaseType.COMPLAINT, description="师傅收红包", key="k"))
        assert company.complaint_phone in filed_words(work, told) and company.complaint_email in filed_words(work, told)
