"""What is asked is answered, in whichever words, and in whatever else it is said."""

from datetime import timedelta

import pytest

from bot.actions.engine.deeds import ClaimWithoutDeed, hold_to
from bot.actions.engine.understanding import Understanding
from helpline.core.unit_of_work import CUSTOMER, ZONE
from helpline.dispatch import customer_booking
from helpline.tables import Case, Visit
from kb.models.phrases import Deed
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.dialogue.test_cases_meant import solved, two_cases
from tests.world import AGENT, World

# -- what belongs to nobody here ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "other"), [("你们修不修电饭煲？", "电饭煲"), ("洗碗机你们管吗", "洗碗机")])
def test_what_nobody_repairs_is_said_to_who_only_asks(world: World, said: str, other: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(said, "ask_business")
    assert other in told and "不在" in told and talk.state.task == ""


# -- no complaint, no report: a question -------------------------------------------------------------------------------

QUESTIONS = [
    ("他叫我微信转钱给他，正常吗", "doubt_quote", "先不同意"),
    ("想夸夸你们王师傅", "praise", ""),
    ("这款热水器要召回吗", "ask_recall", "召回"),
    ("有人说是你们公司的收我三百", "ask_fraud", "不要付款"),
]


@pytest.mark.parametrize(("said", "intent", "heard"), QUESTIONS)
def test_a_doubt_a_praise_and_a_warning_begin_no_complaint(world: World, said: str, intent: str, heard: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(said, intent, sure=0.98)
    assert heard in told and talk.state.task != "complain" and not world.all(Case, type="complaint")


def test_what_became_of_a_suggestion_is_told_and_none_is_filed(world: World) -> None:
    talk = Forms(world, world.chat())
    id = world.file(talk.chat, type="suggestion", description="热线太难打")
    told = talk.say("上次提的建议有回音了吗", "check_progress", sure=0.93)
    assert world.case(id).number in told and len(world.all(Case)) == 1


@pytest.mark.parametrize("signs", ["👍", "🙏🙏", "[抱拳]"])
def test_a_sign_alone_is_thanks(world: World, signs: str) -> None:
    talk = Forms(world, world.chat())
    assert talk.say(signs, "out_of_scope", sure=1.0) in world.kb.phrases["thanks"]


# -- danger is asked about where there may be one ----------------------------------------------------------------------


def asks_danger(talk: Forms) -> bool:
    return any(button["payload"].startswith("/emergency") for button in talk.buttons)


@pytest.mark.parametrize(
    ("said", "parts", "sure"),
    [("屏花了", (), 0.41), ("取不下来，派人", (("取不下来", "report_fault"), ("派人", "book_visit")), 0.58)],
)
def test_a_plain_fault_raises_no_question_of_danger(
    world: World, said: str, parts: tuple[tuple[str, str], ...], sure: float
) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, "emergency", *parts, sure=sure)
    assert not asks_danger(talk) and talk.state.task == "report_fault"


@pytest.mark.parametrize("said", ["拖车坏在高速应急车道上", "车坏在高速上动不了"])
def test_who_stands_on_a_road_hears_first_what_to_do_there(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(said, "emergency", sure=0.6)
    assert asks_danger(talk) and told.index("双闪") < told.index("受伤") and "护栏外" in told


def test_an_alarm_knows_the_vehicle_it_is_told_of(world: World) -> None:
    talk = Forms(world, world.chat())
    told = talk.say("客车在沪昆高速杭州方向K86抛锚了", "emergency", sure=0.95)
    (case,) = world.all(Case, type="emergency")
    assert case.category == "work_vehicle" and "K86" in case.address and "双闪" in told and "12122" in told


# -- a vehicle's repair ------------------------------------------------------------------------------------------------


def test_a_vehicles_repair_asks_for_plate_and_kilometres(world: World) -> None:
    talk = steps.at(world, "report_fault/particulars")
    assert "车牌" in talk.lines[-1]["text"] and "公里" in talk.lines[-1]["text"]
    talk.say("浙A12345，开了八万公里", "nlu_fallback", sure=0.3)
    assert talk.state.asked == "phone"
    assert "浙A12345" in talk.state.slots["symptom"] and "八万公里" in talk.state.slots["symptom"]


def test_who_does_not_know_them_goes_on(world: World) -> None:
    talk = steps.at(world, "report_fault/particulars")
    talk.say("不清楚", "dont_know")
    assert talk.state.asked == "phone" and "不清楚" not in talk.state.slots["symptom"]


# -- papers ------------------------------------------------------------------------------------------------------------


def test_what_stands_beside_a_phone_is_kept(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("开张发票，抬头宁海县长街水产合作社，维修费", "request_invoice")
    assert talk.state.asked == "phone"
    talk.say("13911112222，税号91330226MA2AFQ7X0T")
    assert "91330226MA2AFQ7X0T" in talk.say("方大海")


def test_a_phone_is_not_how_many_people_are_trained(world: World) -> None:
    talk = steps.at(world, "service_request/people, training")
    talk.say("13911112222 方大海")
    assert talk.state.asked == "people" and talk.state.slots["phone"] == "13911112222"


def test_whether_the_term_is_over_is_concluded_from_what_is_told(world: World) -> None:
    told = Forms(world, world.chat()).begin("check_warranty", "空调买了五年了，过保了没", "check_warranty")
    assert "现在过保修期了" in told and "以保修卡为准" in told


def test_no_serial_and_a_phone_beside_it_are_a_phone(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.begin("check_warranty", "空调还在保修期吗", "check_warranty")
    told = talk.say("没有序列号 手机13805711008")
    assert (talk.state.slots["phone"], talk.state.asked) == ("13805711008", "name") and "不完整" not in told


@pytest.mark.parametrize(
    ("said", "intent", "kind"),
    [("想签两台电梯的维保合同", "request_contract", "contract"), ("要一份叉车的说明书电子版", "request_manual", "manual"),
     ("给新来的员工培训大屏怎么用，十个人", "request_training", "training")],
)  # fmt: skip
def test_papers_and_training_are_filed(world: World, said: str, intent: str, kind: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    answers = {"people": "十个人，下周", "phone": steps.PHONE, "name": steps.NAME}
    while talk.state.asked != "confirmed":
        talk.say(answers[talk.state.asked])
    talk.press_title("提交")
    (case,) = world.all(Case)
    (filed,) = (event for event in world.case(case.id).events if event.kind == "filed")
    assert (case.type, filed.data["request"]) == ("question", kind)


# -- visits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["12月底", "元旦以后", "31号上午"])
def test_days_nobody_can_book_yet_are_not_said_to_be_full(world: World, said: str) -> None:
    talk = steps.at(world, "book_visit/slot")
    told = talk.say(said)
    assert "14天" in told and "没有空档" not in told and talk.state.asked == "slot"


def test_a_day_alone_is_a_wish_though_it_sounds_like_a_question(world: World) -> None:
    talk = steps.at(world, "book_visit/slot")
    told = talk.say("周六", "ask_business", sure=0.69)
    assert talk.state.asked == "slot" and world.kb.company.hotline not in told


def test_a_visit_whose_time_is_over_is_not_announced(world: World) -> None:
    talk, repair, _ = two_cases(world)
    world.pass_(days=3)
    told = talk.say("空调那单怎么样了", "check_progress")
    visit = world.all(Visit)[0]
    assert repair.number in told and f"{visit.start_at:%H:%M}" not in told and "上门，电话" not in told


def test_no_reminder_is_sent_of_a_visit_that_has_begun(world: World) -> None:
    talk, repair, _ = two_cases(world)
    visit = world.all(Visit)[0]
    with world.work(CUSTOMER) as work:
        slot = next(
            one
            for one in customer_booking.free_slots(work, work.session.get_one(Case, repair.id), limit=40)
            if one.start_at > visit.start_at + timedelta(days=2)
        )
        customer_booking.book(work, work.session.get_one(Case, repair.id), slot)
    world.go_to(slot.start_at + timedelta(minutes=5))
    world.sweep()
    assert not any("将上门" in text for text in world.said(talk.chat))


# -- after the work ----------------------------------------------------------------------------------------------------


def test_who_wants_to_return_it_agrees_to_nothing(world: World) -> None:
    talk, case = solved(world)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    talk.say("不行，我要退货", "request_return", sure=1.0)
    assert world.case(case.id).status == "reopened" and talk.state.task == "service_request"


def test_perhaps_well_but_not_looked_at_closes_nothing(world: World) -> None:
    talk, case = solved(world)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    parts = (("好像好了吧", "affirm"), ("还没顾上看", "dont_know"))
    told = talk.say("好像好了吧，还没顾上看", "dont_know", *parts, sure=0.76)
    assert world.case(case.id).status == "solved" and case.number in told


def test_after_closing_no_window_is_offered_for_what_is_closed(world: World) -> None:
    talk, case = solved(world)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    talk.press_title("已解决")
    talk.say("我想约个上门时间", "book_visit", sure=1.0)
    assert (talk.state.task, talk.state.asked) == ("report_fault", "product")


def test_the_button_that_closed_pressed_again_tells_so(world: World) -> None:
    talk, case = solved(world)
    talk.prompted("closure", f'/ask_closure{{"case_number": "{case.number}"}}')
    agree = talk.buttons[0]["payload"]
    talk.press(agree)
    told = talk.press(agree)
    assert case.number in told and "想办" not in told and world.case(case.id).status == "closed"


def test_the_button_that_booked_pressed_again_tells_what_was_booked(world: World) -> None:
    talk = steps.at(world, "book_visit/slot")
    second = talk.buttons[1]["payload"]
    talk.press(second)
    told = talk.press(second)
    (visit,) = world.all(Visit)
    assert f"{visit.start_at.astimezone(ZONE):%H:%M}" in told and "想办" not in told


# -- claims ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deed", [Deed.CASE_CANCELLED, Deed.CASE_CLOSED, Deed.CASE_REOPENED, Deed.VISIT_BOOKED])
def test_what_was_not_done_is_not_said(world: World, deed: Deed) -> None:
    """The words of a deed need the thing it was done to, as it is afterwards."""
    talk = Forms(world, world.chat())
    id = world.file(talk.chat)
    phrase = next(phrase for phrase, claims in world.kb.claims.items() if claims == deed)
    with world.work(AGENT) as work:
        turn = talk.turn(work, Understanding(text="好", intent="affirm", confidence=1.0))
        case = work.session.get_one(Case, id)
        with pytest.raises(ClaimWithoutDeed):
            hold_to(turn, phrase, case)
        with pytest.raises(ClaimWithoutDeed):
            hold_to(turn, phrase, None)


# -- which part, and what is no answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("净水器的滤芯，来两支", "phone"),
        ("滤芯来两支", "phone"),
        ("要3块遥控器电池", "phone"),
        ("我要买个滤芯", "detail"),
        ("要两个配件", "detail"),
        ("净水器要两个配件", "detail"),
    ],
)
def test_a_part_told_with_its_number_is_not_asked_for_again(world: World, said: str, asked: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, "request_part")
    assert talk.state.asked == asked and talk.state.slots.get("detail") == (said if asked == "phone" else None)


@pytest.mark.parametrize("kind", ["part", "invoice", "suggestion", "manual", "contract"])
@pytest.mark.parametrize("said", ["13911119999", "我电话13911119999"])
def test_a_phone_is_not_what_is_wanted(world: World, kind: str, said: str) -> None:
    talk = steps.at(world, f"service_request/detail, {kind}")
    talk.say(said)
    assert (talk.state.asked, talk.state.slots["phone"]) == ("detail", "13911119999")
    assert "detail" not in talk.state.slots


def test_a_name_beside_the_phone_is_to_whom_the_invoice_is_made_out(world: World) -> None:
    talk = steps.at(world, "service_request/detail, invoice")
    talk.say("我叫方大海，电话13911119999")
    assert "方大海" in talk.state.slots["detail"]
