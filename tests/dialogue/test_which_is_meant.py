"""Which of several cases is meant, however it is said: asked, objected to, asked again of another."""

import pytest

from helpline.tables import Case, Task, Visit
from tests.dialogue.forms import Forms
from tests.dialogue.test_cases_meant import two_cases
from tests.world import World


def told_of(told: str, meant: Case, other: Case) -> bool:
    return meant.number in told and other.number not in told


@pytest.mark.parametrize("said", ["工程师几时上门呀", "空调哪天来修"])
def test_who_asks_when_somebody_comes_hears_of_the_visit(world: World, said: str) -> None:
    talk, repair, invoice = two_cases(world)
    assert told_of(talk.say(said, "check_progress", sure=0.98), repair, invoice)


def test_who_asks_for_their_return_hears_nothing_of_the_repair(world: World) -> None:
    talk = Forms(world, world.chat())
    returned = world.case(world.file(talk.chat, type="return", category="water_purifier", description="不想要了"))
    repair = world.case(world.file(talk.chat, category="air_conditioner"))
    assert told_of(talk.say("我退货的那单办得怎么样了", "check_progress"), returned, repair)


def test_asked_in_the_middle_of_another_wish_the_words_tell_which(world: World) -> None:
    talk, repair, invoice = two_cases(world)
    talk.say("给我一份叉车的说明书吧", "request_manual")
    assert talk.state.asked == "phone"
    told = talk.say("空调修到哪一步了，给句话", "check_progress", sure=0.6)
    assert told_of(told, repair, invoice)


# What the trained model makes of them: the wish that is denied is what the whole sounds like.
OBJECTIONS = [
    ("我要问的是修空调，不是发票", "request_invoice", (("我要问的是修空调", "report_fault"), ("不是发票", "request_invoice"))),
    ("不开发票，我是问空调修好没有", "check_progress",
     (("不开发票", "request_invoice"), ("我是问空调修好没有", "check_progress"))),
]  # fmt: skip


@pytest.mark.parametrize(("said", "intent", "parts"), OBJECTIONS)
def test_who_objects_is_told_of_what_they_meant_and_nothing_is_begun(
    world: World, said: str, intent: str, parts: tuple[tuple[str, str], ...]
) -> None:
    talk, repair, invoice = two_cases(world)
    talk.say("发票的那张怎么样了", "check_progress")
    told = talk.say(said, intent, *parts)
    assert told_of(told, repair, invoice)
    assert (talk.state.task, talk.state.agenda) == ("", [])


def test_the_denied_one_is_no_wish_at_the_question_which(world: World) -> None:
    talk, repair, invoice = two_cases(world)
    talk.say("查一下进度", "check_progress")
    assert talk.state.asked == "which_case"
    said = (("要空调的那张", "inform"), ("不是发票", "request_invoice"))
    assert told_of(talk.say("要空调的那张，不是发票", "request_invoice", *said), repair, invoice)
    assert (talk.state.task, talk.state.agenda) == ("", [])


def test_a_denied_product_leaves_the_other(world: World) -> None:
    talk = Forms(world, world.chat())
    repair = world.case(world.file(talk.chat, category="air_conditioner"))
    part = world.case(world.file(talk.chat, type="part", category="water_purifier", description="两支滤芯"))
    talk.say("取消上门", "change_visit")
    assert talk.state.asked == "which_case"
    told = talk.say("不是净水器的，是空调那个，不用来了", "change_visit")
    assert talk.state.asked == "cancel_sure" and told_of(told, repair, part)


def test_moving_the_visit_speaks_of_nothing_else(world: World) -> None:
    talk, repair, invoice = two_cases(world)
    before = world.all(Visit)[0].start_at
    told = talk.say("上门挪到大后天下午吧", "change_visit")
    assert invoice.number not in told and talk.state.asked == "slot"
    talk.say("1")
    assert world.all(Visit)[-1].start_at > before and world.all(Visit)[-1].case_id == repair.id


def test_a_wish_that_is_only_refused_begins_nothing(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("我不要发票", "request_invoice")
    assert (talk.state.task, world.all(Case)) == ("", [])


def test_a_rhetorical_no_is_a_wish(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("不是说给我开发票的吗", "request_invoice")
    assert talk.state.task == "service_request"


# -- how often is one contact ------------------------------------------------------------------------------------------


def test_questions_one_after_the_other_are_one_contact(world: World) -> None:
    talk = Forms(world, world.chat())
    id = world.file(talk.chat, category="air_conditioner")
    for said in ("空调那单怎么样了", "几点能到", "空调那单有人管了没"):
        talk.say(said, "check_progress")
    assert world.conversation(talk.chat).owner == "bot" and world.case(id).escalation_step == 0


@pytest.mark.parametrize("hours", [0, 3])
def test_who_urges_or_comes_back_later_is_one_contact_more(world: World, hours: int) -> None:
    talk = Forms(world, world.chat())
    id = world.file(talk.chat, category="air_conditioner")
    talk.say("空调那单怎么样了", "check_progress")
    world.pass_(hours=hours)
    talk.say("查下空调那单" if hours else "快点呀，都等急了，空调那单呢", "check_progress")
    assert world.case(id).contacts == 3 and world.conversation(talk.chat).owner == "queue"
    assert "supervisor" in {task.team for task in world.all(Task)}
