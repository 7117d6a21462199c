"""What was told is put right by 不是A，是B: that line changes, is shown, and nothing is taken for more of the fault."""

from collections.abc import Iterator

import pytest

from helpline.tables import Asset, Case, Customer
from tests.databases import Sqlite
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.world import World

PHONE, NAME = "13911110001", "王秀兰"  # of K1
HOW = ("correct", "deny", "report_fault", "inform")


@pytest.fixture
def database_url(sqlite: Sqlite) -> Iterator[str]:
    """What is heard is the same on both databases: SQLite is enough for so many."""
    with sqlite.fresh() as url:
        yield url


def told(talk: Forms, *slots: str) -> list[object]:
    return [talk.state.slots.get(slot) for slot in slots]


def with_lift(world: World) -> Forms:
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "电梯异响，派人来", "report_fault")
    talk.say("13911119999 方大海")
    talk.say("西湖区文三路9号2幢301室")
    assert talk.state.asked == "confirmed"
    return talk


def on_file(world: World) -> Forms:
    with world.work() as work:
        work.session.get_one(Customer, "K1").name = NAME
        work.session.add(Asset(id="MY0001", serial="MY0001", customer_id="K1", model="MY-L2200",
                               category="printer", place="前台"))  # fmt: skip
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "打印机老卡纸，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    assert (talk.state.asked, talk.state.slots["serial"]) == ("confirmed", "MY0001")
    return talk


@pytest.mark.parametrize("intent", HOW)
def test_a_model_that_is_only_said_to_be_wrong_is_asked_for_and_the_file_keeps_still(world: World, intent: str) -> None:
    talk = on_file(world)
    talk.say("机型错了！！", intent)
    assert talk.state.asked == "product" and not talk.state.slots.get("serial")
    talk.say("墨羽C5500")
    assert told(talk, "model", "serial") == ["MY-C5500", None]


# -- the product -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", HOW)
@pytest.mark.parametrize("step", ["phone", "name", "address", "confirmed", "which_field"])
@pytest.mark.parametrize(
    "said", ["不是空调，是热水器", "不是空调是热水器", "搞错了，不是空调，是热水器", "是热水器，不是空调"]
)
def test_another_product_takes_the_place_and_its_own_fault_is_asked(
    world: World, said: str, step: str, intent: str
) -> None:
    talk = steps.at(world, f"report_fault/{step}")
    answer = talk.say(said, intent)
    assert told(talk, "product", "product_text", "symptom") == ["water_heater", "热水器", None]
    assert "热水器" in answer and "空调" not in answer and talk.state.asked == "symptom"


@pytest.mark.parametrize("intent", HOW)
@pytest.mark.parametrize("step", ["phone", "name", "address", "confirmed", "which_field"])
def test_its_fault_is_the_one_told_with_it(world: World, step: str, intent: str) -> None:
    talk = steps.at(world, f"report_fault/{step}")
    said = "不是空调，是热水器不出热水"
    answer = talk.say(said, intent, ("不是空调", "deny"), ("是热水器不出热水", "report_fault"))
    assert told(talk, "product", "symptom") == ["water_heater", "热水器不出热水"]
    assert "热水器" in answer and talk.state.asked == step.replace("which_field", "confirmed")


def test_where_the_fault_is_asked_the_other_product_is_heard(world: World) -> None:
    talk = steps.at(world, "report_fault/symptom")
    talk.say("不是空调，是热水器", "correct")
    assert told(talk, "product", "symptom") == ["water_heater", None] and talk.state.asked == "symptom"


@pytest.mark.parametrize("intent", HOW)
@pytest.mark.parametrize(
    ("said", "product", "symptom"),
    [
        ("不是电梯，是扶梯", "escalator", "扶梯异响，派人来"),
        ("设备错了，是叉车", "forklift", "叉车异响，派人来"),
    ],
)
def test_what_was_told_names_the_product_that_is_meant(
    world: World, said: str, product: str, symptom: str, intent: str
) -> None:
    talk = with_lift(world)
    answer = talk.say(said, intent)
    assert told(talk, "product", "symptom") == [product, symptom]
    assert "电梯" not in answer and symptom in answer
    talk.press_title("提交")
    case = world.all(Case)[-1]
    assert (case.category, case.description) == (product, symptom)


def test_a_product_chosen_anew_is_named_in_what_was_told(world: World) -> None:
    talk = with_lift(world)
    talk.press_title("要改")
    talk.press_title("产品")
    assert "叉车异响" in talk.say("叉车")
    assert told(talk, "product", "symptom") == ["forklift", "叉车异响，派人来"]


@pytest.mark.parametrize("intent", HOW)
def test_the_machine_on_file_goes_with_it(world: World, intent: str) -> None:
    talk = on_file(world)
    talk.say("不是打印机，是热水器不出热水", intent)
    assert told(talk, "product", "serial", "symptom") == ["water_heater", None, "热水器不出热水"]


HEARD_AS = (*HOW, "nlu_fallback")


@pytest.mark.parametrize("intent", HEARD_AS)
@pytest.mark.parametrize(
    "said",
    ["不对，是彩色的那款C5500", "我说的是C5500呀", "型号搞错了，C5500", "是墨羽C5500，不是这台", "不是L2200，是C5500"],
)
def test_another_model_than_the_one_on_file_takes_its_place(world: World, said: str, intent: str) -> None:
    talk = on_file(world)
    answer = talk.say(said, intent)
    assert told(talk, "model", "serial", "product") == ["MY-C5500", None, "printer"]
    assert "5500" in answer and "2200" not in answer and talk.state.asked == "confirmed"
    talk.press_title("提交")
    (case,) = world.all(Case)
    assert case.asset_id is None and "卡纸" in case.description


@pytest.mark.parametrize("intent", HEARD_AS)
@pytest.mark.parametrize("said", ["机型弄错了！！", "设备不对", "产品错啦", "机器不是这个"])
def test_that_the_machine_is_wrong_is_no_fault_and_asks_which_it_is(world: World, said: str, intent: str) -> None:
    talk = on_file(world)
    before = talk.state.slots["symptom"]
    talk.say(said, intent)
    assert talk.state.asked == "product" and told(talk, "serial", "symptom") == [None, before]
    answer = talk.say("墨羽C5500")
    assert told(talk, "model", "serial") == ["MY-C5500", None]
    assert "5500" in answer and "2200" not in answer and talk.state.asked == "confirmed"


def test_of_a_first_message_the_product_that_is_meant_is_taken(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("不是空调坏了，是热水器不出热水，派人来修", "report_fault")
    assert told(talk, "product") == ["water_heater"]


# -- who, where, when --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", HOW)
@pytest.mark.parametrize(
    ("said", "slot", "now"),
    [
        ("不是方大海，是方大河", "name", "方大河"),
        ("名字不对，不是方大海，是方大河", "name", "方大河"),
        ("地址不是301，是302", "address", "西湖区文三路9号2幢302室"),
        ("不是301室，是302室", "address", "西湖区文三路9号2幢302室"),
        ("不是文三路，是文二路", "address", "西湖区文二路9号2幢301室"),
        ("电话不是13911119999，是13911118888", "phone", "13911118888"),
        ("不是吹热风，是不出风", "symptom", "我家空调坏了，完全不制冷，不出风"),
    ],
)
def test_that_line_changes_and_is_shown(world: World, said: str, slot: str, now: str, intent: str) -> None:
    talk = steps.at(world, "report_fault/confirmed")
    before = dict(talk.state.slots)
    answer = talk.say(said, intent)
    assert told(talk, slot) == [now] and now in answer.split("\n")[0] and talk.state.asked == "confirmed"
    same = [line for line in ("phone", "name", "address", "product", "symptom") if line != slot]
    assert {line: talk.state.slots[line] for line in same} == {line: before[line] for line in same}


def test_the_wished_day_is_put_right(world: World) -> None:
    talk = steps.at(world, "report_fault/confirmed")
    talk.say("明天下午来")
    wished = talk.state.slots["slot"]
    answer = talk.say("不是明天，是后天上午", "deny")
    assert talk.state.slots["slot"] != wished and "希望时间改为" in answer and talk.state.asked == "confirmed"


@pytest.mark.parametrize("said", ["不是那个，是这个呀", "不对不对，你弄错了"])
def test_what_puts_right_nothing_that_was_told_is_asked_about(world: World, said: str) -> None:
    talk = steps.at(world, "report_fault/confirmed")
    before = talk.state.slots["symptom"]
    talk.say(said, "correct")
    assert talk.state.slots["symptom"] == before and talk.state.asked == "which_field"


def test_an_address_that_was_not_shown_is_not_compared(world: World) -> None:
    with world.work() as work:
        customer = work.session.get_one(Customer, "K1")
        customer.name, customer.address = NAME, "西湖区文三路9号2幢301室"
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "净水器不出水，派人来修", "report_fault")
    assert "文三路" not in talk.say(f"{PHONE} {NAME}") and talk.state.asked == "confirmed"
    answer = talk.say("不是301室，是302室")
    assert "文三路" not in answer and told(talk, "address") == ["西湖区文三路9号2幢301室"]


# -- requests ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", ("correct", "deny", "inform"))
@pytest.mark.parametrize("step", ["phone", "confirmed"])
@pytest.mark.parametrize(
    ("said", "slot", "now"),
    [
        ("不是电热水器，是净水器", "product", "water_purifier"),
        ("不是上个月，是上周买的", "bought", "上周买的"),
        ("不是上个月买的，是上周买的", "bought", "上周买的"),
        ("不是漏水，是外壳裂了", "detail", "一用就外壳裂了，质量有问题"),
        ("情况不对，是外壳裂了", "detail", "外壳裂了"),
    ],
)
def test_a_line_of_a_return_is_put_right(world: World, said: str, slot: str, now: str, step: str, intent: str) -> None:
    talk = steps.at(world, f"service_request/{step}, return")
    if said.startswith("情况") and (step == "phone" or intent != "correct"):
        pytest.skip("no exchange: heard where it is understood as a correction")
    day = talk.state.slots["bought_on"]
    answer = talk.say(said, intent)
    assert told(talk, slot) == [now] and "不是" not in answer and talk.state.asked == step
    assert (talk.state.slots["bought_on"] != day) == (slot == "bought")
    assert said not in str(talk.state.slots)


@pytest.mark.parametrize("intent", ["request_return", "affirm", "deny", "inform", "correct"])
@pytest.mark.parametrize("said", ["对 退货 不是换货", "不是换货，是退货", "是退货不是换货"])
def test_that_it_is_the_return_loses_nothing(world: World, said: str, intent: str) -> None:
    talk = steps.at(world, "service_request/confirmed, return")
    before = dict(talk.state.slots)
    talk.say(said, intent)
    if talk.state.task:
        assert talk.state.slots["phone"] == before["phone"] and "漏水" in talk.state.slots["detail"]
        assert talk.state.asked == "confirmed"
        talk.press_title("提交")
    case = world.all(Case)[-1]
    assert "漏水" in case.description and "退货" in case.description and "不是换货" in case.description


@pytest.mark.parametrize("intent", ["inform", "affirm", "correct", "deny"])
def test_that_something_is_to_be_changed_may_be_typed(world: World, intent: str) -> None:
    talk = steps.at(world, "report_fault/confirmed")
    talk.say("有要改的", intent)
    assert talk.state.asked == "which_field"
    talk = steps.at(world, "service_request/confirmed, return")
    talk.say("有要改的", intent)
    assert talk.state.asked == "detail" and world.all(Case) == []
