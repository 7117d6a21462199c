"""Which machine a report is about: chosen, several at once, put right, none of those on file."""

import pytest

from tests.dialogue import reports
from tests.dialogue.forms import Forms
from tests.dialogue.reports import NAME, PHONE, cases, machines
from tests.world import World


@pytest.fixture(autouse=True)
def names(world: World) -> None:
    reports.named(world)


def test_the_place_goes_before_the_number_in_it(world: World) -> None:
    machines(world, ("YS0001", "QH-KFR26", "1号柜"), ("YS0002", "QH-KFR26", "2号柜"))
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "空调不制冷，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    assert talk.state.asked == "machines"
    read_back = talk.say("2号柜那台")
    assert talk.state.slots["serial"] == "YS0002" and "2号柜" in read_back and "YS0002"[-6:] in read_back


@pytest.mark.parametrize("told", ["都不是", "不是这几台，是新买的", "三号柜那台"])
def test_a_machine_that_is_not_on_file_replaces_none_of_it(world: World, told: str) -> None:
    machines(world, ("YS0001", "QH-KFR26", "1号柜"), ("YS0002", "QH-KFR26", "2号柜"))
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "空调不制冷，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    talk.say(told)
    assert talk.state.asked == "confirmed" and "serial" not in talk.state.slots


def test_several_machines_are_filed_at_once(world: World) -> None:
    machines(world, ("YS0001", "QH-KFR26", "1号柜"), ("YS0002", "QH-KFR26", "2号柜"))
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "空调不制冷，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    talk.say("全都要修")
    talk.press_title("提交")
    assert len({case.asset_id for case in cases(world)}) == len(cases(world)) > 1


def test_several_that_are_named_at_once_are_all_meant(world: World) -> None:
    machines(world, ("YS0001", "QH-KFR26", "1号柜"), ("YS0002", "QH-KFR26", "2号柜"), ("YS0003", "QH-KFR26", "3号柜"))
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "1号2号柜的空调都停了", "report_fault")
    read_back = talk.say(f"{PHONE} {NAME}")
    assert "YS0001" in read_back and "YS0002" in read_back and "YS0003" not in read_back
    talk.press_title("提交")
    assert len({case.asset_id for case in cases(world)}) == len(cases(world)) == 2


def test_both_are_meant_though_what_they_are_is_told_later(world: World) -> None:
    machines(
        world, ("YT0001", "YT-K1000", "1号客梯"), ("YT0002", "YT-K1000", "2号客梯"), ("YT0003", "YT-K1000", "3号客梯")
    )
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "1号2号电悌都停了，里边没人", "report_fault")
    assert talk.state.asked == "product"
    talk.say("电梯")
    read_back = talk.say(f"{PHONE} {NAME}")
    assert "YT0001" in read_back and "YT0002" in read_back and "YT0003" not in read_back


def test_an_installation_takes_no_old_machine(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("新买的空调，想请人来装", "request_installation")
    talk.say(f"{PHONE} {NAME}")
    talk.press_title("提交")
    (case,) = cases(world)
    assert (case.type, case.asset_id) == ("installation", None)


@pytest.mark.parametrize(
    ("said", "chosen"),
    [("1号柜和3号柜都有问题", ["YS0001", "YS0003"]), ("第2个和第4个都有", ["YS0001", "YS0003"])],
)
def test_two_of_a_list_are_filed_and_no_time_is_heard_in_their_numbers(
    world: World, said: str, chosen: list[str]
) -> None:
    machines(world, ("YS0001", "QH-KFR26", "1号柜"), ("YS0002", "QH-KFR26", "2号柜"), ("YS0003", "QH-KFR26", "3号柜"))
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "空调不制冷，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    talk.say(said)
    assert [talk.state.slots["serial"], *talk.state.slots["more_serials"]] == chosen
    assert "slot" not in talk.state.slots


def one_machine(world: World, place: str) -> Forms:
    """Somebody known, with one printer on file, reports a printer."""
    machines(world, ("MY0001", "MY-C5500", place))
    return Forms(world, world.chat())


def test_a_model_that_is_not_on_file_is_not_taken_for_the_one_that_is(world: World) -> None:
    talk = one_machine(world, "前台")
    talk.say("墨羽的L2200打印机老卡纸，派人来修", "report_fault")
    read_back = talk.say(f"{PHONE} {NAME}")
    assert "serial" not in talk.state.slots and "L2200" in read_back


def test_a_machine_put_right_by_its_button_is_not_put_back_from_the_file(world: World) -> None:
    talk = one_machine(world, "前台")
    talk.say("打印机老卡纸，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    assert talk.state.slots["serial"] == "MY0001"
    talk.press_title("要改")
    talk.press_title("产品")
    read_back = talk.say("票据打印机")
    assert "serial" not in talk.state.slots and "5500" not in read_back
    talk.press_title("提交")
    assert cases(world)[0].asset_id is None


def test_a_machine_in_another_room_is_asked_about(world: World) -> None:
    talk = one_machine(world, "前台")
    talk.say("三楼培训室的打印机老卡纸，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    assert talk.state.asked == "machines" and "serial" not in talk.state.slots


def test_a_machine_denied_at_the_list_leaves_the_other(world: World) -> None:
    machines(world, ("YS0001", "QH-KFR26", "1号柜"), ("YS0002", "QH-KFR26", "2号柜"))
    talk = Forms(world, world.chat())
    talk.begin("report_fault", "空调不制冷，派人来修", "report_fault")
    talk.say(f"{PHONE} {NAME}")
    talk.say("不是1号柜，是2号柜", "correct")
    assert (talk.state.slots["serial"], talk.state.slots["symptom"]) == ("YS0002", "空调不制冷，派人来修")


def test_naming_the_machine_once_more_does_not_eat_the_fault(world: World) -> None:
    talk = one_machine(world, "前台")
    talk.say("L2200打印机老卡纸，派人来修", "report_fault")
    talk.say("13911119999 方大海")
    talk.say("西湖区文三路9号2幢301室")
    assert talk.state.asked == "confirmed"
    talk.say("不对，我说的是L2200", "correct")
    assert "卡纸" in talk.state.slots["symptom"]
