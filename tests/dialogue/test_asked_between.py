"""A question at a question is answered in one true line and the question is asked again; it is never taken for a detail."""

import re

import pytest

from helpline.cases.emergency import report_emergency
from helpline.core.unit_of_work import ZONE
from helpline.tables import Case, Conversation, Person, Visit
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.world import World


def asked_for_a_name(world: World, wish: str, intent: str, detail: str) -> Forms:
    talk = Forms(world, world.chat())
    talk.say(wish, intent)
    while talk.state.asked != "name":
        talk.say({"phone": "13911119999"}.get(talk.state.asked, detail))
    return talk


WISHES = [
    ("想订两支净水器滤芯，型号写在瓶身上", "request_part", "QY-RO400的滤芯两支"),
    ("要一份产品说明书电子版", "request_manual", "要叉车的说明书"),
    ("帮我开个发票", "request_invoice", "个人发票，修理费"),
    ("空调不制冷，派人来修", "report_fault", ""),
]


@pytest.mark.parametrize(("wish", "intent", "detail"), WISHES)
@pytest.mark.parametrize(
    ("question", "of"),
    [("大概几天能到你们这儿？", "nlu_fallback"), ("最快哪天能上门", "check_progress"), ("问名字干什么", "deny"),
     ("你们是什么公司的呀，跟厂家有关系吗", "nlu_fallback"), ("这个归谁管", "out_of_scope")],
)  # fmt: skip
def test_a_question_is_no_name(world: World, wish: str, intent: str, detail: str, question: str, of: str) -> None:
    talk = asked_for_a_name(world, wish, intent, detail)
    told = talk.say(question, of)
    assert talk.state.asked == "name" and "name" not in talk.state.slots
    assert len(talk.lines) >= 2 and len(talk.lines[0]["text"].splitlines()) == 1, told
    talk.say("方大海")
    assert talk.state.slots["name"] == "方大海"


def test_what_nobody_comes_for_is_promised_no_window(world: World) -> None:
    talk = asked_for_a_name(world, "帮我开个发票", "request_invoice", "个人发票，修理费")
    told = talk.say("最快什么时候能弄好", "check_progress")
    assert "上门" not in told and "几时联系您" in told


@pytest.mark.parametrize("question", ["你们多久能来", "最快几点能到啊"])
def test_how_soon_is_no_description(world: World, question: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("我要报修空调", "report_fault")
    assert talk.state.asked == "symptom"
    talk.say(question, "book_visit")
    assert talk.state.asked == "symptom" and "symptom" not in talk.state.slots


def test_whether_it_is_a_machine_is_no_part_of_a_complaint(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("我对你们上次的服务不太认可，想反映一下", "complain")
    assert talk.state.asked == "about"
    told = talk.say("跟我说话的是真人吗", "ask_identity")
    assert "智能助手" in told and talk.state.asked == "about" and "about" not in talk.state.slots


@pytest.mark.parametrize(
    ("asked", "intent", "heard"),
    [("重庆可以派师傅过来吗", "book_visit", "重庆"), ("贵阳能来修不", "report_fault", "贵阳"), ("平时多久能上门", "book_visit", "上门")],
)  # fmt: skip
def test_a_mere_question_begins_nothing(world: World, asked: str, intent: str, heard: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(asked, intent)
    assert talk.state.task == "" and heard in told and world.all(Case) == []


@pytest.mark.parametrize("asked", ["不好意思明天上午能来吗", "今天下午有人来修吗"])
def test_no_place_is_heard_where_none_is_named(world: World, asked: str) -> None:
    assert "服务范围" not in Forms(world, world.chat()).say(asked, "book_visit")


def test_the_rule_is_told_to_who_has_no_machine_to_look_up(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("空调保修一般是几年", "check_warranty")
    assert talk.state.asked == "serial"
    talk.say("我就了解了解，不用看我这台", "nlu_fallback")
    assert talk.state.task == "" and talk.state.asked == ""


@pytest.mark.parametrize(
    ("fault", "other", "intent", "kept"),
    [
        ("空调不制冷要报修", "另外上次的维修费开张发票", "request_invoice", "发票我也记着"),
        ("净水器漏水要修", "再买两支滤芯", "request_part", "配件我也记着"),
    ],
)
def test_two_wishes_in_a_breath_are_both_kept(world: World, fault: str, other: str, intent: str, kept: str) -> None:
    talk = Forms(world, world.chat())
    said = talk.say(f"{fault}，{other}", intent, (fault, "report_fault"), (other, intent))
    assert kept in said and talk.state.task == "report_fault"


@pytest.mark.parametrize("question", ["多少钱一支", "贵不贵啊，多少钱", "这个要花多少"])
@pytest.mark.parametrize(
    ("wish", "intent", "known"),
    [("我要买滤芯", "request_part", "报价|价格"), ("帮我开个发票", "request_invoice", "不另收费"), ("想签个维保合同", "request_contract", "同意了再办")],
)  # fmt: skip
def test_the_price_of_a_request_is_not_that_of_a_repair(
    world: World, wish: str, intent: str, known: str, question: str
) -> None:
    talk = Forms(world, world.chat())
    talk.say(wish, intent)
    asked = talk.state.asked
    told = talk.say(question, "ask_fee")
    assert re.search(known, told) and "检测费" not in told and talk.state.asked == asked


def test_the_price_of_a_repair_is_told_where_it_is_asked(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("我要买空调遥控器", "request_part")
    assert "检测费" in talk.say("空调上门修要多少钱", "ask_fee")


@pytest.mark.parametrize("question", ["扶梯保养你们管吗", "叉车你们修不修", "大屏你们装吗"])
def test_whether_a_machine_is_served_is_no_question_about_the_company(world: World, question: str) -> None:
    told = Forms(world, world.chat()).say(question, "ask_business")
    assert "我们" in told and "热线" not in told


@pytest.mark.parametrize("question", ["修空调你们几点上班", "电梯公司地址在哪"])
def test_the_company_is_told_of_where_it_is_asked(world: World, question: str) -> None:
    assert "热线" in Forms(world, world.chat()).say(question, "ask_business")


@pytest.mark.parametrize("first", ["我想约个上门", "我要预约师傅"])
@pytest.mark.parametrize(
    ("said", "intent", "kind"),
    [
        ("空调保养，两台", "request_maintenance", "maintenance"),
        ("中央空调该清洗了", "inform", "maintenance"),
        ("新买的空调要装", "request_installation", "installation"),
        ("空调不制冷", "report_fault", "repair"),
        ("空调装了三年，不制冷了", "inform", "repair"),
    ],
)
def test_what_a_visit_is_for_may_be_told_after_it_was_wished(
    world: World, first: str, said: str, intent: str, kind: str
) -> None:
    talk = Forms(world, world.chat())
    talk.say(first, "book_visit")
    assert talk.state.asked == "product"
    talk.say(said, intent)
    assert talk.state.slots["service_type"] == kind


def test_a_part_that_something_stands_still_for_comes_first(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("机房的UPS停了，急着要块电池，整个楼层都断电了", "request_part")
    for told in ("13911119999", "方大海", "西湖区文三路9号2幢301室"):
        talk.say(told)
    told = talk.press_title("提交")
    (case,) = world.all(Case)
    assert (case.type, case.level, case.priority) == ("part", 1, 1) and "派师傅" in told
    plain = Forms(world, world.chat())
    plain.say("要买两支净水器滤芯，型号写在瓶身上", "request_part")
    for answer in ("13911119998", "方大河", "西湖区文三路9号2幢302室"):
        plain.say(answer)
    assert "派师傅" not in plain.press_title("提交") and world.all(Case)[-1].level == 3


@pytest.mark.parametrize("intent", ["ask_identity", "ask_business", "check_progress", "out_of_scope", "inform"])
@pytest.mark.parametrize(
    "question", ["来的师傅叫什么名字", "师傅电话多少", "哪位师傅来", "工程师贵姓呀", "怎么联系师傅"]
)
def test_who_comes_is_told(world: World, question: str, intent: str) -> None:
    talk = steps.at(world, "book_visit/slot")
    talk.press(talk.buttons[0]["payload"])
    (visit,) = world.all(Visit)
    engineer = world.all(Person, id=visit.engineer_id)[0]
    told = talk.say(question, intent)
    assert engineer.name in told and engineer.phone in told and len(talk.lines) == 1


def test_who_comes_is_not_made_up(world: World) -> None:
    talk = steps.at(world, "report_fault/offer_visit")
    told = talk.say("来的师傅叫什么", "out_of_scope")
    assert "还没定" in told and talk.state.asked == "offer_visit"
    nobody = Forms(world, world.chat())
    assert "还没定" not in nobody.say("来的师傅叫什么", "out_of_scope")


@pytest.mark.parametrize(
    ("said", "intent"),
    [("不留电话", "deny"), ("就提个建议，不用联系我", "inform"), ("不方便留", "inform"), ("匿名吧", "out_of_scope")],
)
def test_a_suggestion_is_filed_without_a_phone(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("建议你们晚上也能约师傅上门", "suggest")
    assert talk.state.asked == "phone"
    told = talk.say(said, intent)
    assert talk.state.asked == "confirmed" and "晚上" in told
    talk.press_title("提交")
    assert [(case.type, case.phone) for case in world.all(Case)] == [("suggestion", "")]


def test_other_requests_are_not_filed_without(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("要一份叉车的产品说明书", "request_manual")
    talk.say("不留电话", "deny")
    assert talk.state.asked == "phone" and not world.all(Case)


@pytest.mark.parametrize("said", ["三支，不是两支", "不对，三支，不是两支", "是三支不是两支", "不是两支，是三支"])
def test_how_many_is_put_right(world: World, said: str) -> None:
    talk = steps.at(world, "service_request/detail, part")
    talk.say("滤芯两支", "inform")
    told = talk.say(said, "correct")
    assert talk.state.slots["detail"] == "滤芯三支" and "三支" in told


@pytest.mark.parametrize(("product", "told"), [("lift", False), ("work_vehicle", True), ("", True)])
def test_a_machine_that_stands_in_no_road_is_told_nothing_of_roads(world: World, product: str, told: bool) -> None:
    with world.work() as work:
        conversation = work.session.get_one(Conversation, world.chat())
        kind = next(one for one in world.kb.policies.emergency.kinds if one.id == "general")
        _, words = report_emergency(work, conversation, kind, "这边很危险", "e1", known={"product": product})
    assert ("12122" in words[0]) == told


@pytest.mark.parametrize("intent", ["ask_business", "inform", "check_progress"])
@pytest.mark.parametrize("question", ["你们多久能来", "最快几点能到啊"])
def test_how_soon_is_answered_by_the_visit_that_is_booked(world: World, question: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    steps.visit_to_come(world, talk)
    (visit,) = world.all(Visit)
    told = talk.say(question, intent)
    assert f"{visit.start_at.astimezone(ZONE):%H:%M}" in told and "9:00–12:00" not in told, told


def test_how_soon_is_not_asked_of_what_nobody_comes_for(world: World) -> None:
    talk = Forms(world, world.chat())
    invoice = world.case(world.file(talk.chat, type="invoice", description="个人发票"))
    assert invoice.number not in talk.say("最快多久能来", "ask_business")


@pytest.mark.parametrize("question", ["最快多久能来", "派哪位师傅来啊"])
def test_nobody_is_still_to_come_for_what_is_solved(world: World, question: str) -> None:
    talk = steps.at(world, "closure/closure")
    assert "还没定" not in talk.say(question, "ask_business")


def test_who_has_no_serial_number_hears_the_rule_of_the_kind_that_was_named(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("空调还在保修期吗", "check_warranty")
    assert talk.state.asked == "serial"
    told = talk.say("序列号找不到了", "dont_know")
    assert "空调" in told and "铭牌" not in told and talk.state.task == ""


def test_a_floor_nobody_is_sure_of_completes_no_address(world: World) -> None:
    talk = steps.at(world, "report_fault/address")
    talk.say("西湖区文三路")
    assert talk.state.asked == "address"
    talk.say("3楼还是5楼我也不清楚", "dont_know")
    assert "楼" not in talk.state.slots["address"]
