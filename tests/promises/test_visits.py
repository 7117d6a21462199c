"""Engineers on the road: before the visit (R27), on the way and there (R20, R26, R29), and what the customer hears (R05)."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from helpline.core.unit_of_work import ZONE
from tests.promises.office import Chat, Office
from tests.world import AGENT, engineer

pytestmark = pytest.mark.slow


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def window(day: int, hour: int) -> dict[str, str]:
    return {"from": at(day, hour).isoformat(), "to": at(day, hour + 2).isoformat()}


def told_case(office: Office, **more: str) -> tuple[Chat, str]:
    """A customer with a fault, and the case's number."""
    chat = office.chat()
    chat.reports("空调完全不制冷", **more)
    chat.presses("先不约")
    return chat, str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])


def planned(office: Office, number: str, person: str = "e_west", day: int = 24, hour: int = 9) -> int:
    return int(office.does(AGENT, f"cases/{number}/visits", persons=[person], **window(day, hour))["id"])


def stamp(office: Office, page: TestClient, visit: int, verb: str, **more: Any) -> dict[str, Any]:
    now = office.world.now.isoformat()
    told = page.post(f"/api/engineer/visits/{visit}/{verb}", json={"key": f"{verb} {now}", "at": now, **more})
    assert told.status_code == 200, told.text
    shown: dict[str, Any] = told.json()
    return shown


@pytest.mark.promise("R26.1", "R26.2", "R26.4", "R26.7", "R26.10", "R03.3")
def test_the_engineer_gets_the_order_with_all_that_is_known(office: Office) -> None:
    before = office.takes_down(category="air_conditioner", serial="AA26000001", description="去年漏水")
    office.does(AGENT, f"cases/{before}/solve", solution="换了排水管")
    number = office.takes_down(
        category="air_conditioner", serial="AA26000001", description="完全不制冷", address="西湖区某路1号",
        wish="进门请穿鞋套",
    )  # fmt: skip
    visit = planned(office, number)
    page = office.engineer("e_west")
    (row,) = page.get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert (row["id"], row["case"], row["address"]) == (visit, number, "西湖区某路1号")
    assert "完全不制冷" in row["description"] and row["wish"] == "进门请穿鞋套"
    assert [(one["description"], one["solution"]) for one in row["earlier"]] == [("去年漏水", "换了排水管")]
    assert [one["username"] for one in row["crew"]] == ["e_west"]
    begins, ends = (datetime.fromisoformat(row[name]) for name in ("planned_start_at", "planned_end_at"))
    assert ends - begins == timedelta(minutes=90)
    told = [message.text for message in office.texts_to("13900000001")]
    assert len(told) == 1 and number in told[0]


@pytest.mark.promise("R05.6", "R27.6", "R05.9")
def test_a_change_by_us_is_told_before_it_happens(office: Office) -> None:
    chat, number = told_case(office)
    visit = planned(office, number)
    assert "西工" in chat.heard() and "09:00" in chat.messages()[-1].text
    office.does(AGENT, f"visits/{visit}/move", reason="工程师生病", **window(25, 13))
    said = chat.messages()[-1]
    assert "改到" in said.text and "13:00" in said.text and said.created_at < at(24, 9)


@pytest.mark.promise("R27.5")
def test_the_customer_is_reminded_a_day_before_and_can_say_otherwise(office: Office) -> None:
    chat, number = told_case(office)
    planned(office, number, day=26)
    said = len(chat.messages())
    office.goes_to(at(25, 9))
    (reminder,) = chat.messages()[said:]
    assert "提醒您" in reminder.text and "西工" in reminder.text and "直接回复" in reminder.text
    office.sweep()
    assert len(chat.messages()) == said + 1


@pytest.mark.promise("R29.1", "R29.2", "R29.3", "N062", "R34.1", "R35.1")
def test_from_the_way_there_to_the_customers_word(office: Office) -> None:
    chat, number = told_case(office)
    visit = planned(office, number)
    page = office.engineer("e_west")
    stamp(office, page, visit, "accept")
    office.goes_to(at(24, 9))
    page = office.engineer("e_west")
    stamp(office, page, visit, "depart")
    assert "已出发，预计" in chat.messages()[-1].text and "09:15" in chat.messages()[-1].text
    office.goes_to(at(24, 9, 20))
    stamp(office, page, visit, "arrive")
    code = re.search(r"确认码 (\d{4})", chat.messages()[-1].text)
    assert code
    office.goes_to(at(24, 10))
    done = stamp(office, page, visit, "finish", outcome="solved", words="换了风扇电容")
    assert (done["status"], office.case(number)["status"], office.case(number)["solution"]) == (
        "done", "solved", "换了风扇电容",
    )  # fmt: skip
    wrong = page.post(f"/api/engineer/visits/{visit}/confirm", json={"key": "c", "code": "x"})
    assert wrong.status_code == 409 and office.case(number)["status"] == "solved"
    assert page.post(f"/api/engineer/visits/{visit}/confirm", json={"key": "c", "code": code[1]}).status_code == 200
    shown = office.case(number)
    assert (shown["status"], shown["closed_by"]) == ("closed", "customer")
    chat.awaits("打个分")


@pytest.mark.promise("R30.10")
def test_a_rescue_on_the_road_hears_when_somebody_is_there(office: Office) -> None:
    with office.world.work() as work:
        work.session.add(engineer(21, "e_road", "车工", "13900000021", "vehicle", "西湖区"))
    chat = office.chat()
    chat.reports("货车抛锚在路边，水温高")
    chat.presses("先不约")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    visit = planned(office, number, "e_road", 23, 11)
    page = office.engineer("e_road")
    stamp(office, page, visit, "depart")
    assert "已出发，预计今天 10:15 到" in chat.messages()[-1].text, chat.messages()[-1].text


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param("second_visit", marks=pytest.mark.promise("R20.7")),
        pytest.param("wrong_part", marks=pytest.mark.promise("R20.4", "R20.7")),
        pytest.param("too_hard", marks=pytest.mark.promise("R20.7")),
    ],
)
def test_what_is_not_mended_is_said_at_once_and_planned_again(office: Office, outcome: str) -> None:
    _, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 9, 30))
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    before = {task["id"] for task in office.tasks()}
    told = stamp(office, page, visit, "finish", outcome=outcome, words="缺压缩机")
    assert told["order_status"] == "to_plan"
    (task,) = [task for task in office.tasks() if task["id"] not in before]
    second = planned(office, number, day=26)
    rows = office.desk(AGENT).get("/api/dispatch?date=2026-11-26").json()["items"]
    assert [(row["id"], row["order"]) for row in rows] == [(second, told["order"])] and number in task["reason"]


@pytest.mark.promise("R05.9")
def test_nobody_who_came_is_told_and_planned_anew(office: Office) -> None:
    chat, number = told_case(office)
    planned(office, number)
    office.goes_to(at(24, 11, 31))
    assert "没有按时到" in chat.messages()[-1].text
    assert office.case(number)["deadlines"]["onsite"]["breached"]
