"""Emergency plans (R47): documents with version, trigger, steps and contacts; started, carried out, rehearsed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from helpline.reports.jobs import look_after_service
from helpline.tables import Person, PersonRole
from tests.promises.office import Office
from tests.promises.test_visits import at
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow


def of(office: Office, number: str) -> dict[str, Any]:
    told: dict[str, Any] = office.desk(SUPERVISOR).get(f"/api/cases/{number}/plans").json()
    return told


def started(office: Office, plan: str, **told: Any) -> tuple[str, int]:
    """A case, and the plan that was started for it by who may."""
    number = office.takes_down(AGENT, **{"level": 1, "level_reason": "大事", "address": "西湖区某路1号"} | told)
    return number, int(office.does(SUPERVISOR, f"cases/{number}/plans", plan=plan, reason="按预案处理")["id"])


def done(office: Office, run: int, step: str, outcome: str = "办了", **told: str) -> dict[str, Any]:
    shown: dict[str, Any] = office.does(AGENT, f"plan-runs/{run}/steps", step=step, outcome=outcome, **told)
    return shown


def refused(office: Office, run: int, step: str) -> int:
    body = {"key": f"no {step}", "step": step, "outcome": "办了"}
    return int(office.desk(AGENT).post(f"/api/plan-runs/{run}/steps", json=body).status_code)


@pytest.mark.promise("N131")
def test_a_plan_is_a_document_with_version_trigger_steps_and_contacts(office: Office) -> None:
    plans = office.desk(AGENT).get("/api/plans").json()["items"]
    assert {"work_accident", "disaster", "delivery_vehicle", "security_incident", "malware"} <= {
        one["id"] for one in plans
    }
    assert all(one["version"] and one["trigger"] and one["steps"] and one["contacts"] for one in plans)
    number = office.takes_down(type="emergency", description="师傅从梯子上摔下来受伤了", address="西湖区某路1号")
    assert "work_accident" in [one["id"] for one in of(office, number)["fitting"]], "its trigger is met"
    run = int(office.does(SUPERVISOR, f"cases/{number}/plans", plan="work_accident", reason="有人受伤")["id"])
    assert [(one["id"], one["version"]) for one in of(office, number)["runs"]] == [(run, "2026.1")]


@pytest.mark.promise("N127")
def test_a_plan_starts_when_authorised_and_its_groups_hear(office: Office) -> None:
    with office.world.work() as work:
        head = Person(id=91, username="supervisor", name="领导", phone="13900000099")
        head.role_rows.append(PersonRole(role="supervisor"))
        work.session.add(head)
    number = office.takes_down(level=1, level_reason="大事", description="台风，整片停电")
    body = {"key": "p", "plan": "disaster", "reason": "台风"}
    assert office.desk(AGENT).post(f"/api/cases/{number}/plans", json=body).status_code == 403
    told = office.does(SUPERVISOR, f"cases/{number}/plans", plan="disaster", reason="台风")
    assert told["authorised_by"] == "岑立"
    assert any("自然灾害" in message.text for message in office.texts_to("13900000099")), "the leading group"
    steps = [task for task in office.tasks(AGENT) if "自然灾害" in task["reason"]]
    assert len(steps) == 3 and all(task["due_at"] for task in steps), "the working group"


@pytest.mark.promise("N128")
def test_a_disaster_is_reported_upwards_in_writing(office: Office) -> None:
    number, run = started(office, "disaster", description="洪水进了机房")
    assert refused(office, run, "report") == 409, "people first"
    done(office, run, "people")
    told = office.does(SUPERVISOR, f"plan-runs/{run}/steps", step="report", outcome="19:00 报区防汛办，损失两台水泵")
    (step,) = [one for one in told["steps"] if one["step"] == "report"]
    assert (step["outcome"], step["done_by"]) == ("19:00 报区防汛办，损失两台水泵", "cen")
    assert any("损失两台水泵" in line["text"] for line in office.case(number)["timeline"])


@pytest.mark.promise("N129")
@pytest.mark.parametrize(
    ("category", "kinds"), [("server", {"device", "software", "database"}), ("network", {"line"}), ("lift", {"device"})]
)
def test_for_each_kind_of_trouble_there_is_somebody_to_call(office: Office, category: str, kinds: set[str]) -> None:
    told = of(office, office.takes_down(category=category))["help"]
    assert {one["kind"] for one in told} == kinds and all(one["name"] and one["phone"] for one in told)


@pytest.mark.promise("N130")
def test_a_security_incident_is_handled_in_six_steps_agreed_by_the_customer(office: Office) -> None:
    _, run = started(office, "security_incident", category="server", description="网站首页被改了")
    for step, why in (
        ("prepare", ""),
        ("detect", ""),
        ("contain", "同意断网"),
        ("eradicate", "同意重装"),
        ("recover", "同意恢复"),
    ):
        if why:
            body = {"key": f"w {step}", "step": step, "outcome": "办了"}
            assert office.desk(AGENT).post(f"/api/plan-runs/{run}/steps", json=body).status_code == 422
        shown = done(office, run, step, f"{step} 办了", agreed=why)
    assert [one["agreed"] for one in shown["steps"]] == ["", "", "同意断网", "同意重装", "同意恢复", ""]
    early = office.desk(AGENT).post(f"/api/plan-runs/{run}/end", json={"key": "e", "summary": "好了"})
    assert early.status_code == 409, "the summing-up is left"
    done(office, run, "review", "从弱口令进来的；改为动态码")
    told = office.does(AGENT, f"plan-runs/{run}/end", summary="隔离有效，恢复用了五小时")
    assert told["ended_at"] and told["summary"] == "隔离有效，恢复用了五小时"


@pytest.mark.promise("N132")
def test_plans_are_rehearsed_and_recorded(office: Office) -> None:
    with office.world.work() as work:
        look_after_service.begin(work)
    office.goes_to(at(24, 8, 1))
    overdue = [task["reason"] for task in office.tasks(SUPERVISOR) if "该演练了" in task["reason"]]
    assert any("信息安全事件预案" in reason for reason in overdue)
    said = {"held_on": "2026-11-24", "led_by": "岑立", "people": 6, "findings": "断网用了八分钟，要再快"}
    office.does(SUPERVISOR, "plans/security_incident/drills", **said)
    (row,) = office.desk(AGENT).get("/api/plans/security_incident/drills").json()["items"]
    assert {name: row[name] for name in said} == said and row["version"] == "2026.1"
    (plan,) = [one for one in office.desk(AGENT).get("/api/plans").json()["items"] if one["id"] == "security_incident"]
    assert (plan["drilled_on"], plan["drill_due_on"]) == ("2026-11-24", "2027-05-23")


@pytest.mark.promise("N134")
def test_a_delivery_vehicle_broken_down_people_first_then_another_one_then_the_date(office: Office) -> None:
    _, run = started(office, "delivery_vehicle", description="送货车在路上爆胎了")
    assert refused(office, run, "new_date") == 409 and refused(office, run, "replacement") == 409
    done(office, run, "people", "司机没事")
    done(office, run, "place", "杭甬高速 K120")
    done(office, run, "replacement", "浙A88888 11点到")
    assert refused(office, run, "new_date") == 422, "the customer decides"
    told = done(office, run, "new_date", "改到明天上午", agreed="明天上午可以")
    assert [one["outcome"] for one in told["steps"]] == ["司机没事", "杭甬高速 K120", "浙A88888 11点到", "改到明天上午"]


@pytest.mark.promise("N137")
def test_a_work_accident_is_reported_at_once_and_to_the_authorities_by_rule(office: Office) -> None:
    with office.world.work() as work:
        head = Person(id=91, username="supervisor", name="领导", phone="13900000099")
        head.role_rows.append(PersonRole(role="supervisor"))
        work.session.add(head)
    _, run = started(office, "work_accident", description="焊工烧伤")
    (text,) = [message for message in office.texts_to("13900000099") if "工伤" in message.text]
    assert text.created_at == office.world.now, "at once"
    plan = next(one for one in office.desk(AGENT).get("/api/plans").json()["items"] if one["id"] == "work_accident")
    assert {"消防", "公安", "交警"} <= {one["name"] for one in plan["contacts"]}
    assert refused(office, run, "authorities") == 409, "the facts come first"
    done(office, run, "facts", "10:00，某厂一楼，烧伤，一人轻伤")
    told = office.does(SUPERVISOR, f"plan-runs/{run}/steps", step="authorities", outcome="10:20 报 110")
    steps = {one["step"]: one for one in told["steps"]}
    begun = datetime.fromisoformat(told["started_at"])
    assert datetime.fromisoformat(steps["authorities"]["due_at"]) - begun == timedelta(hours=1)
    assert steps["facts"]["outcome"] == "10:00，某厂一楼，烧伤，一人轻伤"


@pytest.mark.promise("N139")
def test_malware_is_isolated_cleaned_and_restored_in_that_order(office: Office) -> None:
    _, run = started(office, "malware", category="server", description="服务器中了勒索病毒")
    assert refused(office, run, "clean") == 409 and refused(office, run, "restore") == 409
    for step in ("isolate", "clean", "restore"):
        shown = done(office, run, step)
    assert all(one["done_at"] for one in shown["steps"])
    assert not [task for task in office.tasks(AGENT) if "中毒预案" in task["reason"]]


def test_a_complaints_plan_is_seen_by_its_readers_only(office: Office) -> None:
    number = office.takes_down(QUALITY, type="complaint", description="师傅收红包")
    assert office.desk(AGENT).get(f"/api/cases/{number}/plans").status_code == 404
