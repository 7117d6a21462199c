"""Engineers on the road: before the visit (R27), on the way and there (R20, R26, R29), and what the customer hears (R05)."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from helpline.core.unit_of_work import ZONE
from tests.helpline.duty.conftest import staffed
from tests.promises.office import Chat, Office
from tests.world import AGENT, engineer

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n"


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
    reminder = chat.messages()[said]
    assert "提醒您" in reminder.text and "西工" in reminder.text and "直接回复" in reminder.text
    office.sweep()
    assert len([message for message in chat.messages() if "提醒您" in message.text]) == 1


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
        road = engineer(21, "e_road", "车工", "13900000021", "vehicle", "西湖区")
        road.vehicle = "浙A12345"
        work.session.add(road)
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
        pytest.param("wrong_part", marks=pytest.mark.promise("R20.4", "R20.5", "R20.7")),
        pytest.param("too_hard", marks=pytest.mark.promise("R20.1", "R20.7")),
    ],
)
def test_what_is_not_mended_is_said_at_once_and_planned_again(office: Office, outcome: str) -> None:
    staffed(office.world)
    chat, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 9, 30))
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    before = {task["id"] for task in office.tasks()}
    told = stamp(office, page, visit, "finish", outcome=outcome, words="缺压缩机")
    assert told["order_status"] == "to_plan"
    (task,) = [task for task in office.tasks() if task["id"] not in before]
    assert chat.messages()[-1].text.startswith("【") and "抱歉" in chat.messages()[-1].text
    if outcome == "too_hard":
        helped = [office.texts_to(phone) for phone in ("13805710109", "13805740107", "13805740110", "13805710106")]
        assert any("请马上打电话帮他" in row.text and "13900000001" in row.text for rows in helped for row in rows)
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


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("出示证件", marks=pytest.mark.promise("R28.1")),
        pytest.param("穿鞋套", marks=pytest.mark.promise("R28.2")),
        pytest.param("戴工牌", marks=pytest.mark.promise("R28.3")),
        pytest.param("先敲门", marks=pytest.mark.promise("R28.4")),
        pytest.param("先问", marks=pytest.mark.promise("R28.5")),
        pytest.param("护好家具", marks=pytest.mark.promise("R28.6")),
        pytest.param("戴好防护", marks=pytest.mark.promise("R28.7")),
        pytest.param("收拾干净", marks=pytest.mark.promise("R28.8")),
        pytest.param("教会使用", marks=pytest.mark.promise("R28.9")),
    ],
)
def test_how_to_behave_stands_on_the_engineers_page(office: Office, words: str) -> None:
    planned(office, office.takes_down(category="air_conditioner"))
    (row,) = office.engineer("e_west").get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert any(words in rule for rule in row["conduct"])


@pytest.mark.promise("R29.7", "N058")
def test_pictures_before_and_after_and_the_signature_of_who_was_there(office: Office) -> None:
    _, number = told_case(office)
    visit = planned(office, number)
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    now = office.world.now.isoformat()
    for kind in ("before", "after"):
        sent = page.post(
            f"/api/engineer/visits/{visit}/photos",
            data={"key": kind, "at": now, "kind": kind},
            files={"file": ("p.png", PNG)},
        )
        assert sent.status_code == 200, sent.text
    stamp(office, page, visit, "finish", outcome="solved", words="好了")
    signed = page.post(
        f"/api/engineer/visits/{visit}/sign",
        data={"key": "s", "at": now, "name": "物业李经理"},
        files={"file": ("p.png", PNG)},
    )
    assert signed.status_code == 200, signed.text
    photos = signed.json()["record"]["photos"]
    assert {photo["kind"] for photo in photos} >= {"before", "after"}
    shown = office.case(number)
    assert (shown["status"], shown["closed_by"]) == ("closed", "customer")
    assert [row["text"] for row in shown["timeline"] if row["kind"] == "visit_confirmed"] == ["物业李经理"]


@pytest.mark.promise("N068")
def test_the_customers_own_rules_of_the_place_are_shown_to_who_goes(office: Office) -> None:
    hotel = office.does(AGENT, "organisations", name="舜江酒店")["id"]
    site = office.does(
        AGENT, "sites", organisation_id=hotel, name="主楼", address="舜江路1号", access_note="从员工通道进，找工程部"
    )["id"]
    lift = office.does(AGENT, "assets", model="KFR", category="air_conditioner", organisation_id=hotel, site_id=site)
    number = office.takes_down(category="air_conditioner", serial=lift["id"])
    planned(office, number)
    (row,) = office.engineer("e_west").get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert row["site"]["access_note"] == "从员工通道进，找工程部"


@pytest.mark.promise("R30.1", "R30.5", "N057")
def test_a_rescue_has_the_call_and_the_machines_repairs(office: Office) -> None:
    with office.world.work() as work:
        work.session.add(engineer(21, "e_road", "车工", "13900000021", "vehicle", "西湖区"))
    truck = office.does(AGENT, "assets", model="JT-QK4", customer_id="K1", plate="浙A12345", serial="QK40000001")
    before = office.takes_down(category="work_vehicle", serial="QK40000001", description="水温高")
    office.does(AGENT, f"cases/{before}/solve", solution="换了节温器")
    number = office.takes_down(
        category="work_vehicle", serial=truck["serial"], address="杭甬高速K120", description="抛锚了，浙A12345", level=1,
        level_reason="在高速上",
    )  # fmt: skip
    planned(office, number, "e_road", 23, 11)
    (row,) = office.engineer("e_road").get("/api/engineer/visits?date=2026-11-23").json()["items"]
    assert (row["contact_name"], row["phone"], row["address"]) == ("赵先生", "13911110009", "杭甬高速K120")
    assert office.case(number)["created_at"].startswith("2026-11-23T10:00")
    assert [(one["description"], one["solution"]) for one in row["earlier"]] == [("水温高", "换了节温器")]


@pytest.mark.promise("N074")
def test_somebody_of_another_trade_helps(office: Office) -> None:
    number = office.takes_down(category="air_conditioner")
    told = office.does(AGENT, f"cases/{number}/visits", persons=["e_west", "e_lift"], **window(24, 9))
    assert [(one["username"], one["role"]) for one in told["crew"]] == [("e_west", "lead"), ("e_lift", "helper")]
    (row,) = office.engineer("e_lift").get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert row["case"] == number
