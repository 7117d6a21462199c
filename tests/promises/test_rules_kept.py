"""What is known and learnt: numbers as told (R02), parameters (R03), the arrival that can be (R05), who is stationed with
the customer (R07), who can repair it (R25), the analysis of faults (R37), and what guidance has mended (R39)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import Settings
from helpline.backups import register_copy
from helpline.core.unit_of_work import ZONE
from helpline.customers.register.tables import read
from helpline.promises import holidays_changed
from helpline.tables import Conversation, Customer
from tests.helpline.duty.conftest import staffed
from tests.promises.office import Office
from tests.promises.test_people import WINDOW
from tests.promises.test_visits import at, planned, stamp, told_case
from tests.world import AGENT, QUALITY, SUPERVISOR, engineer, theirs

pytestmark = pytest.mark.slow


def only(office: Office) -> str:
    (row,) = office.desk(AGENT).get("/api/cases").json()["items"]
    return str(row["number"])


def skilled(office: Office, id: int, username: str, *skills: str) -> None:
    """One more engineer in the Xihu district, with these skills."""
    with office.world.work() as work:
        made = engineer(id, username, username, f"139000000{id}", skills[0], "西湖区")
        made.skill_rows.extend(type(made.skill_rows[0])(skill=skill) for skill in skills[1:])
        work.session.add(made)


def candidates(office: Office, number: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        office.desk(AGENT).get(f"/api/cases/{number}/candidates", params=WINDOW).json()["items"]
    )
    return rows


# -- R02, R03 ----------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R02.6")
def test_a_serial_number_that_is_not_on_file_stays_on_the_case(office: Office) -> None:
    chat = office.chat()
    chat.reports("空调完全不制冷，序列号QH25999999")
    number = only(office)
    assert office.case(number)["serial"] == "QH25999999" and office.case(number)["equipment"] is None
    found = office.desk(AGENT).get("/api/cases", params={"words": "qh25999999"}).json()["items"]
    assert [row["number"] for row in found] == [number]
    taken = office.takes_down(serial="ZZ26000009")
    assert office.case(taken)["serial"] == "ZZ26000009"
    office.desk(AGENT).patch(f"/api/cases/{taken}", json={"serial": "ZZ26000008"})
    assert office.case(taken)["serial"] == "ZZ26000008"
    planned(office, taken)
    (row,) = office.engineer("e_west").get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert row["serial"] == "ZZ26000008"


@pytest.mark.promise("R03.2")
def test_a_machines_parameters_are_on_file_and_at_hand(office: Office) -> None:
    told = office.desk(AGENT).patch("/api/assets/AA26000001", json={"parameters": "制冷量=3.5kW；制冷剂＝R32\n"})
    assert told.status_code == 200, told.text
    assert told.json()["parameters"] == "制冷量=3.5kW; 制冷剂=R32"
    number = office.takes_down(category="air_conditioner", serial="AA26000001")
    assert office.case(number)["equipment"]["parameters"] == {"制冷量": "3.5kW", "制冷剂": "R32"}
    planned(office, number)
    (row,) = office.engineer("e_west").get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert row["parameters"]["制冷剂"] == "R32"


# -- R05 ---------------------------------------------------------------------------------------------------------------

SATURDAY_NIGHT = datetime(2026, 11, 28, 3, 6, tzinfo=ZONE)


@pytest.mark.promise("R05.5")
def test_the_arrival_told_is_one_that_free_windows_allow(office: Office) -> None:
    office.world.go_to(SATURDAY_NIGHT)
    chat = office.chat()
    said = chat.reports("空调完全不制冷")
    assert "最晚到场时间：11月30日 11:00" in said, "nobody works before Monday"
    assert "按约定应在今天 05:06前到" in said and "已提醒派工的同事" in said
    number = only(office)
    assert office.minutes(number)["onsite"] == 120, "what is promised stands"
    (task,) = [row for row in office.tasks() if row["case"] == number and "最早11月30日 11:00" in row["reason"]]
    office.goes_to(datetime(2026, 11, 28, 5, 10, tzinfo=ZONE))
    assert "05:06前到，" not in chat.heard().replace(said, ""), "they were never told of 5:06"
    office.goes_to(datetime(2026, 11, 30, 11, 1, tzinfo=ZONE))
    assert "11:00前到" in chat.messages()[-1].text, "and hear when what they were told has passed"


@pytest.mark.promise("R05.5")
def test_whoever_is_on_duty_and_can_repair_it_comes_at_any_hour(office: Office) -> None:
    staffed(office.world)
    office.world.go_to(SATURDAY_NIGHT)
    on_duty = office.desk(AGENT).get("/api/roster", params={"at": SATURDAY_NIGHT.isoformat()}).json()["items"]
    people = [row["person"] for row in on_duty if row["roster"] == "on_site"]
    said = office.chat().reports("空调完全不制冷")
    assert people and "最晚到场时间：今天 05:06" in said and "按约定应在" not in said


@pytest.mark.promise("R05.5")
def test_whose_time_is_taken_is_not_counted_on(office: Office) -> None:
    office.world.go_to(at(23, 9))
    for person in ("e_west", "e_far"):
        number = office.takes_down(category="air_conditioner")
        office.does(
            AGENT, f"cases/{number}/visits", persons=[person], **{"from": at(23, 9).isoformat(), "to": at(23, 10).isoformat()}
        )  # fmt: skip
    told = office.does(
        AGENT, "cases", origin="phone", type="repair", description="空调不制冷", phone="13911110007",
        contact_name="方先生", category="air_conditioner", district="西湖区",
    )  # fmt: skip
    due = datetime.fromisoformat(told["deadlines"]["onsite"]["due"])
    assert datetime.fromisoformat(told["arrival"]) > due, "both are at somebody else's"


# -- R07, R25 ----------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R07.7")
def test_a_trial_has_an_engineer_stationed_there_who_is_sent_first(office: Office) -> None:
    skilled(office, 31, "e_resident", "hvac")
    body = {
        "id": "HT-T",
        "customer_id": "K1",
        "kind": "trial",
        "starts_on": "2026-06-01",
        "ends_on": "2027-05-31",
        "manager": "cen",
    }
    refused = office.desk(AGENT).post("/api/contracts", json={"key": "t", "state": "active", **body})
    assert refused.status_code == 422 and "resident" in refused.json()["detail"]
    office.does(AGENT, "contracts", state="active", resident="e_resident", **body)
    number = office.takes_down(
        category="air_conditioner", serial="AA26000001", phone="13911110001", contact_name="甲小明", district="桐庐县"
    )
    assert office.case(number)["contract"]["resident"] == "e_resident"
    first = candidates(office, number)[0]
    assert (first["person"], first["reasons"]["resident"], first["reasons"]["travel_minutes"]) == (
        "e_resident",
        True,
        0,
    )


@pytest.mark.promise("R25.2")
def test_who_cannot_repair_this_kind_of_fault_is_told_apart_and_not_offered(office: Office) -> None:
    number = office.takes_down(category="air_conditioner", district="西湖区", description="空调漏氟，要加氟")
    rows = {
        row["person"]: (row["fits"], row["reasons"]["skill"], row["reasons"]["fault"])
        for row in candidates(office, number)
    }
    assert rows == {"e_west": (False, True, False), "e_far": (False, True, False)}
    chat = office.chat()
    chat.reports("空调漏氟了，要加氟")
    assert "没有合适的空档" in chat.presses("现在约"), "nobody who could repair it"
    skilled(office, 31, "e_gas", "hvac", "refrigerant")
    assert candidates(office, number)[0]["person"] == "e_gas"
    chat = office.chat()
    chat.reports("空调漏氟了，要加氟", "13911118888", "方大河")
    chat.presses("现在约")
    assert "e_gas" in chat.says("1")


@pytest.mark.promise("R25.3")
def test_who_does_not_know_this_model_is_told_apart(office: Office) -> None:
    skilled(office, 31, "e_chiller", "hvac", "chiller")
    asset = office.does(AGENT, "assets", model="LF-CH400", customer_id="K1", serial="LF25000001")
    number = office.takes_down(category="central_ac", serial=asset["serial"], district="西湖区")
    rows = {row["person"]: (row["fits"], row["reasons"]["model"]) for row in candidates(office, number)}
    assert rows == {"e_chiller": (True, True), "e_west": (False, False), "e_far": (False, False)}
    other = office.takes_down(category="central_ac", product_text="青禾风管机3匹", district="西湖区")
    assert all(row["reasons"]["model"] for row in candidates(office, other))


# -- R37 ---------------------------------------------------------------------------------------------------------------

ANALYSIS = {"cause": "电容老化", "treatment": "换了电容", "prevention": "每年换季前检查电容"}


def asked_for(office: Office, number: str) -> list[str]:
    return [task["reason"] for task in office.tasks() if task["case"] == number and "故障分析" in task["reason"]]


@pytest.mark.promise("R37.1")
def test_what_somebody_went_for_is_analysed_by_them_or_by_staff(office: Office) -> None:
    _, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 9, 30))
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    done = stamp(office, page, visit, "finish", outcome="solved", words="换了风扇电容")
    assert asked_for(office, number) and office.case(number)["analysis"]["written_at"] is None
    office.does(AGENT, f"cases/{number}/analysis", **ANALYSIS)
    shown = office.case(number)["analysis"]
    assert {name: shown[name] for name in ANALYSIS} == ANALYSIS and shown["writer"] == "安然"
    assert asked_for(office, number) == []
    paper = next(row for row in done["documents"] if row["kind"] == "fault_analysis")
    facts = page.get(paper["url"]).text
    assert "电容老化" in facts and "每年换季前检查电容" in facts


@pytest.mark.promise("R37.1")
def test_what_the_engineer_said_is_the_analysis(office: Office) -> None:
    _, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 9, 30))
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    said = {"words": "换了电容", "cause": "电容老化", "prevention": "每年检查"}
    stamp(office, page, visit, "finish", outcome="solved", **said)
    shown = office.case(number)["analysis"]
    assert (shown["cause"], shown["treatment"], shown["prevention"], shown["writer"]) == (
        "电容老化", "换了电容", "每年检查", "西工",
    )  # fmt: skip
    assert asked_for(office, number) == []


@pytest.mark.promise("R37.2")
def test_a_grave_fault_is_analysed_though_nobody_went(office: Office) -> None:
    grave = office.takes_down(category="server", level=1, level_reason="全院停机", description="服务器宕机")
    small = office.takes_down(category="server", level=3, level_reason="", description="服务器风扇响")
    for number in (grave, small):
        office.does(AGENT, f"cases/{number}/solve", solution="远程恢复了")
    assert asked_for(office, grave) and asked_for(office, small) == []
    office.does(SUPERVISOR, f"cases/{grave}/analysis", **ANALYSIS)
    assert office.case(grave)["analysis"]["cause"] == "电容老化" and asked_for(office, grave) == []


# -- R39 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R39.7")
def test_a_fault_that_guidance_mended_is_kept_with_cause_and_steps(office: Office) -> None:
    chat = office.chat()
    chat.says("打印机卡纸了，我是方大海，电话13911119999", "report_fault")
    assert any("解决" in button["title"] for button in chat.buttons), chat.heard()
    said = chat.presses("解决了")
    assert "太好了" in said or "恢复正常" in said
    assert office.desk(AGENT).get("/api/cases").json()["items"] == []
    (row,) = office.desk(AGENT).get("/api/learning/guided", params={"category": "printer"}).json()["items"]
    assert "卡纸" in row["symptom"] and "13911119999" not in row["symptom"] and "方大海" not in row["symptom"]
    assert row["cause"] and row["title"] and len(row["steps"]) == 1
    assert office.desk(AGENT).get("/api/learning/guided", params={"category": "lift"}).json()["items"] == []


# -- R03, R18, R27, R35 ------------------------------------------------------------------------------------------------


@pytest.mark.promise("R03.8")
def test_the_register_can_be_read_while_the_product_is_down(office: Office, tmp_path: Path) -> None:
    open_case = office.takes_down(serial="AA26000001", description="不制冷")
    complaint = office.takes_down(type="complaint", description="师傅态度差")
    settings = Settings(database_url=office.world.database.url, var_dir=tmp_path)
    with office.world.work() as work:
        register_copy.begin(work)
    office.world.do("copies", settings=settings)
    office.client.close()
    folder = tmp_path / "register"
    assert folder.stat().st_mode & 0o777 == 0o700
    customers = read((folder / "customers.xlsx").read_bytes())
    assert any("甲小明" in row and "13911110001" in "".join(row) for row in customers)
    assert any("AA26000001" in row for row in read((folder / "assets.xlsx").read_bytes()))
    numbers = [row[0] for row in read((folder / "cases.xlsx").read_bytes())]
    assert open_case in numbers and complaint not in numbers
    with office.world.work() as work:
        work.session.get_one(Customer, "K1").name = "甲大明"
    office.world.pass_(days=1, minutes=1)
    office.world.do("copies", settings=settings)
    assert any("甲大明" in row for row in read((folder / "customers.xlsx").read_bytes())), "every day anew"


@pytest.mark.promise("R18.3", "R18.4")
def test_a_year_that_is_published_replaces_what_was_promised_by_the_law_alone(office: Office) -> None:
    with office.world.work() as work:
        holidays_changed.begin(work)
    office.goes_to(datetime(2026, 12, 31, 17, tzinfo=ZONE))
    chat = office.chat()
    chat.says("提个建议，师傅出门前先发条短信", "suggest")
    for told in ("13911119999", "方大海"):
        chat.says(told)
    chat.presses("提交")
    number = only(office)
    before = office.case(number)["deadlines"]["reply"]["due"]
    assert datetime.fromisoformat(before) == datetime(2027, 1, 4, 12, tzinfo=ZONE)
    kb = office.world.kb
    year = next(one for one in kb.years if one.year == 2027)
    days = {"holidays": year.holidays | {date(2027, 1, 4): "元旦"}, "workdays": {date(2027, 1, 3): "元旦"}}
    news = year.model_copy(update={"provisional": False, **days})
    office.world.kb = kb.model_copy(update={"years": tuple(news if one is year else one for one in kb.years)})
    with office.world.work() as work:
        holidays_changed.begin(work)
    office.sweep()
    rows = office.desk(AGENT).get(f"/api/cases/{number}/promises").json()["items"]
    old, new = (row for row in rows if row["kind"] == "reply")
    assert (old["state"], old["due_at"], old["replaced_by"]) == ("replaced", before, new["id"])
    assert datetime.fromisoformat(new["due_at"]) == datetime(2027, 1, 3, 12, tzinfo=ZONE), "Sunday is worked instead"
    assert "放假安排公布了" in chat.messages()[-1].text and "12:00" in chat.messages()[-1].text
    with office.world.work() as work:
        holidays_changed.begin(work)
    assert office.world.sweep() == 0, "once"


def ready(office: Office, visit: int) -> dict[str, tuple[str, str]]:
    """What is clear for a visit: the answer and whose, by item."""
    rows = office.desk(AGENT).get("/api/dispatch?date=2026-11-26").json()["items"]
    (row,) = [one for one in rows if one["id"] == visit]
    return {one["item"]: (one["answer"], one["answered_by"]) for one in row["ready"]}


@pytest.mark.promise("R27.1", "R27.3", "R27.4")
def test_before_the_visit_the_customer_confirms_and_tells_of_the_site_and_who_helps(office: Office) -> None:
    chat, number = told_case(office)
    visit = planned(office, number, day=26)
    assert ready(office, visit) == {"time": ("", ""), "site": ("", ""), "helper": ("", "")}
    office.goes_to(at(25, 9))
    chat.awaits("工程师西工上门，")
    said = chat.presses("按时来")
    assert "要注意的吗" in said
    assert "谁在场配合" in chat.says("地下车库限高两米")
    assert "都记在" in chat.says("我爱人在家，姓李") or "已写进" in chat.heard()
    page = office.engineer("e_west")
    (row,) = page.get("/api/engineer/visits?date=2026-11-26").json()["items"]
    told = {one["name"]: one["answer"] for one in row["ready"]}
    assert told["现场条件"] == "地下车库限高两米" and told["现场配合"] == "我爱人在家，姓李" and told["时间"]
    office.goes_to(at(26, 6, 5))
    assert not [task for task in office.tasks() if "上门前" in task["reason"]], "all is clear"


@pytest.mark.promise("R27.1")
def test_who_says_before_the_visit_that_the_time_does_not_suit_chooses_another(office: Office) -> None:
    chat, number = told_case(office)
    planned(office, number, day=26)
    office.goes_to(at(25, 9))
    chat.awaits("工程师西工上门，")
    chat.presses("改时间")
    chat.presses("改时间")
    chat.says("1")
    visits = office.case(number)["visits"]
    assert [row["status"] for row in visits] == ["changed", "booked"]


@pytest.mark.promise("R27.2", "R27.3", "R27.4")
def test_what_is_not_clear_is_asked_by_phone_and_papers_are_seen_to(office: Office) -> None:
    number = office.takes_down(category="lift", description="电梯门关不上")
    visit = planned(office, number, "e_lift", day=26)
    assert set(ready(office, visit)) == {"time", "papers", "site", "helper"}
    office.goes_to(at(26, 6, 5))
    (task,) = [row for row in office.tasks() if row["case"] == number and "上门前" in row["reason"]]
    assert "证件手续" in task["reason"] and "现场条件" in task["reason"] and "现场配合" in task["reason"]
    for item in ("time", "papers", "site"):
        office.does(AGENT, f"visits/{visit}/ready", item=item, answer="好了")
    page = office.engineer("e_lift")
    told = page.post(f"/api/engineer/visits/{visit}/ready", json={"key": "h", "item": "helper", "answer": "钱主任"})
    assert told.status_code == 200, told.text
    assert ready(office, visit)["papers"] == ("好了", "an") and ready(office, visit)["helper"] == ("钱主任", "e_lift")
    assert not [row for row in office.tasks() if row["case"] == number and "上门前" in row["reason"]]


def under_contract(office: Office) -> None:
    body = {
        "id": "HT-R",
        "customer_id": "K1",
        "kind": "maintenance",
        "starts_on": "2026-06-15",
        "ends_on": "2028-06-14",
        "manager": "cen",
    }
    office.does(AGENT, "contracts", state="active", **body)


@pytest.mark.promise("R35.3")
def test_those_under_contract_are_asked_twice_a_year_whatever_cases_they_had(office: Office) -> None:
    chat = office.chat()
    with office.world.work() as work:
        theirs(work, work.session.get_one(Conversation, chat.id), "K1")
    under_contract(office)
    office.goes_to(datetime(2026, 12, 15, 9, 59, tzinfo=ZONE))
    chat.says("你好", "greet")
    office.goes_to(datetime(2026, 12, 15, 10, 1, tzinfo=ZONE))
    chat.awaits("例行回访：最近6个月")
    chat.says("2分")
    chat.says("师傅总是迟到")
    (row,) = office.desk(SUPERVISOR).get("/api/surveys", params={"answered": True}).json()["items"]
    assert (row["contract"], row["case"], row["score"], row["words"], row["channel"]) == (
        "HT-R", None, 2, "师傅总是迟到", "web",
    )  # fmt: skip
    assert row["customer"] == "甲小明"
    assert [task["reason"] for task in office.tasks(QUALITY)], "a low score is somebody's"
    assert office.desk(AGENT).get("/api/cases").json()["items"] == []


@pytest.mark.promise("R35.3")
def test_who_cannot_be_reached_is_asked_by_phone(office: Office) -> None:
    under_contract(office)
    office.goes_to(datetime(2026, 12, 15, 10, 1, tzinfo=ZONE))
    (task,) = [row for row in office.tasks() if "满意度调查" in row["reason"]]
    (row,) = office.desk(AGENT).get("/api/surveys", params={"answered": False}).json()["items"]
    assert row["channel"] == "phone" and "13911110001" in task["reason"]
    office.does(AGENT, f"surveys/{row['id']}/answer", score=5, words="都挺好")
    assert not [row for row in office.tasks() if "满意度调查" in row["reason"]]
    office.goes_to(datetime(2027, 6, 15, 10, 1, tzinfo=ZONE))
    assert len(office.desk(AGENT).get("/api/surveys").json()["items"]) == 2, "and half a year later again"


@pytest.mark.promise("R35.4", "R35.5", "R35.6")
def test_a_survey_keeps_who_served_what_and_where_it_was_asked(office: Office) -> None:
    chat, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 9, 30))
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    stamp(office, page, visit, "finish", outcome="solved", words="好了")
    chat.awaits("请问问题解决了吗")
    chat.presses("已解决")
    chat.awaits("打个分")
    chat.says("5分")
    (row,) = office.desk(SUPERVISOR).get("/api/surveys").json()["items"]
    assert (row["case"], row["engineer"], row["category"], row["channel"], row["score"]) == (
        number, "e_west", "air_conditioner", "web", 5,
    )  # fmt: skip
    for by, of in (("engineer", "e_west"), ("product", "air_conditioner"), ("channel", "web")):
        groups = office.desk(SUPERVISOR).get("/api/satisfaction", params={"by": by}).json()["groups"]
        assert [(one["of"], one["asked"], one["answered"]) for one in groups] == [(of, 1, 1)]
