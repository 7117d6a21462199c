"""Engineers: their log-ins are managed like the desk's, and they read what they need for a visit and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.commands.seed import seed
from helpline.core import clock
from helpline.core.unit_of_work import SYSTEM
from helpline.staff.sessions import open_session
from helpline.tables import Case, Person, Task, Visit
from helpline.tables.people import ENGINEER
from tests.gateway.desk_people import ADMINISTRATOR, PASSWORD, house_of
from tests.gateway.test_a_visit_lived import WINDOW, Day, at, stamp
from tests.world import QUALITY, World

pytestmark = pytest.mark.slow


@pytest.fixture
def day(world: World, tmp_path: Path) -> Iterator[Day]:
    with house_of(world, tmp_path) as house:
        yield Day(world, house)


COMPLAINT = "上次来的师傅收了红包"


def log_in(day: Day, username: str, password: str = PASSWORD) -> int:
    body = {"username": username, "password": password}
    return int(day.house.browser().post("/api/engineer/login", json=body).status_code)


def planned(world: World, day: Day, **request: str) -> tuple[str, int]:
    """A case's number, and the id of a visit to it."""
    number = world.case(world.file(category="air_conditioner", phone="13911110001", **request)).number
    return number, day.plan(number).json()["id"]


def administrator(day: Day) -> TestClient:
    return day.house.logged_in(ADMINISTRATOR)


# -- who gets in -----------------------------------------------------------------------------------------------------


def test_engineers_are_managed_like_everybody_who_logs_in(world: World, day: Day) -> None:
    boss = administrator(day)
    listed = boss.get("/api/people").json()["items"]
    assert [row["username"] for row in listed if row["roles"] == [ENGINEER]] == ["e_far", "e_left", "e_lift", "e_west"]
    own = day.engineer("e_west")
    assert len(boss.get("/api/people/e_west/sessions").json()["items"]) == 1
    assert boss.post("/api/people/e_west/sessions/end").status_code == 200
    assert own.get("/api/engineer/visits").status_code == 401


def test_a_link_gives_an_engineer_a_password_of_their_own(world: World, day: Day) -> None:
    assert log_in(day, "e_lift") == 401
    path = administrator(day).post("/api/people/e_lift/password-link").json()["path"]
    body = {"token": path.partition("#")[2], "password": "a brass kettle for autumn"}
    assert day.house.browser().post("/api/password", json=body).status_code == 204
    assert log_in(day, "e_lift", body["password"]) == 200


def test_without_the_demo_its_passwords_end_for_engineers_too(world: World, day: Day) -> None:
    seed(world.database, world.kb, "try")
    id = world.kb.engineers[0].id
    assert log_in(day, id, f"try-{id}") == 200
    made_up = seed(world.database, world.kb, "")
    assert log_in(day, id, f"try-{id}") == 401
    assert log_in(day, id, made_up[id]) == 200


def test_who_is_deactivated_is_out_at_once_and_their_visits_are_planned_anew(world: World, day: Day) -> None:
    number, visit = planned(world, day)
    own = day.engineer("e_west")
    assert administrator(day).post("/api/people/e_west/deactivate").status_code == 200
    assert own.get("/api/engineer/visits").status_code == 401 and log_in(day, "e_west") == 401
    (row,) = world.all(Visit, id=visit)
    assert (row.status, row.reason) == ("declined", "西工不再上门")
    (case,) = world.all(Case, number=number)
    assert [task.team for task in world.all(Task, case_id=case.id, rule="visit_again")] == ["agent"]
    assert day.plan(number, "e_far", key="anew").status_code == 201  # in the same window


def test_hours_of_duty_that_are_left_to_nobody_are_told(world: World, day: Day) -> None:
    seed(world.database, world.kb, "")  # the rosters of kb/
    assert world.all(Task, rule="roster_gap") == []
    assert administrator(day).post("/api/people/yu_guodong/deactivate").status_code == 200
    assert any("电梯与机械险情值班" in task.subject for task in world.all(Task, rule="roster_gap"))


# -- what they read --------------------------------------------------------------------------------------------------


def test_an_engineer_reads_no_words_of_a_complaint(world: World, day: Day) -> None:
    id = world.file(type="complaint", description=COMPLAINT, wish=COMPLAINT, category="air_conditioner")
    body = {"key": "v", "persons": ["e_west"], **WINDOW}
    told = day.house.logged_in(QUALITY).post(f"/api/cases/{world.case(id).number}/visits", json=body)
    assert told.status_code == 201
    page = day.engineer("e_west")
    listed = page.get("/api/engineer/visits?date=2026-11-24")
    assert [row["case"] for row in listed.json()["items"]] == [world.case(id).number]
    stamped = page.post(
        f"/api/engineer/visits/{told.json()['id']}/accept", json={"key": "a", "at": at(23, 10).isoformat()}
    )
    assert stamped.status_code == 200
    assert COMPLAINT not in listed.text + stamped.text


@pytest.mark.parametrize("how", ["declined", "given to another"])
def test_who_does_not_go_any_more_reads_nothing_of_the_customer(world: World, day: Day, how: str) -> None:
    _, visit = planned(world, day, address="西湖区某路1号", serial="AA26000001")
    page = day.engineer("e_west")
    shown = stamp(page, visit, "accept", at(23, 10))
    told = {shown[name] for name in ("address", "contact_name", "phone", "description", "serial")}
    assert "西湖区某路1号" in told and "" not in told
    if how == "declined":
        after = stamp(page, visit, "decline", at(23, 10), reason="病了")
    else:
        moved = {"key": "m", "reason": "改派", "persons": ["e_far"], **WINDOW}
        assert day.desk.post(f"/api/visits/{visit}/move", json=moved).status_code == 200
        after = stamp(page, visit, "depart", at(23, 10))
    assert page.get("/api/engineer/visits?date=2026-11-24").json()["items"] == []
    assert [
        after[name] for name in ("address", "contact_name", "phone", "description", "wish", "serial", "earlier")
    ] == [
        *("", "", "", "", "", None),
        [],
    ]
    assert not {one for one in told if str(one) in str(after)}


def test_no_engineers_session_opens_the_desk_nor_the_other_way_round(world: World, day: Day) -> None:
    page = day.engineer("e_west")
    page.cookies.set("desk_session", page.cookies["engineer_session"])
    for path in ("/api/me", "/api/conversations", "/api/cases", "/api/people", "/api/contacts", "/api/stream"):
        assert page.get(path).status_code == 403
    with world.work(SYSTEM) as work:
        token = open_session(work, work.session.get_one(Person, 1))[0]
    other = day.house.browser()
    other.cookies.set("engineer_session", token)
    assert other.get("/api/engineer/visits").status_code == 403


def test_an_engineers_session_ends_by_itself(world: World, day: Day) -> None:
    page = day.engineer("e_west")
    world.go_to(clock.now() + timedelta(minutes=world.kb.policies.access.idle_minutes + 1))
    assert page.get("/api/engineer/visits").status_code == 401
