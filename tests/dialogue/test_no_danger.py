"""A danger that is denied is none, whatever the message was taken for; what is told beside it still is (R22)."""

import pytest

from helpline.tables import Case
from tests.dialogue.forms import Forms
from tests.world import World

INTENTS = ["inform", "deny", "report_fault", "emergency", "affirm"]
NONE = [
    "没有人受伤，就是漏水",
    "没有人被困",
    "没有人员受伤",
    "没有危险 就漏水 赶紧来人",
    "没有人受伤 就是打不着火了，赶紧来人",
]
STILL = ["没有人受伤，但是冒烟了", "没有人被困，冒烟了", "不是没有危险，是很危险", "没人受伤，但是有危险"]


def alarms(world: World) -> int:
    return len(world.all(Case, type="emergency"))


def asked_whether_there_is_danger(world: World) -> Forms:
    talk = Forms(world, world.chat())
    talk.say("热水器那边声音大得吓人，感觉要出事", "emergency", sure=0.6)
    assert any("emergency" in button["payload"] for button in talk.buttons)
    return talk


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("said", NONE)
def test_denied_where_it_is_asked_it_raises_no_alarm(world: World, said: str, intent: str) -> None:
    talk = asked_whether_there_is_danger(world)
    talk.say(said, intent)
    assert alarms(world) == 0
    assert talk.state.task == "report_fault"


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("said", STILL)
def test_another_danger_beside_it_is_an_alarm(world: World, said: str, intent: str) -> None:
    asked_whether_there_is_danger(world).say(said, intent)
    assert alarms(world) == 1


CLAUSES = (("没有危险", "emergency"), ("就漏水", "report_fault"), ("赶紧来人", "book_visit"))


@pytest.mark.parametrize("sure", [0.6, 0.89, 0.95])
@pytest.mark.parametrize("clauses", [(), CLAUSES], ids=["whole", "clauses"])
def test_denied_in_the_first_message_it_raises_none_and_is_not_asked(
    world: World, sure: float, clauses: tuple[tuple[str, str], ...]
) -> None:
    talk = Forms(world, world.chat())
    talk.say("没有危险 就漏水 赶紧来人", "emergency", *clauses, sure=sure)
    assert alarms(world) == 0
    assert talk.state.task == "report_fault"


@pytest.mark.parametrize(
    "clauses",
    [
        (),
        (("没有人受伤", "report_fault"), ("吊臂就快断了", "emergency")),
        (("没有危险", "report_fault"), ("但是吊臂就快断了", "emergency")),
    ],
)
def test_what_only_the_classifier_hears_beside_it_stays_an_alarm(
    world: World, clauses: tuple[tuple[str, str], ...]
) -> None:
    talk = Forms(world, world.chat())
    text = "，".join(text for text, _ in clauses) or "没有危险但是吊臂就快断了"
    talk.say(text, "emergency", *clauses, sure=0.95)
    assert alarms(world) == 1
