"""Self-checks come one at a time, to who wants to try, for the fault that was told."""

from types import SimpleNamespace

import pytest

from helpline.tables import Case
from tests.dialogue.forms import Forms
from tests.world import World

SLUG = "ac-not-cooling"


def talk(world: World, *channels: str) -> Forms:
    """One whose words about an air conditioner fit an article."""
    begun = Forms(world, world.chat(), *channels)
    article = next(article for article in world.kb.articles if article.slug == SLUG)
    hits = [SimpleNamespace(article=article, score=1.0)]
    begun.find_articles(lambda text, product: hits if product == "air_conditioner" else [])
    return begun


def steps(world: World) -> tuple[str, ...]:
    return next(article.steps for article in world.kb.articles if article.slug == SLUG)


def shown(world: World, told: str) -> list[int]:
    """Which of the steps were told."""
    return [n for n, step in enumerate(steps(world)) if step in told]


def titles(begun: Forms) -> list[str]:
    return [button["title"] for button in begun.buttons]


def test_one_check_a_message_until_the_report_goes_on(world: World) -> None:
    begun = talk(world)
    told = begun.say("家里空调不凉", "report_fault")
    for step in range(len(steps(world))):
        assert shown(world, told) == [step] and begun.state.asked == "tips"
        assert titles(begun) == ["解决了", "还没解决", "直接派师傅"]
        told = begun.say("还是不行", "deny")
    assert shown(world, told) == [] and begun.state.asked == "phone"


def test_no_message_of_it_is_longer_than_three_lines(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    for _ in steps(world):
        assert max(len(line["text"].splitlines()) for line in begun.lines) <= 3
        begun.press_title("还没解决")


@pytest.mark.parametrize(
    "said", ["直接派师傅来", "这些都试过了", "不会弄", "明天上午来吧", "还在滴，我电话13911119999"]
)
def test_who_will_not_try_is_asked_no_more(world: World, said: str) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    told = begun.say(said, "inform")
    assert shown(world, told) == [] and begun.state.asked in ("phone", "name")


def test_the_button_sends_somebody_from_the_first(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    begun.press_title("直接派师傅")
    assert begun.state.asked == "phone"


@pytest.mark.parametrize("said", ["空调不凉，派个人来看看", "空调不凉，都试过了", "空调不凉，滤网检查过还是热"])
def test_none_is_offered_to_who_tried_or_wants_somebody(world: World, said: str) -> None:
    begun = talk(world)
    told = begun.say(said, "report_fault")
    assert shown(world, told) == [] and begun.state.asked == "phone"


def test_what_was_seen_at_a_check_is_kept_and_the_next_one_comes(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    told = begun.say("看了，外机的扇叶根本不动", "report_fault")
    assert shown(world, told) == [1] and "扇叶" in begun.state.slots["symptom"]


def test_a_question_between_does_not_read_the_check_again(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    told = begun.say("上门要多少钱", "ask_fee")
    assert shown(world, told) == [] and begun.state.asked == "tips" and "直接派师傅" in titles(begun)
    assert shown(world, begun.say("还是不行", "deny")) == [1]


def test_another_fault_leaves_the_checks_of_this_one(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    told = begun.say("说错了，是热水器不出热水", "correct")
    assert shown(world, told) == [] and begun.state.asked == "phone" and begun.state.slots["product"] == "water_heater"


def test_the_fault_of_the_machine_that_was_meant_takes_the_place_of_the_other(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    told = begun.say("说错了，是热水器不出热水", "report_fault")
    assert "热水器" in told and begun.state.slots["product"] == "water_heater"
    assert "不出热水" in begun.state.slots["symptom"] and "空调" not in begun.state.slots["symptom"]


def test_they_are_not_repeated_in_the_same_talk(world: World) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    begun.press_title("解决了")
    told = begun.say("空调又不凉了", "report_fault")
    assert shown(world, told) == [] and begun.state.asked == "phone"
    assert world.all(Case) == []


@pytest.mark.parametrize(
    ("said", "parts"),
    [("照着弄了，没用", (("照着弄了", "cancel"), ("没用", "deny"))),
     ("还没好呢，整层楼都热着", (("还没好呢", "check_progress"), ("整层楼都热着", "report_fault"))),
     ("断电试过了还是报E2", ()), ("都弄了还是offline，麻烦派个engineer", ())],
)  # fmt: skip
def test_that_it_is_not_solved_is_understood_with_its_reason(
    world: World, said: str, parts: tuple[tuple[str, str], ...]
) -> None:
    begun = talk(world)
    begun.say("家里空调不凉", "report_fault")
    told = begun.say(said, "report_fault", *parts, sure=0.9)
    assert begun.state.asked == "phone" or shown(world, told) == [1]
    assert world.conversation(begun.chat).misunderstood == 0


@pytest.mark.parametrize("intent", ["report_fault", "inform", "nlu_fallback", "request_maintenance"])
@pytest.mark.parametrize(
    "said",
    [
        "货车一开空调就熄火",
        "空调一开货车就憋灭",
        "开着冷气车子就打不着",
        "厢货空调吹着吹着发动机停了",
        "车上的空调打开就熄火",
    ],
)
def test_of_a_vehicle_that_fails_with_its_air_on_no_check_of_a_rooms_is_told(
    world: World, said: str, intent: str
) -> None:
    begun = talk(world)
    told = begun.say(said, intent)
    assert begun.state.slots["product"] == "work_vehicle"
    assert shown(world, told) == [] and begun.state.asked in ("particulars", "phone")
