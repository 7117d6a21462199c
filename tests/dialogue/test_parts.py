"""A part: what is read back, and what is said of stock, price and days before and after it is filed (R17)."""

from collections.abc import Iterator

import pytest

from helpline.core.unit_of_work import ZONE
from helpline.tables import Case, Customer
from tests.databases import Sqlite
from tests.dialogue import steps
from tests.dialogue.forms import Forms
from tests.world import World

WANTED = ["净水器滤芯来两支，有货吗，几天能到", "要三块遥控器电池，有没有现货", "打印机硒鼓要一个，多少钱，啥时候到"]


@pytest.fixture
def database_url(sqlite: Sqlite) -> Iterator[str]:
    """What is heard is the same on both databases: SQLite is enough for so many."""
    with sqlite.fresh() as url:
        yield url


def read_back(talk: Forms, address: str = steps.ADDRESS) -> str:
    answers = {"detail": "两支滤芯", "phone": steps.PHONE, "name": steps.NAME, "address": address}
    told = ""
    while talk.state.asked in answers:
        told = talk.say(answers[talk.state.asked])
    assert talk.state.asked == "confirmed"
    return told


@pytest.mark.parametrize("said", WANTED)
def test_when_stock_price_and_day_are_told_is_promised_and_nothing_is_sent_unasked(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    assert any(wording in talk.say(said, "request_part") for wording in world.kb.phrases["part_inside"])
    read_back(talk)
    told = talk.press_title("提交")
    (case,) = world.all(Case, type="part")
    due = world.promise(case.id, "reply").due_at
    assert due and f"{due.astimezone(ZONE):%H:%M}" in told
    assert all(word in told for word in (case.number, "最迟", "现货", "价格", "到货时间", "您同意后再发"))


@pytest.mark.parametrize("intent", ["inform", "ask_fee", "ask_business", "check_progress", "out_of_scope"])
@pytest.mark.parametrize("asks", ["有现货吗", "还有没有货", "几天能到货"])
@pytest.mark.parametrize("step", ["phone", "name", "address", "confirmed"])
def test_a_question_between_loses_nothing_and_is_no_answer(world: World, step: str, asks: str, intent: str) -> None:
    talk = Forms(world, world.chat())
    talk.say("净水器的滤芯，来两支", "request_part")
    answers = {"phone": steps.PHONE, "name": steps.NAME, "address": steps.ADDRESS}
    while talk.state.asked != step:
        talk.say(answers[talk.state.asked])
    before = {slot: talk.state.slots.get(slot) for slot in ("phone", "name", "address")}
    told = talk.say(asks, intent)
    assert any(wording in told for wording in world.kb.phrases["part_inside"])
    assert talk.state.task == "service_request" and talk.state.asked == step
    assert {slot: talk.state.slots.get(slot) for slot in before} == before


@pytest.mark.parametrize(
    "said",
    [
        "滤芯来两支",
        f"滤芯来两支，寄到{steps.ADDRESS}",
        f"滤芯来两支，{steps.NAME}，{steps.PHONE}，地址{steps.ADDRESS}",
    ],
)
def test_where_it_goes_is_read_back(world: World, said: str) -> None:
    talk = Forms(world, world.chat())
    told = talk.say(said, "request_part")
    told = told if talk.state.asked == "confirmed" else read_back(talk)
    assert f"地址：{steps.ADDRESS}" in told


def test_where_it_goes_is_read_back_as_it_was_put_right(world: World) -> None:
    talk = Forms(world, world.chat())
    talk.say("滤芯来两支", "request_part")
    read_back(talk, "西湖区文三路9号2幢")
    told = talk.say("地址改成滨江区江陵路88号3幢1201室", "correct")
    assert "地址：滨江区江陵路88号3幢1201室" in told.replace("地址改为", "地址：") and "文三路" not in told


def test_that_it_goes_to_the_address_on_file_is_read_back_without_showing_it(world: World) -> None:
    with world.work() as work:
        customer = work.session.get_one(Customer, "K1")
        customer.name, customer.address = "王秀兰", "西湖区文三路9号2幢301室"
    talk = Forms(world, world.chat())
    talk.say("滤芯来两支", "request_part")
    told = talk.say("13911110001 王秀兰")
    assert "登记的地址" in told and "文三路" not in told and talk.state.asked == "confirmed"
