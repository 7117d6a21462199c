"""A case from the call to the survey, acted out by customer, desk and engineer over the API (R05, R25, R27, R29, R34, R35)."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from helpline.cases import surveys
from helpline.core.unit_of_work import CUSTOMER, ZONE
from helpline.tables import Case, Conversation, Message, Person, Task, Visit
from tests.gateway.desk_people import HASHED, PASSWORD, House, house_of
from tests.world import AGENT, World

pytestmark = pytest.mark.slow


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


WINDOW = {"from": at(24, 9).isoformat(), "to": at(24, 11).isoformat()}


class Day:
    """The desk and the engineers' pages over one world."""

    def __init__(self, world: World, house: House) -> None:
        self.world, self.house = world, house
        with world.work() as work:
            for id in (11, 12):
                person = work.session.get_one(Person, id)
                person.password_hash, person.password_from = HASHED, "own"

    @property
    def desk(self) -> TestClient:
        """A new log-in each time: the clock is moved past what a session lasts."""
        return self.house.logged_in(AGENT)

    def engineer(self, username: str) -> TestClient:
        page = self.house.browser()
        told = page.post("/api/engineer/login", json={"username": username, "password": PASSWORD})
        assert told.status_code == 200, told.text
        return page

    def plan(self, number: str, person: str = "e_west", key: str = "v", **window: str) -> Response:
        body = {"key": f"{key} {number}", "persons": [person], **(window or WINDOW)}
        told: Response = self.desk.post(f"/api/cases/{number}/visits", json=body)
        return told

    def texts_to(self, phone: str) -> list[str]:
        """What was written to a phone."""
        talks = [talk.id for talk in self.world.all(Conversation, channel="sms") if talk.external_id == f"+86{phone}"]
        return [row.text for row in self.world.all(Message, direction="out") if row.conversation_id in talks]


@pytest.fixture
def day(world: World, tmp_path: Path) -> Iterator[Day]:
    with house_of(world, tmp_path) as house:
        yield Day(world, house)


def stamp(page: TestClient, visit: int, verb: str, when: datetime, key: str = "", **more: Any) -> dict[str, Any]:
    body = {"key": key or verb, "at": when.isoformat(), **more}
    told = page.post(f"/api/engineer/visits/{visit}/{verb}", json=body)
    assert told.status_code == 200, told.text
    shown: dict[str, Any] = told.json()
    return shown


def test_told_booked_accepted_gone_there_done_agreed_surveyed(world: World, day: Day) -> None:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner", phone="13911110001")
    number = world.case(id).number
    found = day.desk.get(f"/api/cases/{number}/candidates", params=WINDOW).json()["items"]
    assert (found[0]["person"], found[0]["fits"], found[0]["reasons"]["area"]) == ("e_west", True, True)

    planned = [day.plan(number), day.plan(number)]
    assert [told.status_code for told in planned] == [201, 201] and planned[0].json() == planned[1].json()
    visit = planned[0].json()["id"]
    assert len(world.all(Visit)) == 1
    assert ["西工" in text for text in world.said(chat)] == [True]
    assert [number in text for text in day.texts_to("13900000001")] == [True]
    assert (world.case(id).status, world.promise(id, "onsite").due_at) == ("assigned", at(24, 11))
    assert world.promise(id, "onsite").told_at is not None

    page = day.engineer("e_west")
    assert [row["case"] for row in page.get("/api/engineer/visits?date=2026-11-24").json()["items"]] == [number]
    assert stamp(page, visit, "accept", at(23, 11))["mine"] == "accepted"

    world.go_to(at(24, 9))
    page = day.engineer("e_west")
    assert stamp(page, visit, "depart", at(24, 9))["status"] == "travelling"
    assert "西工" in world.said(chat)[-1] and "09:15" in world.said(chat)[-1]
    world.go_to(at(24, 9, 20))
    told = stamp(page, visit, "arrive", at(24, 9, 18))
    stamp(page, visit, "arrive", at(24, 9, 18))
    assert (told["status"], world.promise(id, "onsite").met_at) == ("arrived", at(24, 9, 18))
    assert world.promise(id, "onsite").state == "kept"
    code = re.search(r"确认码 (\d{4})", world.said(chat)[-1])
    assert code, world.said(chat)

    world.go_to(at(24, 10))
    done = stamp(page, visit, "finish", at(24, 10), outcome="solved", words="换了风扇电容")
    assert (done["status"], done["order_status"], world.case(id).status) == ("done", "done", "solved")
    assert [(row["kind"], row["begun_at"], row["ended_at"]) for row in done["times"]] == [
        ("travel", at(24, 9).isoformat(), at(24, 9, 18).isoformat()),
        ("work", at(24, 9, 18).isoformat(), at(24, 10).isoformat()),
    ]
    wrong = page.post(f"/api/engineer/visits/{visit}/confirm", json={"key": "c", "code": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_code")
    for _ in range(2):
        right = page.post(f"/api/engineer/visits/{visit}/confirm", json={"key": "c", "code": code[1]})
        assert right.status_code == 200
    case = world.case(id)
    assert (case.status, case.closed_by, case.solution) == ("closed", "customer", "换了风扇电容")
    assert [prompt.split("{")[0] for prompt in world.prompts(chat)] == ["/ask_closure", "/ask_survey"]
    with world.work(CUSTOMER) as work:
        surveys.score(work, surveys.of_case(work, work.session.get_one(Case, id)), 5)
    assert world.case(id).score == 5
    assert len(world.said(chat)) == 3, "booked, on the way, there: each once"


def test_an_engineer_sees_only_their_own(world: World, day: Day) -> None:
    visit = day.plan(world.case(world.file(category="air_conditioner")).number).json()["id"]
    other = day.engineer("e_far")
    assert other.get("/api/engineer/visits?date=2026-11-24").json()["items"] == []
    told = other.post(f"/api/engineer/visits/{visit}/accept", json={"key": "a", "at": at(23, 10).isoformat()})
    assert told.status_code == 404
    assert other.get("/api/cases").status_code == 401


def test_who_goes_to_no_customers_gets_no_engineers_session(world: World, day: Day) -> None:
    page = day.house.browser()
    told = page.post("/api/engineer/login", json={"username": "an", "password": PASSWORD})
    assert (told.status_code, "engineer_session" in page.cookies) == (403, False)


def test_numbers_are_shown_while_the_visit_is_not_over(world: World, day: Day) -> None:
    visit = day.plan(world.case(world.file(category="air_conditioner", phone="13911110077")).number).json()["id"]
    page = day.engineer("e_west")
    before = page.get("/api/engineer/visits?date=2026-11-24").json()["items"][0]["phone"]
    stamp(page, visit, "arrive", at(23, 10))
    after = stamp(page, visit, "finish", at(23, 10), outcome="solved", words="好了")["phone"]
    assert (before, "13911110077" in after, after[-2:]) == ("13911110077", False, "77")


def test_a_decline_brings_the_visit_back_to_planning(world: World, day: Day) -> None:
    id = world.file(category="air_conditioner")
    number = world.case(id).number
    visit = day.plan(number).json()["id"]
    told = stamp(day.engineer("e_west"), visit, "decline", at(23, 10), reason="那天请假")
    assert (told["status"], told["mine"], told["order_status"]) == ("declined", "declined", "to_plan")
    assert (world.case(id).status, world.case(id).engineer_id) == ("new", None)
    (task,) = world.all(Task, rule="visit_again")
    assert (task.team, task.due_at, number in task.subject) == ("agent", at(24, 9), True)
    assert world.promise(id, "onsite").due_at == at(24, 11), "what the customer was told still stands"
    assert day.plan(number, "e_far", key="again").status_code == 201
    assert world.case(id).status == "assigned"


def test_moving_and_cancelling_tell_all_concerned_once(world: World, day: Day) -> None:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner")
    visit = day.plan(world.case(id).number).json()["id"]
    later = {"from": at(25, 13).isoformat(), "to": at(25, 15).isoformat()}
    for _ in range(2):
        told = day.desk.post(f"/api/visits/{visit}/move", json={"key": "m", "reason": "工程师生病", **later})
    moved = told.json()
    assert (moved["start_at"], moved["id"] != visit) == (later["from"], True)
    assert world.promise(id, "onsite").due_at == at(25, 15)
    assert len(world.said(chat)) == 2 and len(day.texts_to("13900000001")) == 3  # booked; off and booked
    for _ in range(2):
        told = day.desk.post(f"/api/visits/{moved['id']}/cancel", json={"key": "c", "reason": "客户出差"})
        assert told.json()["status"] == "cancelled"
    assert len(world.said(chat)) == 3 and len(day.texts_to("13900000001")) == 4
    assert world.case(id).status == "new"


def test_a_customer_who_cannot_be_written_to_is_called_by_somebody(world: World, day: Day) -> None:
    id = world.file(category="air_conditioner")
    day.plan(world.case(id).number)
    (task,) = world.all(Task, rule="call_about_visit")
    assert (task.case_id, task.team) == (id, "agent")


def test_nobody_who_came_is_told_to_the_customer_and_planned_anew(world: World, day: Day) -> None:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner")
    visit = day.plan(world.case(id).number).json()["id"]
    world.go_to(at(24, 11, 31))
    while world.sweep():
        pass
    assert (world.all(Visit)[0].status, world.case(id).status) == ("missed", "new")
    assert "没有按时到" in world.said(chat)[-1]
    assert [(task.team, task.priority) for task in world.all(Task, rule="visit_missed")] == [("agent", 1)]
    assert world.promise(id, "onsite").missed_at is not None
    # They were there after all, without network.
    page = day.engineer("e_west")
    stamp(page, visit, "finish", at(24, 10, 30), outcome="solved", words="好了")
    told = stamp(page, visit, "arrive", at(24, 9, 30))
    promise = world.promise(id, "onsite")
    assert (told["status"], promise.met_at, promise.state) == ("done", at(24, 9, 30), "kept")
    assert promise.missed_at is not None and world.case(id).status == "solved"


def test_what_is_told_too_late_is_not_told(world: World, day: Day) -> None:
    chat = world.chat("K1")
    visit = day.plan(world.case(world.file(chat, category="air_conditioner")).number).json()["id"]
    said = len(world.said(chat))
    world.go_to(at(24, 18))
    page = day.engineer("e_west")
    stamp(page, visit, "depart", at(24, 9))
    stamp(page, visit, "arrive", at(24, 9, 15))
    assert len(world.said(chat)) == said


@pytest.mark.parametrize("outcome", ["second_visit", "wrong_part", "too_hard", "no_access"])
def test_a_visit_that_solves_nothing_is_followed_by_another(world: World, day: Day, outcome: str) -> None:
    id = world.file(category="air_conditioner")
    number = world.case(id).number
    visit = day.plan(number).json()["id"]
    world.go_to(at(24, 9, 30))
    page = day.engineer("e_west")
    stamp(page, visit, "arrive", at(24, 9, 30))
    told = stamp(page, visit, "finish", at(24, 9, 40), outcome=outcome, words="缺压缩机")
    assert (told["order_status"], world.case(id).status) == ("to_plan", "in_progress")
    assert len(world.all(Task, rule="visit_again")) == 1
    second = day.plan(number, key="second", **{"from": at(26, 9).isoformat(), "to": at(26, 11).isoformat()}).json()
    assert (second["order"], world.case(id).status) == (told["order"], "assigned")


def test_a_second_visit_is_planned_beside_the_first(world: World, day: Day) -> None:
    id = world.file(category="air_conditioner")
    number = world.case(id).number
    first = day.plan(number).json()["id"]
    later = {"from": at(26, 9).isoformat(), "to": at(26, 11).isoformat()}
    assert day.plan(number, key="second", **later).status_code == 201
    assert [visit.status for visit in world.all(Visit)] == ["booked", "booked"]
    assert world.promise(id, "onsite").due_at == at(24, 11)
    told = day.desk.get("/api/dispatch?date=2026-11-24").json()["items"]
    assert [(row["id"], row["crew"][0]["username"], row["case"]) for row in told] == [(first, "e_west", number)]


def test_several_people_come_together(world: World, day: Day) -> None:
    number = world.case(world.file(category="air_conditioner")).number
    body = {"key": "v", "persons": ["e_west", "e_far"], **WINDOW}
    told = day.desk.post(f"/api/cases/{number}/visits", json=body).json()
    assert [(one["username"], one["role"]) for one in told["crew"]] == [("e_west", "lead"), ("e_far", "helper")]
    other = world.case(world.file(category="air_conditioner")).number
    assert day.plan(other, "e_far").json()["code"] == "slot_taken"
    assert len(day.texts_to("13900000002")) == 1


def test_whom_the_customer_refuses_is_not_sent(world: World, day: Day) -> None:
    number = world.case(world.file(category="air_conditioner")).number
    told = day.desk.post(f"/api/cases/{number}/exclusions", json={"key": "x", "person": "e_west", "why": "吵过架"})
    assert told.status_code == 200
    again = world.case(world.file(category="air_conditioner")).number  # the same phone
    assert day.plan(again).json()["code"] == "engineer_excluded"
    found = day.desk.get(f"/api/cases/{again}/candidates", params=WINDOW).json()["items"]
    assert {row["person"]: row["reasons"]["exclusion"] for row in found} == {"e_west": True, "e_far": False}


def test_an_overlapping_window_is_refused(world: World, day: Day) -> None:
    first, second = (world.case(world.file(category="air_conditioner")).number for _ in range(2))
    assert day.plan(first).status_code == 201
    beside = {"from": at(24, 10).isoformat(), "to": at(24, 11, 30).isoformat()}
    assert day.plan(second, **beside).json()["code"] == "slot_taken"
    assert (
        day.plan(second, key="2", **{"from": at(24, 11).isoformat(), "to": at(24, 13).isoformat()}).status_code == 201
    )


def test_an_emergency_is_gone_to_at_any_hour(world: World, day: Day) -> None:
    number = world.case(world.file(category="air_conditioner", level=1)).number
    night = {"from": at(24, 3).isoformat(), "to": at(24, 4).isoformat()}
    assert day.plan(number, **night).json()["start_at"] == night["from"]


def test_nobody_is_assigned_whom_nobody_booked(world: World, day: Day) -> None:
    number = world.case(world.file()).number
    assert "assigned" not in day.desk.get(f"/api/cases/{number}").json()["moves"]
    told = day.desk.post(f"/api/cases/{number}/move", json={"to": "assigned"})
    assert (told.status_code, told.json()["code"]) == (409, "move_not_allowed")


def test_an_engineer_who_says_nothing_is_asked_after(world: World, day: Day) -> None:
    number = world.case(world.file(category="air_conditioner")).number
    day.plan(number)
    world.pass_(minutes=world.kb.policies.visits.answer_minutes)
    world.sweep()
    world.sweep()
    assert [
        task.subject
        for task in world.all(Task, rule="visit_unanswered")
        if "西工" in task.subject and number in task.subject
    ]
    assert timedelta(0) == world.all(Task, rule="visit_unanswered")[0].due_at - at(24, 9)


def test_too_many_wrong_codes_end_the_guessing(world: World, day: Day) -> None:
    chat = world.chat("K1")
    visit = day.plan(world.case(world.file(chat, category="air_conditioner")).number).json()["id"]
    page = day.engineer("e_west")
    stamp(page, visit, "arrive", at(23, 10))
    code = re.search(r"确认码 (\d{4})", world.said(chat)[-1])
    assert code
    for _ in range(5):
        assert page.post(f"/api/engineer/visits/{visit}/confirm", json={"key": "c", "code": "x"}).status_code == 409
    told = page.post(f"/api/engineer/visits/{visit}/confirm", json={"key": "c", "code": code[1]})
    assert told.status_code == 409
