"""A message that tells nothing yet is written down nowhere, and is no answer that was not understood."""

import pytest

from tests.dialogue import steps
from tests.world import World

STEPS = [
    "report_fault/symptom", "report_fault/phone", "report_fault/name", "report_fault/address", "complain/about",
    "complain/since_when", "service_request/detail, part", "check_progress/case_number",
]  # fmt: skip


@pytest.mark.parametrize("intent", ["inform", "out_of_scope", "report_fault", "dont_know"])
@pytest.mark.parametrize("said", ["你等一下", "先等等我问下保安", "等我去看看单子"])
@pytest.mark.parametrize("step", STEPS)
def test_who_asks_to_wait_is_waited_for(world: World, step: str, said: str, intent: str) -> None:
    talk = steps.at(world, step)
    asked, told = talk.state.asked, dict(talk.state.slots)
    answer = talk.say(said, intent)
    assert (talk.state.asked, talk.state.slots) == (asked, told)
    assert len(answer.splitlines()) == 1 and world.conversation(talk.chat).owner == "bot"


def test_however_often(world: World) -> None:
    talk = steps.at(world, "report_fault/phone")
    for said in ("等等", "马上", "等下我接个电话", "我去拿手机"):
        talk.say(said, "out_of_scope")
    assert talk.state.asked == "phone" and world.conversation(talk.chat).owner == "bot"
    talk.say("13911119999")
    assert talk.state.slots["phone"] == "13911119999"


@pytest.mark.parametrize("said", ["...", "……", "。", "[流汗]"])
@pytest.mark.parametrize("step", STEPS)
def test_dots_and_faces_are_no_answer(world: World, step: str, said: str) -> None:
    talk = steps.at(world, step)
    asked, told = talk.state.asked, dict(talk.state.slots)
    answer = talk.say(said, "out_of_scope")
    assert (talk.state.asked, talk.state.slots) == (asked, told) and "抱歉" not in answer


def test_contact_details_are_no_part_of_what_is_wanted(world: World) -> None:
    talk = steps.at(world, "service_request/detail, part")
    talk.say("滤芯要两支，走廊那台用的；13805711016 何雨婷", "inform")
    assert talk.state.slots["detail"] == "滤芯要两支，走廊那台用的"
    assert (talk.state.slots["phone"], talk.state.slots["name"]) == ("13805711016", "何雨婷")


def test_a_number_is_no_part_of_a_complaint(world: World) -> None:
    talk = steps.at(world, "complain/about")
    talk.say("上个月来的那个师傅；13805711016", "inform")
    assert (talk.state.slots["about"], talk.state.slots["phone"]) == ("上个月来的那个师傅", "13805711016")
