"""A message whose words are plain is what they say, whichever other wish it was taken for."""

from collections.abc import Iterator

import pytest

from helpline.tables import Case
from tests.databases import Sqlite
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.dialogue.test_which_is_meant import told_of
from tests.world import World


@pytest.fixture
def database_url(sqlite: Sqlite) -> Iterator[str]:
    """What is heard is the same on both databases: SQLite is enough for so many."""
    with sqlite.fresh() as url:
        yield url


# -- asked after -------------------------------------------------------------------------------------------------------

AFTER_A_RETURN = ["退货那单现在怎么样了", "上次退的那个有消息没有", "换货的单子走到哪一步了", "退款几时到账呀"]


@pytest.mark.parametrize("intent", ["check_progress", "request_return", "inform", "book_visit", "nlu_fallback"])
@pytest.mark.parametrize("said", AFTER_A_RETURN)
def test_who_asks_after_a_return_hears_of_it_and_begins_no_other(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    goods = world.case(world.file(talk.chat, type="return", category="water_heater", description="外壳裂了，退货"))
    repair = world.case(world.file(talk.chat, category="air_conditioner"))
    assert told_of(talk.say(said, intent), goods, repair)
    assert (talk.state.task, len(world.all(Case))) == ("", 2)


@pytest.mark.parametrize("intent", ["request_return", "request_invoice", "inform"])
@pytest.mark.parametrize("said", ["我退货的那单怎么样了", "上回申请的发票开好了没", "之前登记的那件有下文吗"])
def test_who_is_not_known_is_asked_which_case_they_ask_after(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert (talk.state.task, talk.state.asked) == ("check_progress", "case_number")


@pytest.mark.parametrize(
    ("said", "intent", "kind"),
    [
        ("空调外壳裂了要退货，退款什么时候到账", "request_return", "return"),
        ("要退掉上周买的净水器", "request_return", "return"),
        ("发票帮我开一张，多久能寄到", "request_invoice", "invoice"),
    ],
)
def test_a_wish_with_a_question_beside_it_stays_one(world: World, said: str, intent: str, kind: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert (talk.state.task, talk.state.slots["service_type"]) == ("service_request", kind)


# -- waiting in vain ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "intent", ["request_maintenance", "request_installation", "book_visit", "report_fault", "inform", "nlu_fallback"]
)
@pytest.mark.parametrize(
    "said", ["等了三周都没人上门检修", "说好派人来保养，一个人影都没有", "一个月了，没人来做检修", "约好的年检没人管"]
)
def test_waiting_in_vain_is_no_wish_for_a_check(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert (talk.state.task, talk.state.asked) == ("check_progress", "case_number")
    talk = Forms(world, world.chat())
    waited_for = world.case(world.file(talk.chat, type="maintenance", category="lift"))
    assert waited_for.number in talk.say(said, intent) and world.case(waited_for.id).contacts == 2


@pytest.mark.parametrize("intent", ["complain", "request_maintenance", "check_progress", "report_fault", "inform"])
@pytest.mark.parametrize("said", ["等检修等了三周，我要投诉", "没人来年检，投诉你们"])
def test_waiting_that_is_complained_of_is_a_complaint(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert talk.state.task == "complain" and talk.state.slots["complaint"] == said


@pytest.mark.parametrize(
    ("said", "intent", "type_"),
    [
        ("电梯要做年检，三个月没人来过了", "request_maintenance", "maintenance"),
        ("空调不制冷，等了两天没人来", "report_fault", "repair"),
        ("两台水泵检修一下", "request_maintenance", "maintenance"),
    ],
)
def test_a_wish_for_work_stays_one(world: World, said: str, intent: str, type_: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert talk.state.task == "report_fault" and talk.state.slots["service_type"] == type_


# -- praise ------------------------------------------------------------------------------------------------------------

PRAISE = [
    "我是要表扬他，不是投诉",
    "不是投诉，是夸你们师傅手艺好",
    "我不投诉，就想表扬一下吴师傅",
    "没要投诉，专门来表扬的",
]
MEANT_AS = ["praise", "complain", "deny", "correct", "inform", "cancel", "nlu_fallback"]


@pytest.mark.parametrize("intent", MEANT_AS)
@pytest.mark.parametrize("said", PRAISE)
@pytest.mark.parametrize("before", ["", "praise", "complain"])
def test_who_insists_on_praise_makes_no_complaint(world: World, before: str, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    if before:
        talk.say("想说说你们吴师傅", before)
    talk.say(said, intent)
    assert talk.state.task != "complain" and "complaint" not in talk.state.slots
    if talk.state.task:
        assert (talk.state.asked, talk.state.slots["service_type"]) == ("detail", "praise")
        talk.say("吴师傅手脚麻利，还把地拖干净了")
    case = world.all(Case)[-1]
    assert case.type == "suggestion" and world.all(Case, type="complaint") == []


@pytest.mark.parametrize("intent", ["praise", "deny", "correct"])
@pytest.mark.parametrize("said", ["弄错了，我要表扬", "搞错啦，是来表扬的"])
def test_praise_that_was_taken_for_a_complaint_is_put_right(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("想说说你们吴师傅", "complain")
    talk.say(said, intent)
    assert talk.state.task != "complain" and world.all(Case, type="complaint") == []
    assert talk.state.slots.get("service_type") == "praise" or world.all(Case, type="suggestion")


@pytest.mark.parametrize("said", ["我要表扬你们，乱收费收到我头上", "表扬？我要投诉他私下收钱"])
@pytest.mark.parametrize("intent", ["praise", "complain", "inform"])
def test_praise_nobody_means_is_a_complaint(world: World, said: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, intent)
    assert talk.state.task == "complain"


# -- leaving -----------------------------------------------------------------------------------------------------------

STEPS_OF_A_COMPLAINT = ("complaint", "about", "since_when", "wish", "phone", "name", "confirmed")


@pytest.mark.parametrize("intent", ["complain", "deny", "cancel", "correct", "inform", "affirm", "nlu_fallback"])
@pytest.mark.parametrize("said", ["不是投诉呀！！", "都说了我不投诉", "没说要投诉", "别给我记成投诉"])
def test_that_it_is_no_complaint_is_heard_at_each_of_its_questions(world: World, said: str, intent: str) -> None:
    for step in STEPS_OF_A_COMPLAINT:
        talk = steps.at(world, f"complain/{step}")
        talk.say(said, intent)
        assert talk.state.task == "" and "complaint" not in talk.state.slots, step
        talk.say(said, intent)  # insisting
        assert talk.state.task == "", step
    assert world.all(Case) == []


@pytest.mark.parametrize(
    ("intent", "intents"),
    [
        ("check_progress", ()),
        ("deny", ()),
        ("correct", ()),
        ("inform", ()),
        ("nlu_fallback", ()),
        ("request_installation", ()),
        ("check_progress", ("check_progress", "request_installation")),
        ("request_installation", ("deny", "request_installation")),
    ],
)
@pytest.mark.parametrize(
    "said", ["不是查单，我要装净水器", "我不查进度，想装个净水器", "没要查单，净水器要安装", "谁要查进度，净水器移机"]
)
def test_an_installation_is_wanted_and_no_look_at_a_case(
    world: World, said: str, intent: str, intents: tuple[str, ...]
) -> None:
    talk = steps.at(world, "check_progress/case_number")
    told = talk.say(said, intent, *zip(said.split("，"), intents))
    assert talk.state.task == "report_fault" and talk.state.slots["service_type"] == "installation"
    assert talk.state.slots["product"] == "water_purifier" and "先放下" not in told
    assert not str(talk.state.slots.get("symptom") or "净").startswith("，")


@pytest.mark.parametrize("intent", ["check_progress", "deny", "nlu_fallback"])
def test_who_only_refuses_to_look_is_asked_what_they_want(world: World, intent: str) -> None:
    talk = steps.at(world, "check_progress/case_number")
    talk.say("我不是要查单呀", intent)
    assert talk.state.task == ""
