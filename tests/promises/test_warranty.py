"""What is covered, until when and why (R07), what is not (R08, R09), what is taken back (R11)."""

import re
from datetime import date

import pytest

from helpline.tables import Asset, Customer
from tests.promises.office import Office
from tests.world import AGENT

pytestmark = pytest.mark.slow

NAME = "王秀兰"


def machine(office: Office, category: str, **dates: str) -> dict[str, object]:
    """A machine put on file at the desk, as the desk shows its warranty."""
    body = {"customer_id": "K1", "model": "某型号", "category": category, **dates}
    shown: dict[str, object] = office.does(AGENT, "assets", **body)["warranty"]
    return shown


@pytest.mark.parametrize(
    ("category", "dates", "began_by", "until"),
    [
        pytest.param(
            "printer", {"card_on": "2026-03-01", "handover_on": "2026-01-01"}, "card", "2027-03-01",
            marks=pytest.mark.promise("R07.1", "R07.4", "R07.12"),
        ),
        pytest.param("printer", {"handover_on": "2026-01-01"}, "handover", "2027-01-01", marks=pytest.mark.promise("R07.2")),
        pytest.param("printer", {"commissioned_on": "2026-02-01"}, "commissioned", "2027-02-01", marks=pytest.mark.promise("R07.3")),
        pytest.param("feed", {"card_on": "2026-03-01"}, "card", "2027-03-01", marks=pytest.mark.promise("R07.5")),
        pytest.param(
            "camera", {"first_accepted_on": "2026-03-01"}, "first_accepted", "2028-03-01", marks=pytest.mark.promise("R07.6", "N002")
        ),
        pytest.param(
            "camera", {"first_accepted_on": "2025-03-01", "finally_accepted_on": "2026-06-01"}, "finally_accepted",
            "2027-06-01", marks=pytest.mark.promise("N003"),
        ),
        pytest.param("lift", {"card_on": "2026-03-01"}, "card", "2028-03-01", marks=pytest.mark.promise("R07.8")),
        pytest.param(
            "led_display", {"accepted_on": "2026-03-01", "handover_on": "2025-01-01"}, "accepted", "2029-03-01",
            marks=pytest.mark.promise("R07.9", "N001"),
        ),
        pytest.param("building_works", {"accepted_on": "2026-03-01"}, "accepted", "2031-03-01", marks=pytest.mark.promise("R07.10")),
    ],
)  # fmt: skip
def test_each_line_has_its_term_from_its_own_date(
    office: Office, category: str, dates: dict[str, str], began_by: str, until: str
) -> None:
    told = machine(office, category, **dates)
    assert (told["covered"], told["began_by"], told["until"]) == (True, began_by, until)


def asks(office: Office, card_on: str, category: str = "air_conditioner", model: str = "QH-KFR35") -> str:
    """What somebody who is proved hears about their machine's warranty."""
    with office.world.work() as work:
        work.session.get_one(Customer, "K1").name = NAME
        asset = work.session.get_one(Asset, "AA26000001")
        asset.card_on, asset.category, asset.model = date.fromisoformat(card_on), category, model
    chat = office.chat()
    return chat.says("查一下保修", "check_warranty") + chat.says(f"13911110001 {NAME}")


@pytest.mark.promise("R07.12", "R08.1")
def test_covered_until_when_why_and_what_is_not(office: Office) -> None:
    said = asks(office, "2026-03-01")
    assert "保到 2028年3月1日" in said or "到 2028年3月1日" in said
    assert "保修卡日期" in said and "电压冲击" in said


@pytest.mark.promise("R07.11", "R09.1", "R09.5", "R09.7")
def test_after_the_term_it_is_mended_for_life_at_cost(office: Office) -> None:
    said = asks(office, "2020-03-01")
    assert re.search(r"已过保修期，到 ?2022年3月1日|已经过了保修期，.*保到 ?2022年3月1日", said), said
    assert re.search(r"从保修卡日期 ?2020年3月1日 ?算起，保修两年", said), said
    assert "终身能修" in said and "配件按成本价" in said


@pytest.mark.promise("R08.2")
def test_what_is_not_covered_is_told_by_the_line_of_the_product(office: Office) -> None:
    assert "电脑病毒" in asks(office, "2026-03-01", "server", "YS-R740")
    assert "电脑病毒" not in asks(office, "2026-03-01", "lift", "YT-K1000")


def returns(office: Office, bought: str, why: str, product: str = "电热水器") -> str:
    """What is said to somebody who wants to give something back."""
    chat = office.chat()
    chat.says("我要退货", "request_return")
    said = ""
    for told in (product, why, bought, "13911119999", "方大海"):
        said = chat.says(told)
        if "退不了" in said or "不能退" in said or "核对" in said:
            break
    return said


@pytest.mark.parametrize(
    ("bought", "why", "taken"),
    [
        pytest.param("上周六收到的", "颜色不喜欢", True, marks=pytest.mark.promise("R11.1")),
        pytest.param("三个月前收到的", "一用就漏水，质量有问题", True, marks=pytest.mark.promise("R11.2")),
        pytest.param("三个月前收到的", "颜色不喜欢", False, marks=pytest.mark.promise("R11.4")),
    ],
)
def test_what_is_taken_back_depends_on_the_day_and_the_reason(
    office: Office, bought: str, why: str, taken: bool
) -> None:
    said = returns(office, bought, why)
    assert ("核对" in said) is taken, said


@pytest.mark.promise("R11.4", "R11.5")
def test_what_is_not_taken_back_is_told_why_and_a_repair_is_offered(office: Office) -> None:
    chat = office.chat()
    chat.says("我要退货", "request_return")
    for told in ("电热水器", "颜色不喜欢"):
        chat.says(told)
    said = chat.says("三个月前收到的")
    assert "7天" in said and "报修" in said
    assert "设备" in chat.presses("报修") and any("空调" in button["title"] for button in chat.buttons)
    assert chat.owner == "bot" and office.desk(AGENT).get("/api/cases").json()["items"] == []


@pytest.mark.parametrize(
    ("product", "words"),
    [
        pytest.param("电热水器", "运费我们出", marks=pytest.mark.promise("R11.3")),
        pytest.param("猪饲料", "货到时已经过期的，随时免费换", marks=pytest.mark.promise("N011", "N090")),
    ],
)
def test_who_pays_the_way_is_told_by_the_business(office: Office, product: str, words: str) -> None:
    chat = office.chat()
    chat.says("我要退货", "request_return")
    for told in (product, "质量有问题，想退掉", "上周六收到的", "13911119999", "方大海"):
        chat.says(told)
    assert words in chat.presses("提交")
