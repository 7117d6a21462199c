"""Reporting a fault off the rails: side remarks, corrections, second wishes, leaving."""

import pytest

from helpline.tables import Dialogue, Task
from tests.dialogue import reports, steps
from tests.dialogue.forms import Forms
from tests.dialogue.reports import cases, filed
from tests.world import World


@pytest.fixture(autouse=True)
def names(world: World) -> None:
    reports.named(world)


# -- once --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remark", "intent"),
    [("谢谢师傅 挺好的", "thanks"), ("你好", "greet"), ("修一次大概多少钱", "ask_fee"), ("几点能到", "check_progress"),
     ("你们几点上班", "ask_business"), ("今天天气真冷", "out_of_scope")],
)  # fmt: skip
def test_a_remark_after_filing_files_nothing_and_the_offer_stands(world: World, remark: str, intent: str) -> None:
    talk = filed(world)
    talk.say(remark, intent)
    assert len(cases(world)) == 1
    assert talk.state.asked == "offer_visit"


def test_a_correction_after_filing_changes_the_case_that_was_filed(world: World) -> None:
    talk = filed(world)
    told = talk.say("电话错了，是13911118888", "correct")
    (case,) = cases(world)
    assert case.phone == "13911118888" and case.number in told and "13911118888" in told
    assert "amended" in world.kinds(case.id)


def test_a_button_pressed_again_tells_what_became_of_it(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    submit = next(button["payload"] for button in talk.buttons if "提交" in button["title"])
    talk.press(submit)
    for _ in range(2):
        told = talk.press(submit)
        assert cases(world)[0].number in told
    assert len(cases(world)) == 1 and talk.state.asked == "offer_visit"


def test_a_bare_yes_to_several_windows_books_none(world: World) -> None:
    talk = filed(world)
    told = talk.press_title("现在约")
    assert talk.state.asked == "slot" and "1. " in told
    talk.say("好的", "affirm")
    assert talk.state.asked == "slot"
    assert world.case(cases(world)[0].id).status == "new"


# -- corrections -------------------------------------------------------------------------------------------------------


def test_the_kind_of_service_can_be_corrected(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("空调要清洗保养", "request_maintenance")
    talk.say("13911119999 方大海")
    talk.say("西湖区文三路9号2幢301室")
    assert talk.state.asked == "confirmed"
    told = talk.say("业务不对，是报修不是保养", "correct")
    assert talk.state.slots["service_type"] == "repair" and "报修" in told
    talk.press_title("提交")
    assert cases(world)[0].type == "repair"


def test_the_fault_can_be_corrected_and_the_old_one_is_gone(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    told = talk.say("情况错了，是外机不转、有异响", "correct")
    assert "外机不转" in told and "吹热风" not in told.split("情况：")[-1]
    talk.press_title("提交")
    assert cases(world)[0].description == "外机不转、有异响"


def test_what_was_put_right_is_shown_as_it_is_now(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    assert "13911117777" in talk.say("电话不对，改成13911117777", "correct").split("\n")[0]


# -- leaving, and other wishes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "of", "said", "parts", "becomes"),
    [
        ("我要投诉你们师傅", "complain", "我不投诉，我就想知道师傅到哪了",
         (("我不投诉", "deny"), ("我就想知道师傅到哪了", "check_progress")), "check_progress"),
        ("查一下进度", "check_progress", "不是查单，打印机卡纸",
         (("不是查单", "deny"), ("打印机卡纸", "report_fault")), "report_fault"),
        ("查下保修", "check_warranty", "不查保修，是要你们派人来修空调",
         (("不查保修", "deny"), ("是要你们派人来修空调", "report_fault")), "report_fault"),
        ("滤芯要买两个", "request_part", "算了，我去淘宝买", (("算了", "cancel"), ("我去淘宝买", "inform")), ""),
    ],
)  # fmt: skip
def test_a_task_is_left_by_saying_so(
    world: World, begun: str, of: str, said: str, parts: tuple[tuple[str, str], ...], becomes: str
) -> None:
    talk = Forms(world, world.chat())
    talk.say(begun, of)
    assert talk.state.task
    talk.say(said, "inform", *parts)
    assert talk.state.task == becomes
    assert cases(world) == []


def test_two_wishes_in_one_message_are_done_one_after_the_other(world: World) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(
        "空调不制冷，派人来修，另外还要开张发票", "report_fault",
        ("空调不制冷", "report_fault"), ("派人来修", "book_visit"), ("另外还要开张发票", "request_invoice"),
    )  # fmt: skip
    assert "发票" in told and talk.state.task == "report_fault"
    talk.say("13911119999 方大海")
    talk.say("西湖区文三路9号2幢301室")
    talk.press_title("提交")
    told = talk.press_title("先不约")
    assert "发票" in told and talk.state.task == "service_request"
    assert [case.type for case in cases(world)] == ["repair"]


def test_a_wish_in_the_middle_waits_for_its_turn(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("空调不制冷，派人来修", "report_fault")
    told = talk.say(
        "13911119999，还要投个建议，热线太难打",
        "inform",
        ("13911119999", "inform"),
        ("还要投个建议，热线太难打", "suggest"),
    )
    assert "建议" in told and talk.state.task == "report_fault" and talk.state.slots["phone"] == "13911119999"
    assert [wish.intent for wish in talk.state.agenda] == ["suggest"]


# -- self-checks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "what"), [("洗衣机甩干咣咣响，能来修吗", "洗衣机"), ("3栋201水龙头关不严一直滴水", "水龙头")]
)
def test_what_nobody_repairs_is_not_accepted(world: World, said: str, what: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(said, "report_fault")
    assert what in told and talk.state.task == "" and cases(world) == []


@pytest.mark.parametrize(
    ("said", "intent", "type_"),
    [("空调保养，一共两台", "request_maintenance", "maintenance"), ("上个月你们装的热水器漏水", "report_fault", "repair"),
     ("空调连不上手机app", "report_fault", "repair"), ("新买的热水器要装", "request_installation", "installation"),
     ("热水器要修", "request_maintenance", "repair")],
)  # fmt: skip
def test_the_kind_of_service_is_that_of_the_wish(world: World, said: str, intent: str, type_: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert talk.state.slots["service_type"] == type_


def test_of_a_pasted_form_the_fault_is_written_down_and_the_time_read_back(world: World) -> None:
    talk = Forms(world, world.chat())
    form = "产品：空调，型号：QH-KFR35，故障：不制冷、外机不转，预约时间：12月1日上午，姓名：方大海，电话：13911119999"
    talk.say(form, "report_fault")
    while talk.state.asked == "tips":
        talk.press_title("直接派师傅")
    read_back = talk.say("西湖区文三路9号2幢301室")
    assert talk.state.slots["symptom"] == "不制冷、外机不转"
    assert "12月1日" in read_back and "1.5匹" in read_back


def test_the_same_turn_again_does_nothing_again(world: World) -> None:
    """Rasa asks twice when an answer is lost on its way."""
    from bot.actions.engine import webhook
    from bot.actions.engine.understanding import Understanding

    chat = world.chat()
    runtime = Forms(world, chat).runtime
    held = type(
        "Held", (), {"database": world.database, "kb": world.kb, "articles": runtime.articles, "channels": {}}
    )()
    first = webhook.take_turn(held, chat, "t1", Understanding(text="我要报修", intent="report_fault", confidence=1.0))
    again = webhook.take_turn(held, chat, "t1", Understanding(text="我要报修", intent="report_fault", confidence=1.0))
    assert first == again
    assert len(world.all(Dialogue)) == 1 and world.all(Task) == []


@pytest.mark.parametrize(
    "said", ["在不在，家里空调，外机嗡嗡响，屋里不冷", "你好，家里空调，外机嗡嗡响，屋里不冷，谢谢"]
)
def test_a_greeting_is_no_part_of_the_fault(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    talk.begin("report_fault", said, "report_fault")
    assert talk.state.slots["symptom"] == "家里空调，外机嗡嗡响，屋里不冷"


def test_words_that_name_a_place_are_the_answer_to_where(world: World) -> None:
    talk = steps.at(world, "report_fault/address")
    talk.say("梅里斯区那边")
    assert "梅里斯区" in talk.state.slots["address"]


def test_a_number_where_a_phone_is_asked_for_is_meant_as_one(world: World) -> None:
    """Elsewhere seven figures alone are none."""
    talk = steps.at(world, "report_fault/phone")
    assert "区号" in talk.say("6789012") and talk.state.asked == "phone"


@pytest.mark.parametrize("asked", ["confirmed", "name"])
def test_a_room_told_after_the_road_completes_the_address(world: World, asked: str) -> None:
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "我家空调坏了，完全不制冷，吹热风，派人来修", "report_fault")
    talk.say(f"13911119999，越城区胜利西路212号{'，我叫方大海' if asked == 'confirmed' else ''}")
    assert talk.state.asked == asked
    talk.say("2幢903")
    assert (talk.state.asked, talk.state.slots["address"]) == (asked, "越城区胜利西路212号2幢903")
    assert "name" not in talk.state.slots or talk.state.slots["name"] == "方大海"
    assert "2幢" not in talk.state.slots["symptom"]


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "John Smith", "𠮷野", "甯静"])
def test_anybody_can_give_their_name(world: World, name: str) -> None:
    talk = steps.at(world, "report_fault/name")
    talk.say(name, "out_of_scope")
    assert (talk.state.slots.get("name"), talk.state.asked) == (name, "address")


# -- corrections of every line -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "type_"),
    [("类型不对，要的是保养不是维修", "maintenance"), ("不是报修，是安装", "installation")],
)
def test_a_repair_can_become_another_kind_and_nothing_told_is_lost(world: World, said: str, type_: str) -> None:
    talk = Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    talk.say(said, "correct")
    assert (talk.state.slots["service_type"], talk.state.asked) == (type_, "confirmed")
    assert talk.state.slots["phone"] == "13911119999"


def test_another_machine_with_its_own_fault_takes_the_place_of_both(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    said = (("情况说错了", "correct"), ("是净水器不出水", "report_fault"))
    talk.say("情况说错了，是净水器不出水", "report_fault", *said, sure=0.62)
    assert talk.state.slots["product"] == "water_purifier"
    assert "不出水" in talk.state.slots["symptom"] and "空调" not in talk.state.slots["symptom"]


# -- told with something else ------------------------------------------------------------------------------------------


def test_the_fault_told_with_the_machine_is_not_lost(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("机器出故障了，机身号QH99000001", "report_fault")
    assert talk.state.asked == "product" and not talk.state.slots.get("symptom")
    talk.say("2匹的柜机，吹了半天跟没开一样", "report_fault")
    assert "跟没开一样" in talk.state.slots["symptom"]


@pytest.mark.parametrize("asked", ["phone", "name", "address"])
def test_that_somebody_is_to_be_sent_is_neither_a_name_nor_more_about_the_fault(world: World, asked: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("开水器不加热了", "report_fault")
    if asked != "phone":
        talk.say("13911119999")
    if asked == "address":
        talk.say("方大海")
    assert talk.state.asked == asked
    talk.say("直接派人来就行", "book_visit")
    assert talk.state.asked == asked and talk.state.slots["symptom"] == "开水器不加热了"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("空调不制冷，明天下午来修", True),
        ("空调不制冷，明天下午我在家", True),
        ("空调不制冷，明天上午派人上门", True),
        ("空调不制冷，明天下午不在家", False),
        ("空调不制冷，明天要用", False),
        ("空调不制冷，大约明天要用", False),
    ],
)
def test_when_somebody_is_to_come_is_kept_from_the_first_words(world: World, said: str, kept: bool) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, "report_fault")
    talk.say("13911119999")
    talk.say("方大海")
    told = talk.say("西湖区文三路9号2幢301室")
    assert talk.state.asked == "confirmed" and ("时间：" in told) == kept, told


def test_when_somebody_is_to_come_is_kept_beside_the_phone(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("我家空调坏了，完全不制冷，吹热风", "report_fault")
    talk.say("13911119999 方大海，明天下午来")
    assert talk.state.asked == "address" and talk.state.slots.get("slot")


@pytest.mark.parametrize(
    ("said", "product"), [("就刚才说的那个屏啊！", "屏"), ("刚刚问的那台显示器", None), ("就是刚才那个", "")]
)
def test_words_that_point_back_are_no_product(world: World, said: str, product: str | None) -> None:
    talk = steps.at(world, "report_fault/product")
    talk.say(said)
    told = talk.state.slots.get("product_text", "")
    assert "刚" not in told and (product is None or told == product)
    assert talk.state.asked == ("product" if product == "" else "symptom")


@pytest.mark.parametrize("said", ["就刚才说的那个屏啊！", "刚刚说的那台空调"])
def test_words_that_point_back_are_no_fault(world: World, said: str) -> None:
    talk = steps.at(world, "report_fault/symptom")
    talk.say(said)
    assert talk.state.asked == "symptom" and "symptom" not in talk.state.slots
    talk.say("刚才那台空调一直滴水")
    assert talk.state.asked != "symptom"
