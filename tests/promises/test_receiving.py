"""How a request comes in and what is written down: origins (R01), the record (R02), the file (R03), the answer (R04, R05)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.app import create_app
from gateway.settings import Settings
from helpline.core.unit_of_work import ZONE
from helpline.tables import Asset, Case, Customer, Organisation
from simulator.platform import Platform
from simulator.ports import any_port
from simulator.serving import running
from tests.promises.office import Chat, Office
from tests.serving import served
from tests.simulator.conftest import eventually
from tests.world import AGENT, QUALITY, SUPERVISOR, World

pytestmark = pytest.mark.slow

NAME = "王秀兰"


def only(office: Office) -> str:
    """The number of the only case there is."""
    (row,) = office.desk(AGENT).get("/api/cases").json()["items"]
    return str(row["number"])


def of_k1(office: Office, **more: object) -> None:
    """K1 has such a name as people have, and is of an organisation."""
    with office.world.work() as work:
        work.session.add(Organisation(id="O1", name="晴川物业", created_at=work.now))
        customer = work.session.get_one(Customer, "K1")
        customer.name, customer.organisation_id = NAME, "O1"
        for name, value in more.items():
            setattr(work.session.get_one(Asset, "AA26000001"), name, value)


# -- R01 ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def platforms(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The product and the platforms of its channels, each at the other's address."""
    port = any_port()
    with running(f"http://127.0.0.1:{port}") as platform:
        for name, value in platform.accounts.settings().items():
            monkeypatch.setenv(name, value)
        settings = Settings(
            database_url=world.database.url, var_dir=tmp_path, rasa_url="http://127.0.0.1:9", burst_quiet_seconds=0
        )
        app = create_app(settings, world.kb)
        with served(app, port=port):
            yield platform


@pytest.mark.parametrize(
    "channel",
    [
        pytest.param("sms", marks=pytest.mark.promise("R01.2")),
        pytest.param("wechat", marks=pytest.mark.promise("R01.3")),
    ],
)
def test_a_danger_told_on_a_platform_is_filed(world: World, platforms: Platform, channel: str) -> None:
    writes = {
        "sms": lambda: platforms.texting.write("+8613805711001", "配电箱冒烟了"),
        "wechat": lambda: platforms.people.text("openid-1", "配电箱冒烟了"),
    }
    world.go_to(datetime.now(UTC))  # the platforms sign with their own time
    platforms.do(platforms.people.follow("openid-1"))
    platforms.do(writes[channel]())
    eventually(lambda: len(world.all(Case)) == 1, 20)
    assert [(case.channel, case.type) for case in world.all(Case)] == [(channel, "emergency")]


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param("email", marks=pytest.mark.promise("R01.5")),
        pytest.param("account_manager", marks=pytest.mark.promise("R01.6")),
        pytest.param("fax", marks=pytest.mark.promise("N030")),
        pytest.param("letter", marks=pytest.mark.promise("N030")),
    ],
)
def test_staff_write_down_what_came_another_way(office: Office, origin: str) -> None:
    assert office.case(office.takes_down(origin=origin))["channel"] == origin


@pytest.mark.promise("R01.4", "R01.7", "R05.1", "R05.2", "R05.3")
def test_the_chat_takes_a_fault_in_a_holidays_night_and_says_what_is_promised(office: Office) -> None:
    office.world.go_to(datetime(2026, 10, 2, 3, tzinfo=ZONE))
    said = office.chat().reports("服务器连不上了")
    assert "已受理" in said and only(office) in said and "03:30 联系您" in said


@pytest.mark.promise("R05.4")
def test_where_somebody_is_sent_out_by_a_time_that_is_told(office: Office) -> None:
    assert "最晚 11月25日 10:00 派人出发" in office.chat().reports("外墙渗水，要来修")


# -- R02 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R02.2", "R02.3", "R02.4", "R02.9", "R02.17", "R02.24", "R02.25", "R06.5")
def test_a_fault_is_read_back_and_filed_when_confirmed(office: Office) -> None:
    chat = office.chat()
    chat.says("打印机卡纸，打不出来", "report_fault")
    chat.says("13911119999 方大海")
    told = chat.says("西湖区文三路9号2幢301室")
    for words in ("报修", "打印机", "卡纸", "方大海", "13911119999", "西湖区文三路9号2幢301室"):
        assert words in told
    assert office.desk(AGENT).get("/api/cases").json()["items"] == []
    chat.presses("提交")
    shown = office.case(only(office))
    assert (shown["type"], shown["contact_name"], shown["phone"]) == ("repair", "方大海", "13911119999")
    assert (shown["address"], shown["description"], shown["level"]) == (
        "西湖区文三路9号2幢301室", "打印机卡纸，打不出来", 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "intent", "then", "type", "words"),
    [
        pytest.param("空调要清洗保养", "request_maintenance", (), "maintenance", "清洗", marks=pytest.mark.promise("R02.10")),
        pytest.param("新买的空调，想请人来装", "request_installation", (), "installation", "装", marks=pytest.mark.promise("R02.13")),
        pytest.param("我要买净水器的滤芯，来两支", "request_part", (), "part", "滤芯", marks=pytest.mark.promise("R02.12", "R17.1")),
        pytest.param(
            "我要退货", "request_return", ("电热水器", "一用就漏水，质量有问题", "上个月买的"), "return", "漏水",
            marks=pytest.mark.promise("R02.14", "R11.6"),
        ),
        pytest.param("提个建议，师傅出门前先发条短信", "suggest", (), "suggestion", "短信", marks=pytest.mark.promise("R02.16")),
        pytest.param(
            "我要培训", "request_training", ("新装的大屏怎么操作", "十来个人"), "question", "大屏",
            marks=pytest.mark.promise("R02.11", "R48.2"),
        ),
        pytest.param("想签个年度维保合同，两台中央空调", "request_contract", (), "question", "维保", marks=pytest.mark.promise("R09.4")),
    ],
)  # fmt: skip
def test_each_kind_of_service_is_filed_as_what_it_is(
    office: Office, told: str, intent: str, then: tuple[str, ...], type: str, words: str
) -> None:
    chat = office.chat()
    chat.says(told, intent)
    for more in (*then, "13911119999", "方大海"):
        chat.says(more)
    if not any("提交" in button["title"] for button in chat.buttons):
        chat.says("西湖区文三路9号2幢301室")
    chat.presses("提交")
    shown = office.case(only(office))
    assert shown["type"] == type and words in shown["description"]


@pytest.mark.promise("R02.15")
def test_a_complaint_written_down_is_one(office: Office) -> None:
    assert office.case(office.takes_down(type="complaint", description="师傅态度很差"), QUALITY)["type"] == "complaint"


@pytest.mark.promise("R02.1", "R02.5", "R02.7", "R02.8", "R03.4", "R03.5", "R04.5")
def test_who_is_on_file_is_asked_for_nothing_that_is_there(office: Office) -> None:
    of_k1(office, place="客厅", card_on=None, commissioned_on=datetime(2025, 5, 6).date())
    chat = office.chat()
    chat.says("空调完全不制冷", "report_fault")
    told = chat.says(f"13911110001 {NAME}")
    assert "请核对" in told or "再核对" in told, "neither machine nor address is asked for"
    chat.presses("提交")
    shown = office.case(only(office))
    assert (shown["organisation"], shown["address"]) == ("晴川物业", "西湖区某路1号")
    assert (shown["level"], shown["level_reason"]) == (2, "功能部分丧失")
    machine = shown["equipment"]
    assert (machine["model"], machine["place"]) == ("QH-KFR35", "客厅")
    assert (machine["warranty"]["began_by"], machine["warranty"]["began_on"]) == ("commissioned", "2025-05-06")


@pytest.mark.parametrize(
    ("told", "kind", "value"),
    [
        pytest.param("昨天开始不出水", "since", "2026-11-22", marks=pytest.mark.promise("R02.18")),
        pytest.param("空调每天早上跳闸两三次", "how_often", "每天早上跳闸两三次", marks=pytest.mark.promise("R02.19")),
        pytest.param("上周搬过机房，开不了机", "done_before", "上周搬过机房", marks=pytest.mark.promise("R02.21")),
        pytest.param("不制热，显示E5", "alarm_code", "E5", marks=pytest.mark.promise("R02.20")),
        pytest.param("车抛锚了，浙A12345，跑了8万公里", "plate", "浙A12345", marks=pytest.mark.promise("R30.2")),
        pytest.param("车抛锚了，浙A12345，跑了8万公里", "mileage_km", "80000", marks=pytest.mark.promise("R30.3")),
    ],
)
def test_what_was_told_beside_it_is_shown_to_staff(office: Office, told: str, kind: str, value: str) -> None:
    found = {row["kind"]: str(row["value"]) for row in office.case(office.takes_down(description=told))["told"]}
    assert found.get(kind, "").startswith(value), found


@pytest.mark.promise("R02.22", "R02.23")
def test_a_wish_is_kept_with_the_case(office: Office) -> None:
    number = office.takes_down(wish="后天下午三点前修好，进门请穿鞋套")
    assert office.case(number)["wish"] == "后天下午三点前修好，进门请穿鞋套"


# -- R03 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R03.1")
def test_what_somebody_bought_is_on_file(office: Office) -> None:
    rows = office.desk(AGENT).get("/api/assets", params={"customer": "K1"}).json()["items"]
    assert [(row["serial"], row["model"]) for row in rows] == [("AA26000001", "QH-KFR35")]


@pytest.mark.promise("R03.6", "N046")
def test_a_strangers_phone_number_shows_nothing_of_its_owner(office: Office) -> None:
    of_k1(office)
    chat = office.chat()
    said = chat.says("帮我查下保修", "check_warranty") + chat.says("13911110001") + chat.says("李四")
    assert "2028" not in said and "KFR35" not in said and NAME not in said
    said = chat.says(f"13911110001 {NAME}")
    assert "2028年3月1日" in said


@pytest.mark.promise("R03.7")
def test_the_register_is_given_out(office: Office) -> None:
    told = office.desk(SUPERVISOR).get("/api/exports/customers", params={"format": "csv"})
    assert told.status_code == 200 and "甲小明" in told.text


# -- R04 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise("R04.1", "R48.1")
def test_a_question_of_use_is_answered_from_the_articles(office: Office) -> None:
    said = office.chat().says("空调滤网怎么洗", "ask_usage")
    assert "1." in said and "滤网" in said and office.desk(AGENT).get("/api/cases").json()["items"] == []


@pytest.mark.promise("R04.2", "R04.3", "R04.4")
def test_a_slip_is_guided_step_by_step(office: Office) -> None:
    chat = office.chat()
    first = chat.says("空调不制冷", "report_fault")
    assert "制冷" in first and "解决了吗" in first
    second = chat.presses("还没解决")
    assert second != first and ("解决了吗" in second or "好了吗" in second)
    chat.presses("解决了")
    assert office.desk(AGENT).get("/api/cases").json()["items"] == []


# -- R05 ---------------------------------------------------------------------------------------------------------------


def booked(office: Office) -> tuple[Chat, str]:
    chat = office.chat()
    chat.reports("空调完全不制冷")
    said = chat.presses("现在约") + chat.says("1")
    return chat, said


@pytest.mark.promise("R04.6", "R05.6", "R27.7")
def test_booking_says_who_comes_and_it_can_be_moved_and_taken_back(office: Office) -> None:
    chat, said = booked(office)
    assert "西工" in said and "13900000001" in said
    assert office.case(only(office))["status"] == "assigned"
    chat.says("改到后天下午三点", "change_visit")
    assert office.case(only(office))["visits"][-1]["start_at"].startswith("2026-11-25T15:00"), chat.heard()
    chat.says("不用来了，取消上门", "change_visit")
    chat.says("确定", "affirm")
    assert [visit["status"] for visit in office.case(only(office))["visits"]] == ["changed", "cancelled"]


@pytest.mark.promise("R05.8", "R07.12", "R08.1", "R09.1", "R09.7")
def test_what_is_paid_is_estimated_before(office: Office) -> None:
    of_k1(office, card_on=datetime(2020, 1, 1).date())
    chat = office.chat()
    said = chat.reports("空调完全不制冷", "13911110001", NAME)
    assert re.search(r"已过保修期，检测费 50 元，人工费约 80–200 元，配件按成本价", said), said
    assert "您同意再修" in said
