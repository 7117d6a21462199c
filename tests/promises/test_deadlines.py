"""How grave, by when, in which order: levels, grades, packs and calendars, as staff write cases down."""

from datetime import datetime
from typing import Any

import pytest

from helpline.core.unit_of_work import ZONE
from helpline.tables import Contract
from tests.gateway.desk_people import ADMINISTRATOR
from tests.helpline.duty.conftest import staffed
from tests.promises.office import Office
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


# -- R13 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "category", "level", "why"),
    [
        pytest.param("整栋楼断网了", "network", 1, "系统停运或业务中断", marks=pytest.mark.promise("R13.1")),
        pytest.param("收银业务中断，一单都收不了", "", 1, "系统停运或业务中断", marks=pytest.mark.promise("R13.2")),
        pytest.param("打印机主要功能都没了", "printer", 1, "基本功能丧失", marks=pytest.mark.promise("R13.3")),
        pytest.param(
            "打印机卡住，耽误收银二十分钟了", "printer", 1, "连累别的业务", marks=pytest.mark.promise("R13.4")
        ),
        pytest.param("打印机卡住，耽误收银三分钟", "printer", 3, "功能或性能受影响"),
        pytest.param("服务器上的数据全没了", "server", 1, "关键数据丢失", marks=pytest.mark.promise("R13.5")),
        pytest.param("插座冒烟了", "", 1, "着火、冒烟或焦味", marks=pytest.mark.promise("R13.6")),
        pytest.param("四盏路灯不亮", "street_light", 2, "功能部分丧失", marks=pytest.mark.promise("R13.7")),
        pytest.param("机器时好时坏", "printer", 2, "有停运隐患", marks=pytest.mark.promise("R13.8")),
        pytest.param("外壳上有一道划痕", "printer", 3, "功能或性能受影响", marks=pytest.mark.promise("R13.9")),
    ],
)
def test_how_grave_it_is_is_read_out_of_what_was_told(
    office: Office, told: str, category: str, level: int, why: str
) -> None:
    number = office.takes_down(description=told, category=category)
    shown = office.case(number)
    assert (shown["level"], why in shown["level_reason"]) == (level, True), shown["level_reason"]


# -- R14 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "reply"),
    [
        pytest.param("gold", 10, marks=pytest.mark.promise("R14.1", "R14.6")),
        pytest.param("diamond", 10, marks=pytest.mark.promise("R14.6")),
        pytest.param("silver", 30, marks=pytest.mark.promise("R14.7")),
        pytest.param("a", 10, marks=pytest.mark.promise("R14.5", "N007")),
        pytest.param("c", 30, marks=pytest.mark.promise("R14.5", "N007")),
        pytest.param("", 1440),
    ],
)
def test_a_better_grade_is_answered_sooner(office: Office, grade: str, reply: int) -> None:
    with office.world.work() as work:
        work.session.add(
            Contract(
                id="HT1",
                customer_id="K2",
                kind="maintenance",
                grade=grade,
                starts_on=datetime(2026, 1, 1).date(),
                ends_on=datetime(2027, 1, 1).date(),
                state="active",
                created_at=work.now,
            )
        )
    number = office.takes_down(phone="13911110002", contact_name="乙大山")
    assert (office.case(number)["grade"], office.minutes(number)["reply"]) == (grade, reply)


# -- R15 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "level", "minutes"),
    [
        pytest.param(
            "server", 2, {"reply": 30, "onsite": 240, "solve": 1440, "restore": 2880},
            marks=pytest.mark.promise("R15.1", "R15.2", "R15.3", "R15.4"),
        ),
        pytest.param("led_display", 2, {"reply": 30, "onsite": 120, "solve": 1440}, marks=pytest.mark.promise("R15.6", "R15.7")),
        pytest.param("central_ac", 2, {"reply": 30, "onsite": 120, "solve": 1440}, marks=pytest.mark.promise("R15.8")),
        pytest.param("central_ac", 1, {"reply": 5, "onsite": 60, "solve": 1440}, marks=pytest.mark.promise("R15.9")),
        pytest.param(
            "building_works", 2, {"reply": 1440, "dispatch": 2880, "onsite": 2880, "solve": 4320},
            marks=pytest.mark.promise("R15.10", "R15.11", "R15.12"),
        ),
        pytest.param(
            "building_works", 1, {"reply": 5, "dispatch": 30, "onsite": 60, "solve": 1440}, marks=pytest.mark.promise("R15.13")
        ),
        pytest.param("street_light", 1, {"reply": 5, "onsite": 30, "solve": 1440}, marks=pytest.mark.promise("R15.14")),
        pytest.param("feed", 2, {"reply": 1440, "onsite": 4320}, marks=pytest.mark.promise("R15.15")),
        pytest.param("", 2, {"reply": 1440, "verify": 1440}, marks=pytest.mark.promise("R15.16")),
        pytest.param("lift", 2, {"reply": 15}, marks=pytest.mark.promise("R15.17")),
    ],
)  # fmt: skip
def test_each_business_promises_by_its_own_pack(
    office: Office, category: str, level: int, minutes: dict[str, Any]
) -> None:
    number = office.takes_down(description="坏了", category=category, level=level, level_reason="看过")
    assert office.minutes(number) == minutes


@pytest.mark.parametrize(
    ("category", "address", "minutes"),
    [
        pytest.param("moving", "杭州市西湖区某路1号", 60, marks=pytest.mark.promise("N087")),
        pytest.param("moving", "杭州市淳安县某路1号", 180, marks=pytest.mark.promise("N087")),
        pytest.param("work_vehicle", "舟山市岱山县某路1号", 4320, marks=pytest.mark.promise("N086")),
        pytest.param("work_vehicle", "宁波市大榭岛某路1号", 2880, marks=pytest.mark.promise("N086")),
    ],
)
def test_islands_and_outer_towns_have_times_of_their_own(
    office: Office, category: str, address: str, minutes: int
) -> None:
    number = office.takes_down(description="坏在路上", category=category, address=address, level=1, level_reason="急")
    assert office.minutes(number)["onsite"] == minutes


@pytest.mark.promise("R15.19")
def test_a_pack_is_data_and_a_product_of_a_business_takes_its_own(office: Office) -> None:
    number = office.takes_down(category="lift")
    assert office.case(number)["pack"] == "machinery"
    office.desk(AGENT).patch(f"/api/cases/{number}", json={"category": "server"})
    assert (office.case(number)["pack"], office.minutes(number)["onsite"]) == ("it", 240)


@pytest.mark.promise("R15.18", "N013")
def test_where_distance_decides_the_arrival_is_what_was_agreed(office: Office) -> None:
    number = office.takes_down(category="lift", district="西湖区")
    assert "onsite" not in office.minutes(number)
    window = {"from": at(11, 24, 9).isoformat(), "to": at(11, 24, 11).isoformat()}
    near, far = (
        office.desk(AGENT).get(f"/api/cases/{office.takes_down(category='lift', district=d)}/candidates", params=window)
        for d in ("西湖区", "余杭区")
    )
    travel = [told.json()["items"][0]["reasons"]["travel_minutes"] for told in (near, far)]
    assert travel[0] < travel[1]
    office.does(AGENT, f"cases/{number}/visits", persons=["e_lift"], **window)
    assert datetime.fromisoformat(office.case(number)["deadlines"]["onsite"]["due"]) == at(11, 24, 11)


# -- R16 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R16.1", "R16.2", "R16.3")
def test_the_gravest_comes_first_then_the_better_grade_then_who_is_due_sooner(office: Office) -> None:
    def filed(level: int, phone: str, name: str, category: str) -> str:
        return office.takes_down(
            level=level, level_reason="看过", phone=phone, contact_name=name, category=category, description="坏了"
        )

    minor_later = filed(3, "13911110009", "赵先生", "")
    minor = filed(3, "13911110009", "赵先生", "server")
    gold = filed(2, "13911110003", "丙工厂", "building_works")
    main = filed(2, "13911110009", "赵先生", "server")
    major = filed(1, "13911110009", "赵先生", "server")
    rows = office.desk(AGENT).get("/api/cases?open=true").json()["items"]
    assert [row["number"] for row in rows] == [major, gold, main, minor, minor_later]


# -- R18 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R18.1")
def test_a_repair_runs_through_the_night(office: Office) -> None:
    office.goes_to(at(11, 28, 23, 45))  # a Saturday
    assert office.minutes(office.takes_down(category="server"))["reply"] == 30


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        pytest.param(
            at(11, 27, 16, 30), at(11, 30, 11, 30), marks=pytest.mark.promise("R18.2")
        ),  # Friday afternoon, Monday morning
        pytest.param(
            at(9, 30, 17), at(10, 8, 12), marks=pytest.mark.promise("R18.3")
        ),  # the days of the national day are off
        pytest.param(at(10, 10, 9), at(10, 10, 14), marks=pytest.mark.promise("R18.4")),  # a Saturday that is worked
    ],
)
def test_what_can_wait_runs_in_office_hours(office: Office, asked: datetime, due: datetime) -> None:
    office.goes_to(asked)
    number = office.takes_down(type="suggestion", description="希望能开电子发票")
    assert datetime.fromisoformat(office.case(number)["deadlines"]["reply"]["due"]) == due


@pytest.mark.promise("R18.5", "R18.6")
def test_the_clock_stands_while_the_customer_is_asked_and_goes_on_with_the_answer(office: Office) -> None:
    chat = office.chat()
    chat.reports("服务器连不上了")
    number = office.desk(AGENT).get("/api/cases").json()["items"][0]["number"]
    before = office.minutes(number)["onsite"]
    office.does(AGENT, f"cases/{number}/move", to="waiting", why="铭牌上的型号")
    assert office.minutes(number) == {}
    office.passes(hours=5)
    chat.awaits("铭牌上的型号")
    chat.says("型号是YS-R740")
    assert office.case(number)["status"] == "in_progress"
    assert office.minutes(number)["onsite"] == before + 300


# -- R19 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R19.6", "R19.7", "R19.1", "R23.6")
def test_warned_before_and_raised_when_missed(office: Office) -> None:
    number = office.takes_down(category="server")
    office.passes(minutes=21)
    told = [task["reason"] for task in office.tasks(AGENT) if task["case"] == number and "到场" not in task["reason"]]
    assert told == ["工单即将超时"]
    office.passes(minutes=10)
    shown = office.case(number)
    assert shown["deadlines"]["reply"]["breached"] and shown["escalation_step"] == 1
    office.passes(minutes=120)
    assert office.case(number)["escalation_step"] == 2
    assert "工单超时后仍未处理" in [task["reason"] for task in office.tasks(SUPERVISOR) if task["case"] == number]


@pytest.mark.promise("R19.1", "R19.2", "R19.3", "R19.4", "R19.5")
def test_the_ladder_is_climbed_to_its_top_while_nobody_acts_and_each_step_tells_its_people(office: Office) -> None:
    """Engineer, team lead with the technical centre, service manager, director, experts: each by desk and by text."""
    staffed(office.world)
    chat = office.chat()
    chat.reports("路由器老是掉线")
    chat.presses("先不约")
    number = str(office.desk(AGENT).get("/api/cases").json()["items"][0]["number"])
    before = office.case(number)["priority"]
    everybody = (AGENT, SUPERVISOR, QUALITY, ADMINISTRATOR)
    desks: dict[int, list[str]] = {}  # whose have it, from each step on
    for _ in range(90):
        office.passes(minutes=30)
        if (step := office.case(number)["escalation_step"]) not in desks:
            desks[step] = [who.username for who in everybody if number in [task["case"] for task in office.tasks(who)]]
    assert list(desks.values()) == [
        ["an"],
        ["an", "cen"],
        ["an", "cen"],
        ["an", "cen", "di"],
        ["an", "cen", "di", "ji"],
    ]
    shown = office.case(number)
    steps = [row["data"]["step"] for row in shown["timeline"] if row["kind"] == "escalated"]
    assert steps[:5] == [1, 2, 3, 4, 5] and set(steps[5:]) == {5} and len(steps) > 6
    assert shown["priority"] == 1 < before
    told = [row["data"]["person"] for row in shown["timeline"] if row["kind"] == "colleague_told"]
    centre = {"jin_xiaoyu", "he_weijun", "ding_ziheng", "yu_guodong"}
    assert set(told) and set(told) <= {*centre, "supervisor"}, "who heads the service point hears too"
    phones = {"13805710109", "13805740107", "13805740110", "13805710106"}
    texts = [row.text for phone in phones for row in office.texts_to(phone)]
    heads = [row.text for row in office.texts_to("13805710202")]
    for name, is_heads in (("班组长", False), ("服务经理", True), ("服务总监", True), ("研发专家", True)):
        assert any(f"升级到{name}" in text and number in text for text in texts)
        assert any(f"升级到{name}" in text for text in heads) is is_heads, name
    said = len(chat.messages())
    office.does(AGENT, f"cases/{number}/contacted", text="已联系")
    office.does(AGENT, f"cases/{number}/solve", solution="换了网卡")
    office.passes(hours=12)
    assert [row["kind"] for row in office.case(number)["timeline"]].count("escalated") == len(steps) and said


@pytest.mark.promise("R19.6")
@pytest.mark.parametrize(("category", "level", "after"), [("lift", 1, 3), ("server", 1, 6), ("server", 2, 21)])
def test_a_short_promise_is_warned_of_too(office: Office, category: str, level: int, after: int) -> None:
    number = office.takes_down(category=category, level=level, level_reason="看过")
    office.passes(minutes=after)
    assert [task["case"] for task in office.tasks() if "即将超时" in task["reason"]] == [number]
    assert not office.case(number)["deadlines"]["reply"]["breached"]


@pytest.mark.promise("R41.7")
def test_who_handles_complaints_is_seen_to_by_others(office: Office) -> None:
    number = office.takes_down(type="complaint", description="师傅态度很差")
    office.passes(hours=24, minutes=1)
    assert [(task["case"], task["reason"]) for task in office.tasks(ADMINISTRATOR)] == [
        (number, "投诉超过24小时未答复")
    ]
    office.passes(hours=3)
    assert "投诉超时后仍未答复" in [task["reason"] for task in office.tasks(ADMINISTRATOR)]


@pytest.mark.promise("R18.3")
def test_the_first_of_january_is_a_holiday_also_before_the_year_is_published(office: Office) -> None:
    office.goes_to(at(12, 31, 17))
    number = office.takes_down(type="invoice", description="开张发票")
    due = datetime.fromisoformat(office.case(number)["deadlines"]["reply"]["due"])
    assert due == datetime(2027, 1, 4, 12, tzinfo=ZONE), "an hour on Thursday, three on Monday"


@pytest.mark.promise("R18.3", "R18.4")
@pytest.mark.parametrize(
    ("day", "comes"), [(at(10, 2, 9), False), (at(10, 10, 9), True), (at(10, 9, 9), True), (at(10, 17, 9), False)]
)
def test_who_works_on_working_days_is_off_on_holidays_and_comes_on_days_made_up(
    office: Office, day: datetime, comes: bool
) -> None:
    """A Friday of the national day, the Saturday worked for it, a plain Friday, a plain Saturday."""
    office.goes_to(at(9, 29, 10))
    number = office.takes_down(category="air_conditioner", district="西湖区")
    window = {"from": day.isoformat(), "to": day.replace(hour=11).isoformat()}
    found = office.desk(AGENT).get(f"/api/cases/{number}/candidates", params=window).json()["items"]
    assert {row["person"]: row["reasons"]["hours"] for row in found} == {"e_west": comes, "e_far": comes}
