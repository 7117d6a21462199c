"""Who is brought in: safety (R22), people instead of the bot (R23), who is on duty (R24), who goes (R25)."""

from datetime import datetime

import pytest

from helpline.core.unit_of_work import ZONE
from helpline.tables import Customer
from tests.helpline.duty.conftest import NATIONAL_DAY, Phones, staffed
from tests.promises.office import Office
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow

# -- R22 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "advice", "why"),
    [
        pytest.param(
            "配电箱冒烟了", "不要靠近冒烟的机柜", "着火、冒烟或焦味", marks=pytest.mark.promise("R22.1", "R22.7")
        ),
        pytest.param("机房着火了", "119", "着火、冒烟或焦味", marks=pytest.mark.promise("R22.2", "R22.7")),
        pytest.param("有人触电了", "别用手拉他", "漏电、触电或火花", marks=pytest.mark.promise("R22.3", "R22.7")),
        pytest.param(
            "厨房煤气泄漏了", "不要开关任何电器", "燃气等有害气体泄漏", marks=pytest.mark.promise("R22.4", "R22.7")
        ),
        pytest.param(
            "水管爆了，水漫到插座了", "不要踩进积水", "爆管、水淹或水近带电设备", marks=pytest.mark.promise("R22.4")
        ),
        pytest.param("叉车把人的脚压住了", "120", "有人受伤或有人身危险", marks=pytest.mark.promise("R22.5", "R22.7")),
        pytest.param("电梯里困了两个人", "按住警铃", "有人被困", marks=pytest.mark.promise("R22.6", "R22.7")),
    ],
)
def test_danger_is_heard_advised_on_and_filed(office: Office, told: str, advice: str, why: str) -> None:
    said = office.chat().says(told)
    assert advice in said
    (row,) = office.desk(AGENT).get("/api/cases").json()["items"]
    shown = office.case(row["number"])
    assert (shown["type"], shown["level"], shown["level_reason"], shown["queue"]) == ("emergency", 1, why, "safety")


@pytest.mark.promise("R22.8", "R22.9", "R22.10", "R23.3", "R24.1", "R24.2")
def test_at_three_in_the_night_of_a_holiday_the_phone_of_who_is_on_duty_rings(office: Office) -> None:
    office.world.go_to(NATIONAL_DAY)
    staffed(office.world)
    chat = office.chat()
    said = chat.says("电梯卡在3楼，里面困了两个人")
    assert "正在联系值班人员" in said and "已联系上" not in said and chat.owner == "queue"
    number = office.desk(AGENT).get("/api/cases").json()["items"][0]["number"]
    assert office.case(number)["level"] == 1
    assert office.minutes(number) == {"reply": 5, "onsite": 30, "report": 24 * 60}
    assert [row["case"] for row in office.desk(AGENT).get("/api/alarms").json()["items"]] == [number]
    phones = Phones(office.world, "sms", "voice")
    phones.ring()
    assert len(phones.called()) == 1 and phones.called()[0] in ("yu_guodong", "he_weijun")
    page = office.desk(AGENT).get("/api/pages", params={"case": number}).json()["items"][0]
    office.does(SUPERVISOR, f"pages/{page['id']}/answer", outcome="answered")
    assert "已联系上" in chat.heard()


# -- R23 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "intent", "rule", "queue"),
    [
        pytest.param("转人工", "request_human", "human_requested", "service", marks=pytest.mark.promise("R23.1")),
        pytest.param(
            "滚，别问了，垃圾骗子！！！",
            "out_of_scope",
            "displeasure_strong",
            "service",
            marks=pytest.mark.promise("R23.5"),
        ),
    ],
)
def test_somebody_takes_over(office: Office, said: str, intent: str, rule: str, queue: str) -> None:
    chat = office.chat()
    chat.says(said, intent)
    row = office.world.conversation(chat.id)
    assert (row.owner, row.handoff_rule, row.queue) == ("queue", rule, queue)


@pytest.mark.promise("R23.4")
def test_not_understood_again_and_again_brings_somebody(office: Office) -> None:
    chat = office.chat()
    for _ in range(2):
        assert chat.owner == "bot"
        chat.says("有点儿那啥", "nlu_fallback")
    assert (chat.owner, office.world.conversation(chat.id).handoff_rule) == ("queue", "not_understood")


@pytest.mark.promise("R23.7")
def test_who_asks_the_third_time_is_handed_over(office: Office) -> None:
    chat = office.chat()
    chat.reports("服务器连不上了")
    chat.presses("先不约")
    chat.says("进度怎么样", "check_progress")
    assert chat.owner == "bot"
    office.passes(minutes=3)
    chat.says("还没人联系我，到底安排了没有", "check_progress")
    assert (chat.owner, office.world.conversation(chat.id).handoff_rule) == ("queue", "customer_chased_third")


@pytest.mark.promise("R23.8")
def test_who_has_a_good_grade_waits_ahead_of_others(office: Office) -> None:
    first, second = office.chat(), office.chat()
    with office.world.work() as work:
        work.session.get_one(Customer, "K3").name = "丁大海"
    first.says("转人工", "request_human")
    second.reports("服务器连不上了", "13911110003", "丁大海")
    second.says("转人工", "request_human")
    rows = office.desk(AGENT).get("/api/conversations?owner=queue").json()["items"]
    assert [row["id"] for row in rows] == [second.id, first.id]


@pytest.mark.promise("R23.2", "R41.1", "R41.3")
def test_a_complaint_goes_to_people_apart_from_the_service(office: Office) -> None:
    chat = office.chat()
    chat.says("我要投诉", "complain")
    for told in ("师傅把地板划了一道，说不关他的事", "西工", "上周三", "把地板修好", "13911119999", "方大海"):
        said = chat.says(told)
    assert "看对不对" in said
    chat.presses("提交")
    assert (chat.owner, office.world.conversation(chat.id).queue) == ("queue", "quality")
    (row,) = office.desk(QUALITY).get("/api/cases").json()["items"]
    assert "地板" in row["description"]
    for other in (AGENT, SUPERVISOR):
        assert office.desk(other).get("/api/cases").json()["items"] == []
        assert office.desk(other).get(f"/api/cases/{row['number']}").status_code == 404
        assert office.desk(other).get(f"/api/conversations/{chat.id}").status_code == 404
    assert office.minutes(row["number"], QUALITY) == {"reply": 1440}


@pytest.mark.promise("R41.4")
def test_a_complaint_not_answered_in_a_day_is_somebodys_task(office: Office) -> None:
    number = office.takes_down(type="complaint", description="师傅态度很差")
    office.passes(hours=23, minutes=55)
    assert "投诉即将超过答复时限" in [task["reason"] for task in office.tasks(QUALITY)]
    office.passes(minutes=6)
    late = [task for task in office.tasks(QUALITY) if task["reason"] == "投诉超过24小时未答复"]
    assert [(task["case"], task["kind"]) for task in late] == [(number, "task")]
    assert [task for task in office.tasks(AGENT) + office.tasks(SUPERVISOR) if task["case"] == number] == []


# -- R24 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R24.3")
def test_the_roster_shows_who_is_on_duty_at_any_hour(office: Office) -> None:
    staffed(office.world)
    for at in (datetime(2026, 11, 24, 3), datetime(2026, 11, 28, 15), datetime(2026, 11, 29, 23, 59)):
        rows = office.desk(AGENT).get("/api/roster", params={"at": at.replace(tzinfo=ZONE).isoformat()}).json()
        on = {(row["roster"], row["rank"]): row["person"] for row in rows["items"]}
        assert len(on) == 10 and all(on.values())


@pytest.mark.promise("N098")
def test_a_shift_hands_over_with_a_note(office: Office) -> None:
    staffed(office.world)
    office.does(AGENT, "rosters/safety/notes", text="3号楼电梯钥匙在前台")
    rows = office.desk(SUPERVISOR).get("/api/roster").json()["items"]
    notes = [note for row in rows if row["roster"] == "safety" for note in row["notes"]]
    assert {(note["text"], note["name"]) for note in notes} == {("3号楼电梯钥匙在前台", "安然")}


# -- R25 ---------------------------------------------------------------------------------------------------------------

WINDOW = {"from": "2026-11-24T09:00:00+08:00", "to": "2026-11-24T11:00:00+08:00"}


@pytest.mark.promise("R25.1", "R25.4")
def test_who_can_repair_it_and_who_is_near_comes_first(office: Office) -> None:
    number = office.takes_down(category="air_conditioner", district="余杭区")
    found = office.desk(AGENT).get(f"/api/cases/{number}/candidates", params=WINDOW).json()["items"]
    assert [row["person"] for row in found] == ["e_far", "e_west"]
    assert found[0]["reasons"]["travel_minutes"] < found[1]["reasons"]["travel_minutes"]
    lift = office.takes_down(category="lift", district="余杭区")
    found = office.desk(AGENT).get(f"/api/cases/{lift}/candidates", params=WINDOW).json()["items"]
    assert [row["person"] for row in found] == ["e_lift"]


@pytest.mark.promise("R25.5")
def test_who_has_less_to_do_that_day_comes_first(office: Office) -> None:
    office.does(
        AGENT, f"cases/{office.takes_down(category='air_conditioner', district='西湖区')}/visits", persons=["e_far"], **{
            "from": "2026-11-24T13:00:00+08:00", "to": "2026-11-24T15:00:00+08:00"
        }
    )  # fmt: skip
    number = office.takes_down(category="air_conditioner", district="桐庐县")
    found = office.desk(AGENT).get(f"/api/cases/{number}/candidates", params=WINDOW).json()["items"]
    assert [(row["person"], row["reasons"]["load"]) for row in found] == [("e_west", 0), ("e_far", 1)]


@pytest.mark.promise("R25.6")
def test_whom_the_customer_refuses_does_not_come(office: Office) -> None:
    number = office.takes_down(category="air_conditioner", district="西湖区")
    office.does(AGENT, f"cases/{number}/exclusions", person="e_west", why="吵过架")
    again = office.takes_down(category="air_conditioner", district="西湖区")
    told = office.desk(AGENT).post(f"/api/cases/{again}/visits", json={"key": "v", "persons": ["e_west"], **WINDOW})
    assert told.json()["code"] == "engineer_excluded"
    chat = office.chat()
    said = chat.reports("空调完全不制冷", "13911110009", "赵先生")
    assert "已受理" in said
    said = chat.presses("现在约") + chat.says("1")
    assert "约好了" in said and "西工" not in said
