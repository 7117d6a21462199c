"""What somebody is told and what is done for them in a talk, by how well they have shown who they are (R03)."""

from datetime import timedelta

import pytest

from helpline.cases.closing import solve
from helpline.customers.wrong_claims import note
from helpline.dispatch import customer_booking
from helpline.tables import Asset, Case, Consent, Conversation, Customer, Message, Visit, WrongClaim
from tests.dialogue.forms import Forms
from tests.world import AGENT, World

PHONE, NAME, ADDRESS = "13911110001", "王秀兰", "西湖区某路1号"  # of K1


@pytest.fixture(autouse=True)
def names(world: World) -> None:
    """Such as people have, and as are heard in what they say."""
    with world.work() as work:
        for id, name in (("K1", NAME), ("K2", "李建华")):
            work.session.get_one(Customer, id).name = name


def book(world: World, id: int) -> None:
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[0])


def booked(world: World, id: int) -> bool:
    return [visit.status for visit in world.all(Visit, case_id=id)][-1:] == ["booked"]


# -- guessing ----------------------------------------------------------------------------------------------------------


def test_names_told_one_after_the_other_while_reporting_are_few(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.report(PHONE, "赵一")
    for name in ("钱二", "孙三", "李四", NAME):
        told = talk.say(f"名字错了，我叫{name}", "correct")
        assert ADDRESS not in told
    assert world.conversation(talk.chat).customer_id is None
    assert ADDRESS not in talk.begin("check_progress", "查进度", "check_progress")
    assert world.conversation(talk.chat).handoff_rule == "identity_failed"


def test_case_numbers_tried_with_a_phone_are_few_in_all_talks_together(world: World) -> None:
    id = world.file(phone=PHONE)
    book(world, id)
    number = world.case(id).number
    wrong = [f"GD20261123-{n:04d}" for n in range(9)]
    for n in range(0, 9, 3):
        talk = Forms(world, world.chat())
        talk.begin("check_progress", f"单号{wrong[n]}，手机{PHONE}", "check_progress")
        talk.say(f"单号{wrong[n + 1]}，手机{PHONE}")
        talk.say(f"单号{wrong[n + 2]}，手机{PHONE}")
        assert world.conversation(talk.chat).owner == "queue"
    told = Forms(world, world.chat()).begin("book_visit", f"取消上门，单号{number}，手机{PHONE}", "change_visit")
    assert "西工" not in told
    assert booked(world, id)


def test_another_number_told_in_the_words_of_the_first_is_looked_up(world: World) -> None:
    """It counts as a guess where it fits nothing, and is the answer where it does."""
    number = world.case(world.file(phone=PHONE)).number
    talk = Forms(world, world.chat())
    for wrong in ("GD20261123-9001", "GD20261123-9002"):
        assert "对上" in talk.say(f"查进度，单号{wrong}，手机{PHONE}", "check_progress", sure=0.79)
    assert len(world.all(WrongClaim)) == 2
    assert "正在安排" in talk.say(f"查进度，单号{number}，手机{PHONE}", "check_progress", sure=0.79)


def test_who_guessed_too_much_is_handed_over_politely(world: World) -> None:
    talk = Forms(world, world.chat())
    with world.work() as work:
        for n in range(3):
            note(work, work.session.get_one(Conversation, talk.chat), PHONE, f"某{n}")
    told = talk.begin("check_progress", f"查进度，{PHONE}，我叫{NAME}", "check_progress")
    assert any(words in told for words in world.kb.phrases["proof_locked"])
    assert world.conversation(talk.chat).owner == "queue"


# -- codes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["没收到短信", "换个方式", f"我叫{NAME}"])
def test_a_code_cannot_be_skipped(world: World, words: str) -> None:
    world.file(phone=PHONE, name=NAME)
    talk = Forms(world, world.chat(), "sms")
    talk.begin("check_progress", f"查进度，{PHONE}", "check_progress")
    assert talk.state.asked == "code"
    talk.say(words)
    assert "GD20261123" not in talk.say(f"我叫{NAME}")
    assert world.conversation(talk.chat).customer_id is None


def test_a_code_asked_for_in_another_talk_does_not_skip_it(world: World) -> None:
    world.file(phone=PHONE)
    Forms(world, world.chat(), "sms").begin("check_progress", f"查进度，{PHONE}", "check_progress")
    other = Forms(world, world.chat(), "sms")
    other.begin("check_progress", f"查进度，{PHONE}", "check_progress")
    assert "GD20261123" not in other.say(f"我叫{NAME}")
    world.pass_(minutes=2)
    other.say("重发")
    assert "GD20261123" in other.say(other.code())


def test_when_no_more_codes_may_be_sent_people_go_on(world: World) -> None:
    world.file(phone=PHONE)
    for _ in range(world.kb.policies.delivery.codes.a_day):
        Forms(world, world.chat(), "sms").begin("check_progress", f"查进度，{PHONE}", "check_progress")
        world.pass_(minutes=2)
    talk = Forms(world, world.chat(), "sms")
    assert "GD20261123" not in talk.begin("check_progress", f"查进度，{PHONE}，我叫{NAME}", "check_progress")
    assert world.conversation(talk.chat).owner == "queue"


def test_a_fault_reported_by_name_does_not_stand_for_the_code(world: World) -> None:
    id = world.file(phone=PHONE)
    talk = Forms(world, world.chat(), "sms")
    talk.report(PHONE, NAME)
    talk.say("算了", "cancel")
    assert world.case(id).number not in talk.begin("check_progress", "查进度", "check_progress")
    assert world.case(id).number in talk.say(talk.code())


def test_the_sender_of_a_text_message_cancels_nothing(world: World) -> None:
    """The sender of a text message can be forged; what is sent to it cannot be read by who forged it."""
    id = world.file(phone=PHONE)
    book(world, id)
    talk = Forms(world, world.write("sms", "+8613911110001", "取消上门"), "sms")
    talk.begin("book_visit", "取消上门", "change_visit")
    talk.say("是的，取消", "affirm")
    assert booked(world, id)
    talk.say(talk.code())
    talk.say("是的，取消", "affirm")
    assert not booked(world, id)


# -- what is on file ---------------------------------------------------------------------------------------------------


def test_what_matches_the_file_is_used_and_not_recited(world: World) -> None:
    talk = Forms(world, world.chat())
    told = talk.report(PHONE, NAME)
    assert talk.state.asked == "confirmed"  # the address was not asked for
    assert ADDRESS not in told and world.kb.phrases["address_on_file"][0] in told
    talk.say("对的，提交", "affirm")
    (case,) = world.all(Case)
    assert (case.address, case.customer_id) == (ADDRESS, "K1")


def test_who_has_shown_it_strongly_reads_the_address(world: World) -> None:
    assert ADDRESS in Forms(world, world.chat("K1")).report(PHONE, NAME)


@pytest.mark.parametrize("phone", [PHONE, "13922220001"])
def test_a_phone_alone_tells_nothing_of_warranties_nor_whether_it_is_on_file(world: World, phone: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.begin("check_warranty", f"查一下保修，手机{phone}", "check_warranty")
    assert any(words in told for words in world.kb.phrases["ask_name_for_proof"])
    wrong = talk.say("我叫赵一")
    assert any(words in wrong for words in world.kb.phrases["proof_wrong"])


def test_a_serial_number_alone_tells_no_warranty(world: World) -> None:
    talk = Forms(world, world.chat())
    told = talk.begin("check_warranty", "查保修，序列号AA26000001", "check_warranty")
    assert "2027" not in told and "2032" not in told and "保到" not in told
    assert any(words in told for words in world.kb.phrases["ask_phone_for_warranty"])
    assert "AA26000001"[-6:] in talk.say(PHONE)


def test_machines_to_choose_from_are_named_without_whole_serial_numbers(world: World) -> None:
    with world.work() as work:
        for n in (5, 6):
            place = "西湖区文三路9号2幢301室" if n == 5 else "书房"
            machine = {"customer_id": "K1", "model": "QH-KFR35", "category": "air_conditioner", "place": place}
            work.session.add(Asset(id=f"AA2600000{n}", serial=f"AA2600000{n}", **machine))
    talk = Forms(world, world.chat())
    told = talk.begin("check_warranty", f"查一下保修，手机{PHONE}，我叫{NAME}", "check_warranty")
    shown = told + str(talk.buttons)
    assert "书房" in shown and "000005" in shown
    assert "AA26" not in shown and "文三路" not in shown


# -- in another's name -------------------------------------------------------------------------------------------------


def file_as(world: World, phone: str, name: str, *channels: str) -> Forms:
    talk = Forms(world, world.chat(), *channels)
    talk.report(phone, name)
    talk.say("对的，提交", "affirm")
    return talk


def test_a_stranger_gets_no_grade_and_gives_no_consent(world: World) -> None:
    file_as(world, "13911110003", "赵一", "sms")  # of a gold customer
    (case,) = world.all(Case)
    assert (case.customer_id, case.grade, case.filer_proved) == (None, "", False)
    assert not world.all(Consent)
    file_as(world, "13922220001", "赵一", "sms")  # of nobody on file
    assert [row.address for row in world.all(Consent)] == ["+8613922220001"]


def test_what_a_stranger_filed_does_not_stand_first(world: World) -> None:
    mine = world.case(world.file(phone=PHONE)).number
    file_as(world, PHONE, "赵一")
    talk = Forms(world, world.chat(), "sms")
    talk.begin("check_progress", f"查进度，{PHONE}", "check_progress")
    assert mine in talk.say(talk.code())


def test_a_strangers_complaint_keeps_no_engineer_away(world: World) -> None:
    for phone, name, customer in ((PHONE, "赵一", ""), ("13911110002", "李建华", ""), ("13911110002", "李建华", "K2")):
        talk = Forms(world, world.chat(customer or None))
        talk.begin("complain", "我要投诉西工，上门迟到还乱收费", "complain")
        for answer in ("西工", "昨天", "道歉", phone, f"我叫{name}", "对的，提交"):
            talk.say(answer, "affirm" if answer.startswith("对") else "inform")
    excluded = ["engineer_excluded" in world.kinds(case.id) for case in world.all(Case)]
    assert excluded == [False, False, True]  # name and phone stand on any parcel; only the last has surely shown it


# -- closing -----------------------------------------------------------------------------------------------------------


def test_a_closing_question_does_not_go_to_who_knows_name_and_phone(world: World) -> None:
    victim = world.chat("K1")
    id = world.file(victim, phone=PHONE)
    world.pass_(minutes=15)
    attacker = Forms(world, world.chat())
    attacker.report(PHONE, NAME)
    with world.work() as work:
        work.session.get_one(Conversation, attacker.chat).last_customer_at = work.now
    with world.work(AGENT) as work:
        solve(work, work.session.get_one(Case, id), "换了主板")
    assert world.prompts(victim) and not world.prompts(attacker.chat)


@pytest.mark.parametrize(("chat", "status"), [("weak", "solved"), ("strong", "closed"), ("where filed", "closed")])
def test_who_may_close_a_case(world: World, chat: str, status: str) -> None:
    filed_in = world.chat()
    id = world.file(filed_in, phone=PHONE)
    with world.work() as work:
        work.session.get_one(Case, id).customer_id = "K1"
    with world.work(AGENT) as work:
        solve(work, work.session.get_one(Case, id), "换了主板")
    chats = {"weak": world.chat("K1", "name"), "strong": world.chat("K1"), "where filed": filed_in}
    talk = Forms(world, chats[chat])
    told = talk.prompted("closure", f'/ask_closure{{"case_number": "{world.case(id).number}"}}')
    assert ("换了主板" in told) == (status == "closed")
    if talk.state.task:
        talk.say("可以结单", "affirm")
    assert world.case(id).status == status


# -- visits ------------------------------------------------------------------------------------------------------------


def test_who_is_on_file_hears_of_a_visit_cancelled_by_name_and_phone(world: World) -> None:
    owner = world.chat("K1")
    id = world.file(owner, phone=PHONE)
    book(world, id)
    talk = Forms(world, world.chat())
    talk.begin("book_visit", f"取消上门，{PHONE}，我叫{NAME}", "change_visit")
    talk.say("是的，取消", "affirm")
    assert not booked(world, id)
    assert [m.purpose for m in world.all(Message, conversation_id=owner, direction="out")] == ["notice"]
    assert world.case(id).number in world.said(owner)[0]


# -- the end of a proof ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "days"), [("name", 1), ("code", 180)])
def test_a_proof_ends(world: World, by: str, days: int) -> None:
    id = world.file(phone=PHONE)
    talk = Forms(world, world.chat("K1", by))
    assert world.case(id).number in talk.begin("check_progress", "查进度", "check_progress")
    world.pass_(days=timedelta(days=days).days)
    assert world.case(id).number not in talk.begin("check_progress", "查进度", "check_progress")


def test_a_phone_that_was_told_is_to_be_told_again_another_day(world: World) -> None:
    """Whoever sits there then may be somebody else; the same day nobody is asked twice."""
    number = world.case(world.file(world.chat(), phone=PHONE)).number
    talk = Forms(world, world.chat())
    assert "正在安排" in talk.say(f"查进度，单号{number}，手机{PHONE}", "check_progress")
    world.pass_(hours=2)
    assert "正在安排" in talk.say(f"查进度，单号{number}", "check_progress")
    world.pass_(days=world.kb.policies.identity.weak_days)
    assert "正在安排" not in talk.say(f"查进度，单号{number}", "check_progress")
    assert (talk.state.asked, talk.state.slots.get("phone")) == ("phone", None)


def test_a_request_that_is_being_told_goes_on_another_day(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "空调不制冷，13911110099", "report_fault")
    world.pass_(days=world.kb.policies.identity.weak_days + 1)
    talk.say("我叫赵一")
    assert talk.state.slots["phone"] == "13911110099"
