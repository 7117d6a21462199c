"""A task is left in any words: refused, put in another's place, or for another wish; what was told is not lost."""

import pytest

from helpline.tables import Case
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.world import World

Part = tuple[str, str]


def talk_in(world: World, said: str, intent: str) -> Forms:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert talk.state.task
    return talk


@pytest.mark.parametrize("said", ["我不装了，别来人", "别派师傅来了，不装了"])
def test_a_visit_that_is_not_wanted_is_no_story_of_a_complaint(world: World, said: str) -> None:
    talk = talk_in(world, "我要投诉", "complain")
    talk.say(said, "change_visit", *((part, "change_visit") for part in said.split("，")), sure=1.0)
    assert talk.state.task == "book_visit" and "complaint" not in talk.state.slots


def test_a_question_in_the_place_of_a_story_is_answered(world: World) -> None:
    talk = talk_in(world, "我要投诉", "complain")
    told = talk.say("就想问问他是不是骗子", "ask_fraud", sure=1.0)
    assert "不要付款" in told and "complaint" not in talk.state.slots


INSTEAD: list[tuple[str, str, str, str, tuple[Part, ...], str]] = [
    ("我要投诉", "complain", "先别记投诉，我要换货", "request_return",
     (("先别记投诉", "complain"), ("我要换货", "request_return")), "service_request"),
    ("帮我开张发票", "request_invoice", "发票不用开了，空调不转了", "report_fault",
     (("发票不用开了", "request_invoice"), ("空调不转了", "report_fault")), "report_fault"),
    ("帮我开张发票", "request_invoice", "不开发票了，空调不转了", "report_fault",
     (("不开发票了", "request_invoice"), ("空调不转了", "report_fault")), "report_fault"),
]  # fmt: skip


@pytest.mark.parametrize(("begun", "of", "said", "intent", "parts", "becomes"), INSTEAD)
def test_what_is_wanted_instead_is_begun_and_said_once(
    world: World, begun: str, of: str, said: str, intent: str, parts: tuple[Part, ...], becomes: str
) -> None:
    talk = talk_in(world, begun, of)
    told = talk.say(said, intent, *parts)
    assert (talk.state.task, talk.state.agenda) == (becomes, [])
    assert "记着" not in told and "先放下" not in told and "想办" not in told


def test_that_goods_are_not_wanted_is_why_they_are_returned(world: World) -> None:
    talk = steps.at(world, "service_request/detail, return")
    talk.say("我不要了", "cancel")
    assert (talk.state.asked, talk.state.slots["detail"]) == ("bought", "我不要了")


def test_who_would_rather_have_it_repaired_tells_nothing_twice(world: World) -> None:
    talk = talk_in(world, "空调上周买的，一直不制冷，我想退掉", "request_return")
    talk.say("13911112222")
    talk.say("不退货了，还是来修吧", "request_return", ("不退货了", "request_return"), ("还是来修吧", "book_visit"))
    told = talk.state.slots
    assert talk.state.task == "report_fault" and told["service_type"] == "repair"
    assert (told["product"], told["phone"]) == ("air_conditioner", "13911112222") and "不制冷" in told["symptom"]


def test_a_repair_in_few_words_is_heard_though_no_intent_is_sure(world: World) -> None:
    talk = talk_in(world, "空调上周买的，一直不制冷，我想退掉", "request_return")
    talk.say("不退了，给我修修吧", "cancel", ("不退了", "cancel"), ("给我修修吧", "nlu_fallback"))
    assert talk.state.task == "report_fault" and talk.state.slots["product"] == "air_conditioner"


def test_more_about_the_work_does_not_lose_what_was_told(world: World) -> None:
    talk = steps.at(world, "report_fault/name")
    talk.say("重新装一遍", "request_installation", sure=0.99)
    assert talk.state.asked == "name" and "重新装" in talk.state.slots["symptom"]
    assert talk.state.slots["phone"] == steps.PHONE


@pytest.mark.parametrize("said", ["我不要人工", "没说要转人工啊"])
def test_who_wants_no_person_stays_with_the_bot(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, "request_human", sure=1.0)
    assert world.conversation(talk.chat).owner == "bot"


def test_who_wants_a_person_at_last_is_not_heard_as_wanting_none(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("别说了给我转人工", "request_human", sure=1.0)
    assert world.conversation(talk.chat).owner == "queue"


# -- taken up again ----------------------------------------------------------------------------------------------------


def test_a_report_that_was_broken_off_to_ask_is_gone_on_with(world: World) -> None:
    talk = Forms(world, world.chat("K1"))
    talk.say("服务器宕机了，全厂都停着", "report_fault")
    asked = talk.state.asked
    talk.say("查一下进度", "check_progress", sure=1.0)  # nothing is open
    assert (talk.state.task, talk.state.asked) == ("report_fault", asked)
    assert "宕机" in talk.state.slots["symptom"] and talk.state.slots["product"] == "server"


def test_what_was_told_stands_days_later(world: World) -> None:
    talk = steps.at(world, "report_fault/name")
    world.pass_(days=3)
    talk.say("方大海")
    assert talk.state.asked == "address" and talk.state.slots["phone"] == steps.PHONE


def test_after_a_warranty_its_machine_is_the_one_to_be_repaired(world: World) -> None:
    talk = Forms(world, world.chat("K1"))
    talk.say("我家空调还保修吗", "check_warranty")
    talk.say("那帮我约人来修一下", "book_visit", sure=1.0)
    assert (talk.state.task, talk.state.asked) == ("report_fault", "symptom")
    assert talk.state.slots["serial"] == "AA26000001"


def test_the_same_is_asked_of_another_machine(world: World) -> None:
    from tests.dialogue.reports import machines

    machines(world, ("YS0001", "LF-AC50", "次卧"), ("YS0002", "LF-AC50", "书房"))
    talk = Forms(world, world.chat("K1"))
    talk.say("书房的空调还保修吗", "check_warranty")
    told = talk.say("那次卧的呢", "inform", sure=0.5)
    assert "次卧" in told and "书房" not in told


def test_a_report_is_begun_out_of_a_warranty(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("空调过保没有", "check_warranty")
    assert talk.state.asked == "serial"
    talk.say("好，那就报修吧", "affirm", ("好", "affirm"), ("那就报修吧", "affirm"), sure=0.4)
    assert (talk.state.task, talk.state.asked) == ("report_fault", "symptom")
    assert talk.state.slots["product"] == "air_conditioner" and world.all(Case) == []


# -- two wishes --------------------------------------------------------------------------------------------------------


def test_a_repair_that_is_less_sure_than_the_invoice_is_kept(world: World) -> None:
    talk = Forms(world, world.chat())
    parts = (("热水器要修", "request_maintenance"), ("还要开张发票", "request_invoice"))
    talk.say("热水器要修，还要开张发票", "request_invoice", *parts, certainty=(0.63, 1.0))
    assert talk.state.task == "report_fault" and talk.state.slots["service_type"] == "repair"
    assert [wish.intent for wish in talk.state.agenda] == ["request_invoice"]


def test_faults_of_two_machines_are_two_wishes(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say(
        "扶梯停了，还有货车打不着", "report_fault", ("扶梯停了", "report_fault"), ("还有货车打不着", "report_fault")
    )
    assert talk.state.slots["product"] == "escalator"
    assert [wish.text for wish in talk.state.agenda] == ["还有货车打不着"]


def test_the_fault_that_a_part_is_for_is_no_second_wish(world: World) -> None:
    talk = Forms(world, world.chat())
    parts = (("UPS坏了", "report_fault"), ("急着要块电池备件", "request_part"))
    told = talk.say("UPS坏了，急着要块电池备件", "request_part", *parts)
    assert talk.state.slots["service_type"] == "part" and talk.state.agenda == [] and "一步一步" not in told


def test_a_wish_told_again_beside_another_is_no_answer(world: World) -> None:
    talk = steps.at(world, "service_request/detail, invoice")
    talk.say("空调要修，发票也要开", "request_invoice", ("空调要修", "report_fault"), ("发票也要开", "request_invoice"))
    assert (talk.state.asked, talk.state.slots.get("detail")) == ("detail", None)
    assert [wish.intent for wish in talk.state.agenda] == ["report_fault"]


@pytest.mark.parametrize("said", ["不是！空调是另外一件事", "空调跟发票是两码事"])
@pytest.mark.parametrize("step", ["detail", "name"])
def test_what_is_another_matter_is_not_put_on_the_invoice(world: World, step: str, said: str) -> None:
    talk = steps.at(world, f"service_request/{step}, invoice")
    before = dict(talk.state.slots)
    talk.say(said, "deny")
    assert (talk.state.asked, talk.state.slots) == (step, before)
