"""What people promise and do by hand: looked up (R14), verified and told anew (R15), from afar (R04), stopped (R45)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from helpline.tables import Customer, Person, PersonRole
from tests.promises.office import Office
from tests.promises.test_visits import at, planned, stamp, told_case
from tests.world import AGENT, QUALITY, SECOND_AGENT, SUPERVISOR

pytestmark = pytest.mark.slow


def promised(office: Office, number: str, kind: str) -> dict[str, Any]:
    """What stands of a kind of promise."""
    rows = office.desk(AGENT).get(f"/api/cases/{number}/promises").json()["items"]
    found: dict[str, Any] = [row for row in rows if row["kind"] == kind][-1]
    return found


def alerts(office: Office, number: str) -> list[str]:
    return [task["reason"] for task in office.tasks(SUPERVISOR) if task["case"] == number]


@pytest.mark.promise("N006")
@pytest.mark.parametrize(("customer", "minutes"), [("13911110009", 30), ("13911110003", 10)], ids=["plain", "gold"])
def test_what_must_be_looked_up_is_noted_looked_up_and_called_back(office: Office, customer: str, minutes: int) -> None:
    name = {"13911110003": "丙工厂"}.get(customer, "赵先生")
    if customer == "13911110003":
        with office.world.work() as work:
            work.session.get_one(Customer, "K3").phone = customer
    number = office.takes_down(type="question", description="阀门的扭矩是多少", phone=customer, contact_name=name)
    office.does(AGENT, f"cases/{number}/promised", kind="look_up", words="查阀门扭矩")
    made = promised(office, number, "look_up")
    assert datetime.fromisoformat(made["due_at"]) - office.world.now == timedelta(minutes=minutes)
    (task,) = [task for task in office.tasks() if "查阀门扭矩" in task["reason"]]
    assert (task["assignee"], task["due_at"]) == ("an", made["due_at"])
    office.passes(minutes=minutes - 1)
    office.does(AGENT, f"cases/{number}/kept", kind="look_up", words="45 牛米，已电话告诉客户")
    assert promised(office, number, "look_up")["state"] == "kept"
    assert [line["text"] for line in office.case(number)["timeline"] if line["kind"] == "kept_by_hand"] == [
        "45 牛米，已电话告诉客户"
    ]
    assert not [task for task in office.tasks() if "查阀门扭矩" in task["reason"]]


def test_what_was_to_be_looked_up_and_was_not_is_chased(office: Office) -> None:
    _, number = told_case(office)
    office.does(AGENT, f"cases/{number}/promised", kind="look_up", words="查型号")
    office.passes(minutes=31)
    assert promised(office, number, "look_up")["state"] == "late"
    assert any("超时" in reason for reason in [task["reason"] for task in office.tasks()])


@pytest.mark.promise("N034")
def test_a_problem_is_not_only_answered_but_verified_within_the_day(office: Office) -> None:
    number = office.takes_down(category="", product_text="没见过的机器", description="有异响")
    office.does(AGENT, f"cases/{number}/contacted", text="问过了")
    assert promised(office, number, "reply")["state"] == "kept"
    assert office.minutes(number)["verify"] == 24 * 60
    other = office.takes_down(category="", product_text="另一台", description="漏油", phone="13911110008")
    office.does(AGENT, f"cases/{number}/kept", kind="verify", words="视频里看了，是皮带松")
    office.passes(hours=24, minutes=1)
    assert promised(office, number, "verify")["state"] == "kept"
    assert promised(office, other, "verify")["state"] == "late"


@pytest.mark.promise("N040")
@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (at(23, 10), at(23, 15)),  # four hours of the office, the lunch hour left out
        (at(23, 12, 30), at(23, 17)),  # over lunch
        (at(23, 17), at(24, 0)),  # the same day still
        (at(23, 20), at(24, 8)),  # after hours: within twelve
        (at(28, 11), at(28, 23)),  # on a Saturday
    ],
)
def test_a_question_of_the_day_is_answered_on_it_and_one_of_the_evening_within_12_hours(
    office: Office, asked: datetime, due: datetime
) -> None:
    office.goes_to(asked)
    number = office.takes_down(type="question", description="滤芯多久换一次")
    assert datetime.fromisoformat(promised(office, number, "reply")["due_at"]) == due
    office.goes_to(due + timedelta(minutes=1))
    assert promised(office, number, "reply")["state"] == "late"


@pytest.mark.promise("N036", "N038")
def test_remote_access_needs_consent_is_recorded_and_says_when_it_will_be_well(office: Office) -> None:
    chat, number = told_case(office)
    until = {"way": "远程桌面，厂家账号", "until": at(23, 16).isoformat()}
    refused = office.desk(AGENT).post(f"/api/cases/{number}/remote", json={"key": "r", **until})
    assert refused.status_code == 409
    office.does(AGENT, f"cases/{number}/consent", to="remote", words="你们连上来看吧")
    office.does(AGENT, f"cases/{number}/remote", **until)
    assert "正在远程处理" in chat.messages()[-1].text and "16:00" in chat.messages()[-1].text
    solve = promised(office, number, "solve")
    assert (solve["source"], datetime.fromisoformat(solve["due_at"])) == ("agreed", at(23, 16))
    again = office.desk(AGENT).post(f"/api/cases/{number}/remote", json={"key": "r2", **until})
    assert again.status_code == 409, "one session at a time"
    office.does(AGENT, f"cases/{number}/remote/end", words="重设了控制板参数", solved=True)
    shown = office.case(number)
    assert (shown["status"], shown["solution"]) == ("solved", "重设了控制板参数")
    told = {line["kind"]: line["text"] for line in shown["timeline"]}
    assert (told["remote_begun"], told["remote_ended"]) == ("远程桌面，厂家账号", "重设了控制板参数")


def test_remote_work_that_did_not_help_becomes_a_visit_to_plan(office: Office) -> None:
    chat, number = told_case(office)
    office.does(AGENT, f"cases/{number}/consent", to="remote", words="好")
    office.does(AGENT, f"cases/{number}/remote", way="电话视频", until=at(23, 16).isoformat())
    office.does(AGENT, f"cases/{number}/remote/end", words="要换板子", solved=False)
    assert "师傅上门" in chat.messages()[-1].text and office.case(number)["status"] != "solved"
    assert any("要换板子" in task["reason"] for task in office.tasks())


@pytest.mark.promise("N136")
def test_the_head_hears_of_an_emergency_within_24_hours(office: Office) -> None:
    first = office.takes_down(type="emergency", description="配电箱冒烟", address="西湖区某路1号")
    second = office.takes_down(type="emergency", description="电梯困人", phone="13911110008", address="西湖区某路2号")
    assert office.minutes(first)["report"] == 24 * 60
    office.does(AGENT, f"cases/{first}/kept", kind="report", words="烧了一个空开，没人受伤，已换好")
    assert any("烧了一个空开" in reason for reason in alerts(office, first))
    office.passes(hours=24, minutes=1)
    assert promised(office, first, "report")["state"] == "kept"
    assert promised(office, second, "report")["state"] == "late"


@pytest.mark.promise("N135")
def test_a_stop_a_change_and_the_resumption_are_three_messages_and_calls(office: Office) -> None:
    chat, number = told_case(office)
    early = {"key": "s", "change": "resume", "reason": "好了", "time": "今天"}
    assert office.desk(AGENT).post(f"/api/cases/{number}/service", json=early).status_code == 409
    heard = []
    for change, reason, time in (
        ("stop", "台风，停止上门", "今晚8点"), ("change", "台风没过", "改到后天上午"), ("resume", "路通了", "明天9点"),
    ):  # fmt: skip
        office.does(AGENT, f"cases/{number}/service", change=change, reason=reason, time=time)
        heard.append(chat.messages()[-1].text)
        assert reason in heard[-1] and time in heard[-1]
        assert any("请打电话告诉客户" in task["reason"] and reason in task["reason"] for task in office.tasks())
    assert "暂停" in heard[0] and "变动" in heard[1] and "恢复" in heard[2]


@pytest.mark.promise("N076")
def test_where_the_fault_is_not_clear_the_workshop_calls_first(office: Office) -> None:
    unclear = office.takes_down(category="work_vehicle", description="车不对劲，来看看")
    clear = office.takes_down(category="work_vehicle", description="车打不着火", phone="13911110008")
    asked = [task["case"] for task in office.tasks() if "先打电话问清楚" in task["reason"]]
    assert asked == [unclear] and clear not in asked


@pytest.mark.promise("N044")
@pytest.mark.parametrize("way", ["review", "survey"])
def test_a_bad_review_is_one_persons_within_the_hour(office: Office, way: str) -> None:
    with office.world.work() as work:
        named = Person(id=91, username="quality", name="专人", role_rows=[PersonRole(role="quality")])
        work.session.add(named)
    if way == "review":
        office.takes_down(origin="review", type="question", description="一星：装得太慢", place="网店")
    else:
        chat, number = told_case(office)
        office.does(AGENT, f"cases/{number}/solve", solution="换了电容")
        chat.awaits("换了电容")
        chat.presses("已解决")
        chat.awaits("打个分")
        chat.says("1分")
    (task,) = [task for task in office.tasks(QUALITY) if "评价低" in task["reason"]]
    assert task["assignee"] == "quality"
    assert datetime.fromisoformat(task["due_at"]) <= office.world.now + timedelta(hours=1)
    taken = office.desk(QUALITY).post(f"/api/tasks/{task['id']}/claim")
    assert taken.status_code == 409, "nobody else's"


@pytest.mark.promise("N119")
def test_a_suggestion_form_from_a_public_place_names_the_place(office: Office) -> None:
    number = office.takes_down(origin="form", type="suggestion", description="希望周末也能约", place="西湖区政务大厅")
    shown = office.case(number)
    assert (shown["channel"], shown["type"]) == ("form", "suggestion")
    assert [line["data"]["place"] for line in shown["timeline"] if line["kind"] == "filed"] == ["西湖区政务大厅"]


@pytest.mark.promise("N114")
def test_advice_is_free_for_life(office: Office) -> None:
    chat = office.chat()
    assert "咨询一直免费" in chat.says("空调过保了，问问题收费吗", "ask_fee")
    said = chat.says("空调滤网怎么洗", "ask_usage")
    assert "滤网" in said and "费" not in said


def test_a_kept_question_is_seen_by_a_colleague(office: Office) -> None:
    """Who is on another's case keeps its promise as well."""
    _, number = told_case(office)
    office.does(AGENT, f"cases/{number}/promised", kind="look_up", words="查型号")
    office.does(SECOND_AGENT, f"cases/{number}/kept", kind="look_up", words="是 35 型，告诉客户了")
    assert promised(office, number, "look_up")["state"] == "kept"


def test_an_arrival_verifies_the_problem(office: Office) -> None:
    number = office.takes_down(category="", product_text="没见过的机器", description="有异响")
    visit = planned(office, number)
    office.goes_to(at(24, 9, 20))
    stamp(office, office.engineer("e_west"), visit, "arrive")
    assert promised(office, number, "verify")["state"] in ("kept", "kept_late")
