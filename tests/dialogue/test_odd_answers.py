"""Answers that are whole in themselves, however little they look like what was asked for: each is taken, none is lost."""

from datetime import datetime

import pytest

from helpline.tables import Case, Visit
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.world import World


@pytest.mark.parametrize(
    ("pieces", "address"),
    [
        (("杭州拱墅区", "湖墅南路", "88号3幢1202"), "杭州拱墅区湖墅南路88号3幢1202"),
        (("杭州拱墅区", "湖墅南路88号3幢1202"), "杭州拱墅区湖墅南路88号3幢1202"),
        (("拱墅区那边", "就在湖墅南路", "不知道"), "拱墅区那边就在湖墅南路"),
    ],
)
def test_an_address_told_in_pieces_keeps_each_of_them(world: World, pieces: tuple[str, ...], address: str) -> None:
    talk = steps.at(world, "report_fault/address")
    for piece in pieces:
        talk.say(piece, "dont_know" if piece == "不知道" else "inform")
    assert talk.state.slots["address"] == address


def test_a_question_is_no_piece_of_an_address(world: World) -> None:
    talk = steps.at(world, "report_fault/address")
    talk.say("杭州拱墅区")
    talk.say("多久能到那条路", "check_progress")
    assert talk.state.slots["address"] == "杭州拱墅区"


@pytest.mark.parametrize("name", ["Alex Chen", "阿依古丽·买买提江"])
def test_a_long_name_is_a_name_and_nothing_about_the_fault(world: World, name: str) -> None:
    talk = steps.at(world, "report_fault/name")
    talk.say(name)
    assert (talk.state.slots["name"], talk.state.asked) == (name, "address")
    assert name not in talk.state.slots["symptom"]


@pytest.mark.parametrize(
    "step", ["report_fault/confirmed", "report_fault/which_field", "service_request/confirmed, return"]
)
@pytest.mark.parametrize("said", ["姓名改成夏宇", "名字写错了，应该叫夏宇", "是夏宇不是夏雨"])
def test_a_name_put_right_in_one_sentence_is_not_asked_for(world: World, step: str, said: str) -> None:
    talk = steps.at(world, step)
    told = talk.say(said, "correct")
    assert talk.state.slots["name"] == "夏宇"
    assert talk.state.asked == "confirmed"
    assert "夏宇" in told


def test_how_many_people_is_no_wish_for_a_person(world: World) -> None:
    talk = steps.at(world, "service_request/people, training")
    talk.say("4个人", "request_human")
    assert (talk.state.slots["people"], talk.state.asked) == ("4个人", "phone")


@pytest.mark.parametrize("step", ["report_fault/confirmed", "service_request/confirmed, return"])
def test_how_many_told_at_the_read_back_is_added(world: World, step: str) -> None:
    assert "两台" in steps.at(world, step).say("两台")


def test_a_tax_number_told_when_the_phone_is_asked_for_is_none(world: World) -> None:
    talk = steps.at(world, "service_request/detail, invoice")
    talk.say("公司的专票")
    told = talk.say("杭州青松贸易有限公司，税号91330108MA27Y12K3L")
    assert "11位" not in told
    assert "91330108MA27Y12K3L" in talk.state.slots["detail"]


def test_what_is_told_with_the_product_when_the_phone_is_asked_for_is_kept(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("想跟你们签一个维保合同", "request_contract")
    assert talk.state.asked == "phone"
    talk.say("三台电梯 写字楼的")
    assert "三台电梯" in talk.state.slots["detail"]


def test_to_submit_it_is_no_good_news_of_a_check(world: World) -> None:
    talk = steps.at(world, "report_fault/phone")
    talk.state.asked, talk.state.slots["tips"], talk.state.slots["phone"] = "tips", None, None
    told = talk.say("对 提交吧", "affirm")
    assert "解决就好" not in told
    assert talk.state.asked == "phone"


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("随便 越快越好", "inform"),
        ("随便哪个都行 越快越好", "out_of_scope"),
        ("最早的吧", "inform"),
        ("都行，你们定", "deny"),
    ],
)
def test_whichever_window_is_the_first_of_those_offered(world: World, said: str, intent: str) -> None:
    talk = steps.at(world, "book_visit/slot")
    first = datetime.fromisoformat(talk.state.slots["slots"][0])
    talk.say(said, intent)
    assert [visit.start_at for visit in world.all(Visit)] == [first]


@pytest.mark.parametrize("said", ["最早的是几点", "都不行", "后天随便几点"])
def test_other_words_about_the_windows_do_not_take_the_first(world: World, said: str) -> None:
    talk = steps.at(world, "book_visit/slot")
    first = datetime.fromisoformat(talk.state.slots["slots"][0])
    talk.say(said)
    assert first not in [visit.start_at for visit in world.all(Visit)]


def test_progress_and_another_fault_in_one_message_are_both_done(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say(
        "帮我查下上次那单的进度，另外再报个打印机卡纸",
        "check_progress",
        ("帮我查下上次那单的进度", "check_progress"),
        ("另外再报个打印机卡纸", "report_fault"),
    )
    assert talk.state.task == "check_progress"
    assert [wish.intent for wish in talk.state.agenda] == ["report_fault"]


@pytest.mark.parametrize("said", ["算了不修了我要退货", "我要退货"])
def test_goods_to_be_returned_instead_keep_what_they_are_and_what_is_wrong(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("热水器不热", "report_fault")
    talk.say(said, "request_return")
    assert talk.state.asked == "bought"
    talk.say("上个星期三")
    assert talk.state.asked == "phone"  # it is faulty: the rule for returns on request is none for it
    talk.say("13911119999")
    told = talk.say("方大海")
    assert "热水器不热" in told and said.removeprefix("算了不修了") in told
    talk.press_title("提交")
    (case,) = world.all(Case)
    assert (case.type, case.category) == ("return", "water_heater")


@pytest.mark.parametrize(
    ("said", "intent"), [("还是不来了 取消", "cancel"), ("算了不用来了", "deny"), ("取消吧", "cancel")]
)
def test_a_visit_given_up_with_nothing_asked_is_asked_about_and_cancelled(world: World, said: str, intent: str) -> None:
    talk = steps.at(world, "report_fault/offer_visit")
    talk.press_title("现在约")
    talk.say("1")
    assert not talk.state.task
    talk.say(said, intent)
    assert talk.state.asked == "cancel_sure"
    talk.say("对", "affirm")
    assert [visit.status for visit in world.all(Visit)] == ["cancelled"]


def test_without_a_visit_the_same_words_cancel_nothing(world: World) -> None:
    talk = steps.at(world, "report_fault/offer_visit")
    talk.press_title("先不约")
    talk.say("那先不约了", "cancel")
    assert not talk.state.task
    assert [case.status for case in world.all(Case)] == ["new"]


def test_another_day_told_after_the_booking_moves_the_visit(world: World) -> None:
    talk = steps.at(world, "report_fault/offer_visit")
    talk.press_title("现在约")
    talk.say("1")
    told = talk.say("要不还是后天")
    assert talk.state.task == "book_visit" or "约好了" in told


@pytest.mark.parametrize(("answer", "intent"), [("就那个", "affirm"), ("对", "affirm")])
def test_a_yes_after_the_danger_was_denied_raises_no_alarm(world: World, answer: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("那我这个东西有味道 帮我看看", "emergency", sure=0.5)
    assert {button["title"] for button in talk.buttons} >= {"有危险"}
    talk.say("没有危险", "deny")
    talk.say(answer, intent)
    assert all(case.type != "emergency" for case in world.all(Case))


def test_the_machine_put_right_while_a_detail_is_asked_for_is_another(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("热水器漏水，派师傅来", "report_fault")
    talk.say("13911119999")
    assert talk.state.asked == "name"
    talk.say("不是热水器 是净水器漏水", "report_fault")
    assert talk.state.slots["product"] == "water_purifier"


@pytest.mark.parametrize("said", ["地址不对 是9号3幢", "是3幢不是2幢", "不是2幢，是3幢"])
def test_a_door_put_right_stays_in_its_road(world: World, said: str) -> None:
    talk = steps.at(world, "report_fault/confirmed")
    talk.say(said, "correct")
    assert talk.state.slots["address"] == "西湖区文三路9号3幢"
    assert talk.state.asked == "confirmed"


def test_what_is_awaited_may_sound_like_a_fault_of_the_same_machine(world: World) -> None:
    talk = steps.at(world, "answer_waiting/awaited")
    (case,) = world.all(Case)
    told = talk.say("铭牌上写的是KFR35，外壳裂了一道", "report_fault")
    assert case.number in told and "customer_answered" in world.kinds(case.id)
    assert (talk.state.task, len(world.all(Case))) == ("", 1)


def test_a_request_says_for_which_machine_it_is(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("QH-KFR26要退货", "request_return")
    talk.say("刚用就不制冷，质量有问题")
    talk.say("上周买的")
    talk.say("13911119999 方大海")
    assert "青禾1匹挂机；刚用就不制冷" in talk.lines[-1]["text"]
    talk.press_title("提交")
    (case,) = world.all(Case)
    assert case.description.startswith("青禾1匹挂机；")


def test_a_name_told_when_the_phone_is_asked_for_is_taken_and_the_phone_asked_for(world: World) -> None:
    talk = steps.at(world, "service_request/phone, return")
    detail = talk.state.slots["detail"]
    told = talk.say("我叫方大海，住西湖区文三路9号2幢301室")
    assert (talk.state.asked, talk.state.slots["name"], talk.state.slots["detail"]) == ("phone", "方大海", detail)
    assert told in talk.world.kb.phrases["ask_phone"]
