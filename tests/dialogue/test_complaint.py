"""A complaint: who is very upset is asked for a phone and nothing else; what is put right is shown."""

import pytest

from helpline.core.unit_of_work import CUSTOMER
from helpline.tables import Case, Conversation
from tests.dialogue.forms import Forms
from tests.world import World


def upset(world: World, chat: str) -> None:
    with world.work(CUSTOMER) as work:
        work.session.get_one(Conversation, chat).displeasure = 0.9


def complaint(world: World) -> Case:
    case: Case
    (case,) = world.all(Case, type="complaint")
    return case


def test_who_is_upset_is_handed_over_at_once_and_asked_for_a_phone(world: World) -> None:
    talk = Forms(world, world.chat())
    upset(world, talk.chat)
    talk.say("师傅多收了我三百块，太黑了", "complain")
    assert "三百块" in complaint(world).description and world.conversation(talk.chat).owner == "queue"
    assert "留个电话" in talk.lines[-1]["text"]


def test_who_is_known_is_asked_nothing(world: World) -> None:
    talk = Forms(world, world.chat("K1"))
    upset(world, talk.chat)
    talk.say("师傅多收了我三百块，太黑了", "complain")
    assert complaint(world).phone and "留个电话" not in talk.lines[-1]["text"]


def read_back(world: World) -> Forms:
    talk = Forms(world, world.chat())
    talk.say("约好上午来的，等到晚上也没见人", "complain")
    answers = {"about": "上门的师傅", "since_when": "昨天", "wish": "道个歉", "phone": "13911119999", "name": "方大海"}
    while talk.state.asked != "confirmed":
        talk.say(answers[talk.state.asked])
    return talk


@pytest.mark.parametrize(
    ("said", "intent", "now"),
    [("号码是13911117777", "inform", "13911117777"), ("电话不对，改成13911117777", "correct", "13911117777"), ("贺小川", "inform", "贺小川")],
)  # fmt: skip
def test_what_was_put_right_is_shown(world: World, said: str, intent: str, now: str) -> None:
    talk = read_back(world)
    told = talk.say(said, intent)
    assert now in told.split("\n")[0] and talk.state.asked == "confirmed"


def test_who_asks_whether_a_price_is_right_is_answered(world: World) -> None:
    talk = Forms(world, world.chat())
    told = talk.say("上门的人说电机要换，一千五，是不是坑人", "doubt_quote")
    assert talk.state.task == "" and "先不同意" in told and world.all(Case) == []


def test_who_complains_of_a_price_is_heard(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("我要投诉，换个电机一千五，是不是坑人", "doubt_quote")
    assert talk.state.task == "complain"


# -- who can be reached ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["web", "wechat"])
@pytest.mark.parametrize(
    "said", ["师傅多收了我三百块，太黑了", "叫你们约个时间都做不到，投诉", "骂人的师傅也敢派来，我要投诉"]
)
def test_who_left_no_phone_is_told_where_the_answer_will_be(world: World, said: str, channel: str) -> None:
    """Within 24 hours is promised to somebody who can be reached, if only here."""
    talk = Forms(world, world.chat() if channel == "web" else world.write(channel, "openid-1", "在吗"))
    upset(world, talk.chat)
    told = talk.say(said, "complain")
    assert complaint(world).phone == "" and "24小时内" in told
    assert talk.lines[-1]["text"] in world.kb.phrases["complaint_no_phone"] and "答复会发在这里" in told


@pytest.mark.parametrize("said", ["师傅多收了我三百，电话13911112222", "你们骂人，我要投诉，13911112222"])
def test_who_told_a_phone_is_not_told_so(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    upset(world, talk.chat)
    told = talk.say(said, "complain")
    assert complaint(world).phone == "13911112222" and "24小时内" in told and "答复会发在这里" not in told


# -- who complains, told in the story ----------------------------------------------------------------------------------

PHONE, NAME, ADDRESS = "13905711009", "何雨婷", "西湖区文三路9号2幢301室"
TELLS = [
    (f"昨天来的西工多收了三百，我要投诉，{PHONE} {NAME}，{ADDRESS}", PHONE, NAME, ADDRESS),
    (f"师傅乱收费，还骂人，{PHONE} {NAME}", PHONE, NAME, ""),
    (f"师傅乱收费，还骂人，{NAME}，电话{PHONE}", PHONE, NAME, ""),
    (f"我叫{NAME}，电话{PHONE}，师傅乱收费还骂人", PHONE, NAME, ""),
    (f"师傅乱收费，还骂人，地址是{ADDRESS}", "", "", ADDRESS),
    (f"那个师傅叫{NAME}，乱收费还骂人，我电话{PHONE}", PHONE, "", ""),
    (f"乱收费的师傅是{NAME}，{PHONE}", PHONE, "", ""),
    (f"你们的人在{ADDRESS}门口骂人，我要投诉", "", "", ""),
]


@pytest.mark.parametrize(("said", "phone", "name", "address"), TELLS)
def test_who_complains_is_on_the_case_as_the_words_tell(
    world: World, said: str, phone: str, name: str, address: str
) -> None:
    talk = Forms(world, world.chat())
    upset(world, talk.chat)
    talk.say(said, "complain")
    filed = complaint(world)
    assert (filed.phone, filed.contact_name, filed.address) == (phone, name, address)


@pytest.mark.parametrize(("said", "phone", "name", "address"), TELLS)
def test_who_complains_is_not_asked_for_what_the_words_told(
    world: World, said: str, phone: str, name: str, address: str
) -> None:
    talk = Forms(world, world.chat())
    talk.say(said, "complain")
    answers = {"about": "上门的师傅", "since_when": "昨天", "wish": "道个歉", "phone": "13911119999", "name": "方大海"}
    asked = set()
    while talk.state.asked != "confirmed":
        asked.add(talk.state.asked)
        talk.say(answers[talk.state.asked])
    assert ("phone" in asked, "name" in asked) == (not phone, not name)
