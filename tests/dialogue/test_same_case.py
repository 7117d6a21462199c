"""The same matter told again is the case that is under way, and another matter is not (R23)."""

import pytest

from helpline.tables import Task
from tests.dialogue import reports
from tests.dialogue.forms import Forms
from tests.dialogue.reports import cases, filed
from tests.world import World


@pytest.fixture(autouse=True)
def names(world: World) -> None:
    reports.named(world)


def test_the_same_fault_again_in_the_same_talk_is_the_case_that_is_open(world: World) -> None:
    talk = filed(world)
    talk.press_title("先不约")
    told = talk.say("空调还是不制冷啊", "report_fault")
    assert talk.state.asked == "same_case" and cases(world)[0].number in told
    told = talk.press_title("同一件事")
    assert cases(world)[0].number in told and talk.state.task == ""
    assert len(cases(world)) == 1 and "customer_chased" in world.kinds(cases(world)[0].id)


@pytest.mark.parametrize("said", ["热水器不出热水了", "空调漏水漏一地"])
def test_another_fault_is_asked_nothing(world: World, said: str) -> None:
    talk = filed(world)
    talk.press_title("先不约")
    talk.say(said, "report_fault")
    assert talk.state.asked != "same_case"


def test_who_says_that_it_is_new_goes_on(world: World) -> None:
    talk = filed(world)
    talk.press_title("先不约")
    talk.say("空调还是不制冷啊", "report_fault")
    talk.say("不是同一件事，是另外一台", "deny")
    assert talk.state.task == "report_fault" and talk.state.asked != "same_case"


def test_the_same_fault_from_another_talk_is_told_to_people(world: World) -> None:
    filed(world)
    filed(world)
    assert len(cases(world)) == 2
    assert [task.team for task in world.all(Task, rule="told_twice")] == ["agent"]
    assert "linked_from" in world.kinds(cases(world)[0].id)


def ordered(world: World) -> Forms:
    talk = Forms(world, world.chat())
    talk.begin("service_request", "净水器的滤芯要两支", "request_part")
    talk.say("13911119999")
    talk.say("方大海")
    talk.say("杭州市西湖区文三路9号2幢301室")
    talk.press_title("提交")
    assert [case.type for case in cases(world)] == ["part"] and talk.state.task == ""
    return talk


def test_the_same_request_again_in_the_same_talk_is_the_one_that_is_filed(world: World) -> None:
    talk = ordered(world)
    told = talk.begin("service_request", "净水器滤芯怎么卖，我要两支", "request_part")
    assert talk.state.asked == "same_case" and cases(world)[0].number in told
    told = talk.press_title("同一件事")
    assert cases(world)[0].number in told and talk.state.task == "" and len(cases(world)) == 1


def test_another_request_for_the_same_machine_is_filed(world: World) -> None:
    talk = ordered(world)
    talk.begin("service_request", "净水器的水龙头也要一个", "request_part")
    talk.press_title("另外一件")
    talk.press_title("提交")
    assert len(cases(world)) == 2 and "水龙头" in cases(world)[1].description


@pytest.mark.parametrize(
    ("intent", "said"), [("request_invoice", "净水器开张个人发票"), ("request_part", "热水器的遥控器一个")]
)
def test_another_kind_or_machine_is_asked_nothing(world: World, intent: str, said: str) -> None:
    talk = ordered(world)
    talk.begin("service_request", said, intent)
    assert talk.state.asked != "same_case"
