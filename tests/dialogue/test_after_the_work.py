"""What is said to "may it be closed?" and "why that score?" (R34, R35), whatever the message was taken for."""

import pytest

from helpline.tables import Case, Survey
from tests.dialogue import steps
from tests.world import World

INTENTS = ["inform", "affirm", "deny", "thanks", "out_of_scope", "check_progress", "report_fault", "ask_fee", "reopen"]
REFUSALS = [
    "不满意，他还没道歉",
    "声音是小了点 但还是有",
    "谁说解决了",
    "到现在都没人联系我",
    "钱没给我退",
    "先别关，问题还在",
    "这样处理我不接受",
]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("said", REFUSALS)
def test_a_refusal_opens_the_case_again(world: World, said: str, intent: str) -> None:
    talk = steps.at(world, "closure/closure")
    talk.say(said, intent)
    assert [case.status for case in world.all(Case)] == ["reopened"]


def test_a_refusal_in_clauses_opens_it_again(world: World) -> None:
    talk = steps.at(world, "closure/closure")
    parts = (("声音是小了点", "affirm"), ("但还是有", "report_fault"))
    talk.say("声音是小了点 但还是有", "affirm", *parts)
    assert [case.status for case in world.all(Case)] == ["reopened"]


@pytest.mark.parametrize(
    "said",
    [
        "没有问题了，谢谢",
        "现在都没声音了，挺好",
        "到现在没再漏过，可以",
        "可以关了，不过下次快点",
        "好了好了",
    ],
)
def test_what_only_sounds_like_a_refusal_closes_it(world: World, said: str) -> None:
    talk = steps.at(world, "closure/closure")
    talk.say(said, "affirm")
    assert [case.status for case in world.all(Case)] == ["closed"]


@pytest.mark.parametrize("intent", ["inform", "deny", "cancel", "dont_know"])
@pytest.mark.parametrize("said", ["不想说了", "没什么好说的", "懒得说", "不方便说", "算了"])
def test_that_nothing_will_be_told_is_no_reason(world: World, said: str, intent: str) -> None:
    talk = steps.at(world, "survey/score_words")
    talk.say(said, intent)
    (row,) = world.all(Survey)
    assert (row.score, row.words) == (2, "")
    assert talk.state.task == ""


@pytest.mark.parametrize("said", ["师傅什么都不想说", "没有修好就走了"])
def test_a_reason_is_kept(world: World, said: str) -> None:
    talk = steps.at(world, "survey/score_words")
    talk.say(said, "inform")
    assert [row.words for row in world.all(Survey)] == [said]


def test_days_later_only_a_score_still_answers_the_survey(world: World) -> None:
    talk = steps.at(world, "survey/score")
    world.pass_(days=3)
    talk.say("我知道了", "affirm")
    assert (talk.state.task, world.all(Survey)[0].score) == ("", None)
    asked = steps.at(world, "survey/score")
    world.pass_(days=3)
    asked.say("5分", "inform")
    assert [row.score for row in world.all(Survey, case_id=world.all(Case)[-1].id)] == [5]


def test_until_then_it_is_asked_once_more(world: World) -> None:
    talk = steps.at(world, "survey/score")
    world.pass_(days=2, hours=23)
    talk.say("我知道了", "affirm")
    assert talk.state.asked == "score"
