"""What is done at every visit (R28, R33), and the papers of a rescue (R30): duties ticked on the engineer's page."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from helpline.tables import Asset, PageRound
from tests.promises.office import Office
from tests.promises.test_visits import PNG, at, planned, stamp, window
from tests.world import AGENT, QUALITY, SUPERVISOR, engineer

pytestmark = pytest.mark.slow


def arrived(office: Office, person: str = "e_west", **told: Any) -> tuple[str, int, TestClient]:
    """Somebody is at a customer's: the case's number, the visit, their page."""
    number = office.takes_down(category="air_conditioner", address="西湖区某路1号", **told)
    visit = planned(office, number, person)
    office.goes_to(at(24, 9, 20))
    page = office.engineer(person)
    stamp(office, page, visit, "arrive")
    return number, visit, page


def order(page: TestClient, day: str = "2026-11-24") -> dict[str, Any]:
    (row,) = page.get(f"/api/engineer/visits?date={day}").json()["items"]
    shown: dict[str, Any] = row
    return shown


def duties(row: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["name"] for item in row["checklist"] if item["part"] == "duty"}


def ticks(office: Office, page: TestClient, visit: int, item: str, value: str = "ok", note: str = "") -> dict[str, Any]:
    told = {
        "key": f"tick {item} {value}",
        "at": office.world.now.isoformat(),
        "item": item,
        "value": value,
        "note": note,
    }
    answer = page.post(f"/api/engineer/visits/{visit}/checks", json=told)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(row for row in answer.json()["record"]["checks"] if row["item"] == item)
    return found


def on_paper(page: TestClient, row: dict[str, Any]) -> tuple[str, str]:
    """The title of the service order, and everything that stands on it."""
    paper = page.get(row["documents"][0]["url"]).json()
    return paper["title"], str(paper["parts"])


@pytest.mark.parametrize(
    ("item", "words"),
    [
        pytest.param("knock", "敲门三声", marks=pytest.mark.promise("N065")),
        pytest.param("explain_plan", "讲清原因、方案、时间", marks=pytest.mark.promise("N070")),
    ],
)
def test_a_duty_is_shown_ticked_and_stands_on_the_paper(office: Office, item: str, words: str) -> None:
    _, visit, page = arrived(office)
    assert words in duties(order(page))[item]
    assert ticks(office, page, visit, item, note="物业李经理同意")["verdict"] == "ok"
    stamp(office, page, visit, "finish", outcome="solved", words="换了电容")
    title, said = on_paper(page, order(page))
    assert title == "维修服务单" and words in said and "做到" in said and "物业李经理同意" in said


@pytest.mark.promise("N063")
def test_material_is_charged_only_in_a_paid_repair(office: Office) -> None:
    number, visit, page = arrived(office, serial="AA26000001")
    assert "不用也不让客户买" in duties(order(page))["own_tools"]
    part = {"at": office.world.now.isoformat(), "kind": "part", "text": "电容", "price_fen": 3000, "payer": "customer"}
    refused = page.post(f"/api/engineer/visits/{visit}/lines", json={"key": "l1", **part})
    assert refused.status_code == 422 and order(page)["record"]["lines"] == []
    office.does(AGENT, f"cases/{number}/consent", to="cost", words="自己摔坏的，我付")
    page = office.engineer("e_west")
    assert page.post(f"/api/engineer/visits/{visit}/lines", json={"key": "l2", **part}).status_code == 200
    assert [line["text"] for line in order(page)["record"]["lines"]] == ["电容"]


@pytest.mark.promise("N064")
def test_without_a_warranty_card_the_hand_over_counts_and_there_are_words_for_it(office: Office) -> None:
    with office.world.work() as work:
        machine = work.session.get_one(Asset, "AA26000001")
        machine.card_on, machine.handover_on = None, date(2026, 2, 10)
    _, visit, page = arrived(office, serial="AA26000001")
    row = order(page)
    assert "保修卡" in duties(row)["warranty_card"]
    assert "没有保修卡不要紧" in row["no_card"] and "2026-02-10" in row["no_card"]
    assert ticks(office, page, visit, "warranty_card", "absent")["verdict"] == "absent"


@pytest.mark.promise("N067")
def test_the_place_is_asked_about_before_heavy_work(office: Office) -> None:
    with office.world.work() as work:
        work.session.add(engineer(21, "e_fork", "叉工", "13900000021", "machinery", "西湖区"))
    chat = office.chat()
    chat.reports("叉车货叉升不起来")
    chat.presses("先不约")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    visit = planned(office, number, "e_fork", day=26)
    office.goes_to(at(25, 9))
    chat.awaits("工程师叉工上门，")
    said = chat.presses("按时来")
    assert "安全的位置" in said and "吊具" in said
    assert "在场配合" in chat.says("仓库门口平地，没有吊具")
    chat.says("两个帮手，找老李")
    assert visit
    told = {one["name"]: one["answer"] for one in order(office.engineer("e_fork"), "2026-11-26")["ready"]}
    assert (told["现场条件"], told["现场配合"]) == ("仓库门口平地，没有吊具", "两个帮手，找老李")


@pytest.mark.promise("N072")
def test_an_urgent_repair_that_stops_is_a_heads_matter_and_others_go_on(office: Office) -> None:
    number, visit, page = arrived(office, level=1, level_reason="全楼停了")
    assert "修到能用为止" in duties(order(page))["no_break"]
    stamp(office, page, visit, "pause")
    assert any("抢修停下了" in task["reason"] and task["case"] == number for task in office.tasks(SUPERVISOR))
    page = office.engineer("e_west")
    stamp(office, page, visit, "resume")
    stamp(office, page, visit, "finish", outcome="second_visit", words="缺压缩机")
    rounds = office.world.all(PageRound)
    assert [(row.purpose, "接着修" in row.reason) for row in rounds] == [("on_site", True)]


@pytest.mark.promise("N073")
@pytest.mark.parametrize("leave", [False, True])
def test_who_leaves_an_urgent_repair_needs_leave(office: Office, leave: bool) -> None:
    number, visit, page = arrived(office, level=1, level_reason="全楼停了")
    assert "经主管同意" in duties(order(page))["stay"]
    if leave:
        refused = office.desk(AGENT).post(f"/api/visits/{visit}/leave", json={"key": "no", "reason": "回去拿件"})
        assert refused.status_code == 403
        office.does(SUPERVISOR, f"visits/{visit}/leave", reason="回去拿压缩机，两小时回来")
    page = office.engineer("e_west")
    stamp(office, page, visit, "finish", outcome="second_visit", words="缺压缩机")
    told = [task["reason"] for task in office.tasks(SUPERVISOR) if "没有经过同意就离场" in task["reason"]]
    assert len(told) == (0 if leave else 1)
    kinds = [line["kind"] for line in office.case(number)["timeline"]]
    assert ("left_without_leave" in kinds, "leave_given" in kinds) == (not leave, leave)


@pytest.mark.promise("N077")
def test_the_rescue_sheet_is_carried_filled_in_and_signed(office: Office) -> None:
    with office.world.work() as work:
        work.session.add(engineer(21, "e_road", "车工", "13900000021", "vehicle", "西湖区"))
    number = office.takes_down(category="work_vehicle", address="杭甬高速K120", description="水温高，停在路边")
    visit = int(office.does(AGENT, f"cases/{number}/visits", persons=["e_road"], **window(24, 9))["id"])
    office.goes_to(at(24, 9, 50))
    page = office.engineer("e_road")
    sheet = [item["name"] for item in order(page)["checklist"] if item["part"] == "check"]
    assert {"停车位置与警示牌", "里程", "故障码", "水温"} <= set(sheet)
    stamp(office, page, visit, "arrive")
    assert ticks(office, page, visit, "coolant", "118")["verdict"] == "faulty"
    ticks(office, page, visit, "mileage", "81250")
    stamp(office, page, visit, "finish", outcome="solved", words="换了节温器", cause="节温器卡死")
    signed = page.post(
        f"/api/engineer/visits/{visit}/sign",
        data={"key": "s", "at": office.world.now.isoformat(), "name": "司机老周"},
        files={"file": ("p.png", PNG)},
    )
    assert signed.status_code == 200, signed.text
    title, said = on_paper(page, order(page))
    assert title == "服务救援记录表" and "81250" in said and "118" in said and "司机老周 签字确认" in said


@pytest.mark.promise("N075")
def test_who_has_a_vehicle_of_their_own_comes_first_to_a_breakdown(office: Office) -> None:
    with office.world.work() as work:
        afoot, drives = (
            engineer(21 + at, name, name, f"1390000002{at}", "vehicle", "西湖区") for at, name in enumerate("ab")
        )
        drives.vehicle = "浙A7T20G"
        work.session.add_all([afoot, drives])
    number = office.takes_down(category="work_vehicle", district="西湖区", description="水温高，停在路边")
    found = office.desk(AGENT).get(f"/api/cases/{number}/candidates").json()["items"][:2]
    assert [(row["person"], row["reasons"]["vehicle"]) for row in found] == [("b", "浙A7T20G"), ("a", "")]
    assert found[1]["reasons"]["travel_minutes"] - found[0]["reasons"]["travel_minutes"] == 30


@pytest.mark.promise("N123")
def test_each_visit_is_rated_on_site_and_a_bad_rating_is_asked_about(office: Office) -> None:
    number, visit, page = arrived(office)
    stamp(office, page, visit, "finish", outcome="solved", words="换了电容")
    asked = [item["id"] for item in order(page)["checklist"] if item["part"] == "rating"]
    assert asked == ["rate_manner", "rate_skill", "rate_punctual", "rate_tidy"]
    told = {"key": "bad", "at": office.world.now.isoformat(), "item": "rate_skill", "value": "9"}
    assert page.post(f"/api/engineer/visits/{visit}/checks", json=told).status_code == 422
    for item in asked:
        ticks(office, page, visit, item, "2" if item == "rate_tidy" else "5")
    assert [task["case"] for task in office.tasks(QUALITY) if "评价低" in task["reason"]] == [number]
    page = office.engineer("e_west")
    _, said = on_paper(page, order(page))
    assert "客户现场评价" in said and "现场整洁" in said and "2 分" in said
