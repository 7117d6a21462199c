"""An alarm in a talk: what is told around it is kept and said, nobody is put in a queue, and there is a way back."""

import pytest

from helpline.cases.lifecycle import move
from helpline.core.unit_of_work import CUSTOMER
from helpline.tables import Case, Conversation, Customer
from helpline.tables.states import CaseStatus
from tests.dialogue.forms import Forms
from tests.gateway.fakes import gateway
from tests.gateway.test_turns import answer, write
from tests.world import AGENT, World

SMOKE = "配电箱冒烟了"


def alarm(world: World, words: str = SMOKE) -> str:
    """A talk in which danger was told."""
    chat = world.chat()
    tell(world, chat, words)
    return chat


def tell(world: World, chat: str, words: str) -> str:
    """Says something; what is answered."""
    before = len(world.said(chat))
    write(world, chat, words)
    answer(gateway(world), chat)
    return "\n".join(world.said(chat)[before:])


def case(world: World) -> Case:
    found: Case
    (found,) = world.all(Case, type="emergency")
    return found


# -- what is told around it --------------------------------------------------------------------------------------------


def test_what_stands_in_the_alarm_itself_is_not_asked_again(world: World) -> None:
    chat = alarm(world, "电梯卡住困了两个人 滨江区江晖路188号1幢 电话13911112222 我叫方大海")
    told = case(world)
    assert (told.phone, told.contact_name) == ("13911112222", "方大海") and "江晖路188号" in told.address
    said = "\n".join(world.said(chat))
    assert not any(wording in said for id in ("address", "phone", "address_phone") for wording in asking(world, id))


def asking(world: World, what: str) -> tuple[str, ...]:
    return world.kb.phrases[f"emergency_ask_{what}"]


def test_only_what_was_told_is_said_to_be_noted(world: World) -> None:
    chat = alarm(world)
    told = tell(world, chat, "我叫方大海")
    assert "方大海" in told and any(wording in told for wording in asking(world, "address_phone"))
    assert (case(world).contact_name, case(world).phone) == ("方大海", "")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("杭金衢高速金华方向76公里，手机13911112222", "杭金衢高速金华方向76公里"),
        ("就在二楼配电间", "2楼配电间"),
        ("锦云里5栋2单元301 电话13911112222", "锦云里5栋2单元301"),
    ],
)
def test_a_place_told_afterwards_is_on_the_case(world: World, said: str, kept: str) -> None:
    chat = alarm(world, "有人被电到了")
    told = tell(world, chat, said)
    assert kept in case(world).address and kept in told


def test_nobody_in_danger_hears_of_those_before_them(world: World) -> None:
    world.present(AGENT)
    alarm(world)
    told = "\n".join(world.said(alarm(world, "电梯里困了人")))
    assert "位" not in "".join(line for line in told.splitlines() if "前面" in line)
    assert any(wording in told for wording in world.kb.phrases["handoff_urgent"])


# One danger of each business that has advice of its own.
OF_A_BUSINESS = {
    "building": "空调外机冒烟了",
    "display": "门头大屏在冒火花",
    "lighting": "路灯杆漏电了",
    "machinery": "叉车把人压住了",
    "vehicle": "货车翻了，司机卡在里面",
    "it": "机柜冒烟了",
    "works": "外墙脱落砸到人了",
    "farm": "有人误喝农药中毒了",
    "haulage": "搬家服务的货把人压住了",
}


def test_each_business_with_advice_of_its_own_is_tried(world: World) -> None:
    assert set(OF_A_BUSINESS) == {business.id for business in world.kb.businesses if business.emergency}


@pytest.mark.parametrize(("business", "words"), OF_A_BUSINESS.items())
def test_what_a_business_advises_in_danger_is_said_after_the_general_advice(
    world: World, business: str, words: str
) -> None:
    advice = next(one.emergency for one in world.kb.businesses if one.id == business)
    told = world.said(alarm(world, words))
    assert advice in told[1:] and told.count(advice) == 1
    others = {one.emergency for one in world.kb.businesses if one.emergency and one.id != business}
    assert not others & set(told)


def test_a_danger_of_no_business_has_only_the_general_advice(world: World) -> None:
    told = world.said(alarm(world, SMOKE))
    assert not {one.emergency for one in world.kb.businesses if one.emergency} & set(told)


@pytest.mark.parametrize("grade", ["diamond", "gold", "c", ""])
@pytest.mark.parametrize("words", ["我们楼的电梯里困了人，快点来", "电梯关着两个人出不来", "货梯卡住了，有人在里面"])
def test_the_promise_for_a_lift_holds_for_customers_of_every_grade(world: World, words: str, grade: str) -> None:
    """A grade shortens other replies; it never takes the place of what is promised in danger."""
    with world.work() as work:
        customer = work.session.get_one(Customer, "K1")
        customer.grade, customer.name = grade, "方大海"
    chat = world.chat("K1")
    tell(world, chat, words)
    filed = case(world)
    assert (filed.category, filed.level, filed.pack, filed.grade) == ("lift", 1, "machinery", grade)
    assert {kind: world.promise(filed.id, kind).minutes for kind in ("reply", "onsite")} == {"reply": 5, "onsite": 30}
    assert (filed.phone, filed.contact_name, filed.address) == ("13911110001", "方大海", "西湖区某路1号")


# -- the way back ------------------------------------------------------------------------------------------------------


def test_an_alarm_that_was_none_is_taken_back_by_who_raised_it(world: World) -> None:
    chat = alarm(world)
    told = tell(world, chat, "看错了，不是冒烟，是水汽，没有危险")
    assert told in world.kb.phrases["emergency_withdraw"] and case(world).status == "new"
    write(world, chat, "是的，确定")
    turns = gateway(world)
    answer(turns, chat)
    assert case(world).status == "cancelled" and world.conversation(chat).owner == "bot"
    assert [text.partition("{")[0] for _, text in turns.rasa.asked] == ["/report_fault"]  # type: ignore[attr-defined]


def test_without_their_yes_it_stands(world: World) -> None:
    chat = alarm(world)
    tell(world, chat, "没那么严重吧，现在怎么弄")
    tell(world, chat, "你们到底来不来")
    assert case(world).status == "new" and world.conversation(chat).queue == "safety"


@pytest.mark.parametrize(
    "said",
    [
        "哪有那么吓人，现在该做什么",
        "好像没什么大事，下一步怎么弄",
        "不严重的，要我做什么",
        "不至于吧，没着火",
        "应该没危险了吧",
    ],
)
def test_who_plays_it_down_is_asked_whether_there_is_none_and_is_not_only_put_off(world: World, said: str) -> None:
    chat = alarm(world)
    told = tell(world, chat, said)
    assert told in world.kb.phrases["emergency_withdraw"] and case(world).status == "new"
    assert world.conversation(chat).queue == "safety", "until they say yes"


def test_danger_told_again_is_no_taking_back(world: World) -> None:
    chat = alarm(world)
    told = tell(world, chat, "没有人受伤，但是烟越冒越大")
    assert told not in world.kb.phrases["emergency_withdraw"]


def test_once_somebody_has_begun_people_decide(world: World) -> None:
    chat = alarm(world)
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, case(world).id), CaseStatus.IN_PROGRESS)
    told = tell(world, chat, "搞错了，没有危险")
    assert told not in world.kb.phrases["emergency_withdraw"] and case(world).status == "in_progress"


# -- complaints --------------------------------------------------------------------------------------------------------


def complained(world: World) -> tuple[str, Case]:
    """A talk whose complaint was filed at once, without a phone."""
    chat = world.chat()
    with world.work(CUSTOMER) as work:
        work.session.get_one(Conversation, chat).displeasure = 0.95
    Forms(world, chat).say("你们师傅多收三百块还骂人，太黑了，我要投诉", "complain")
    (filed,) = world.all(Case, type="complaint")
    assert filed.phone == ""
    return chat, filed


def test_who_complained_and_tells_a_phone_afterwards_can_be_reached(world: World) -> None:
    chat, filed = complained(world)
    told = tell(world, chat, "13911112222 方大海")
    assert filed.number in told and "13911112222" in told
    now = world.case(filed.id)
    assert (now.phone, now.contact_name) == ("13911112222", "方大海")


def test_an_address_told_afterwards_is_on_the_complaint_without_a_phone(world: World) -> None:
    chat, filed = complained(world)
    told = tell(world, chat, "地址是西湖区文三路9号2幢301室")
    assert filed.number in told and world.case(filed.id).address == "西湖区文三路9号2幢301室"


def test_the_name_of_somebody_else_is_not_the_complainers(world: World) -> None:
    chat, filed = complained(world)
    tell(world, chat, "那个师傅叫韩大山")
    assert world.case(filed.id).contact_name == ""
