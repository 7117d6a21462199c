"""The dispatcher's board over the API: what is to be planned, who is free when, and what a visit on a case shows."""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import pytest

from helpline.core import topics
from helpline.core.unit_of_work import ZONE
from helpline.dispatch.customer_booking import free_slots
from helpline.tables import Absence, Case, Person, PersonHours
from helpline.tables.roster import AbsenceState
from tests.gateway.desk_people import house_of
from tests.gateway.test_a_visit_lived import WINDOW, Day, stamp
from tests.world import World

pytestmark = pytest.mark.slow


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def day(world: World, tmp_path: Path) -> Iterator[Day]:
    with house_of(world, tmp_path) as house:
        yield Day(world, house)


def cooling(world: World, **more: object) -> str:
    number: str = world.case(world.file(None, category="air_conditioner", **more)).number
    return number


def to_plan(day: Day) -> list[object]:
    return [row["number"] for row in waiting(day)]


def waiting(day: Day) -> list[dict[str, object]]:
    items: list[dict[str, object]] = day.desk.get("/api/dispatch/to-plan").json()["items"]
    return items


def test_what_is_due_first_comes_first_with_what_was_promised(world: World, day: Day) -> None:
    minor, major = cooling(world, level=3), cooling(world, level=1)
    world.file(None, type="question", description="几点上班")
    rows = waiting(day)
    assert [row["number"] for row in rows] == [major, minor]
    promises = rows[0]["promises"]
    assert isinstance(promises, list)
    due = [datetime.fromisoformat(one["due_at"]) for one in promises]
    assert due == sorted(due) and {"reply", "onsite", "solve"} <= {one["kind"] for one in promises}
    assert rows[0]["next_due_at"] == promises[0]["due_at"] and promises[0]["missed_at"] is None
    assert rows[0]["before"] is None


def test_what_nobody_comes_for_any_more_is_there_again_and_says_why(world: World, day: Day) -> None:
    number = cooling(world)
    assert to_plan(day) == [number]
    planned = day.plan(number).json()["id"]
    assert to_plan(day) == []
    stamp(day.engineer("e_west"), planned, "decline", at(23, 11), reason="孩子病了")
    (row,) = waiting(day)
    before = row["before"]
    assert isinstance(before, dict)
    assert (before["status"], before["engineer"], before["reason"]) == ("declined", "西工", "孩子病了")
    again = day.plan(number, "e_far", key="again").json()["id"]
    assert to_plan(day) == []
    page = day.engineer("e_far")
    world.go_to(at(24, 9))
    page = day.engineer("e_far")
    for verb in ("depart", "arrive"):
        stamp(page, again, verb, at(24, 9))
        assert to_plan(day) == []
    world.go_to(at(24, 10))
    stamp(page, again, "finish", at(24, 10), outcome="second_visit", words="缺电容")
    assert [(row["number"], row["before"]["status"]) for row in waiting(day)] == [(number, "part_done")]  # type: ignore[index]


def test_what_is_over_waits_for_nobody(world: World, day: Day) -> None:
    solved, cancelled = cooling(world), cooling(world)
    assert day.desk.post(f"/api/cases/{solved}/solve", json={"solution": "电话里教会了"}).status_code == 200
    gone = day.desk.post(f"/api/cases/{cancelled}/move", json={"to": "cancelled", "why": "自己好了"})
    assert gone.status_code == 200
    assert to_plan(day) == []


def test_a_day_of_an_engineer_tells_hours_absence_and_what_is_taken(world: World, day: Day) -> None:
    number = cooling(world)
    assert day.plan(number).status_code == 201
    with world.work() as work:
        far_away = work.session.get_one(Person, 12)
        far_away.hour_rows.append(PersonHours(weekday=6, begins=time(9), ends=time(12)))
        work.session.add(absence(12, at(23, 13), at(25, 0), AbsenceState.APPROVED))
        work.session.add(absence(11, at(24, 0), at(25, 0), AbsenceState.ASKED))
    rows = day.desk.get("/api/dispatch/engineers?date=2026-11-24").json()["items"]
    by_name = {row["username"]: row for row in rows}
    assert sorted(by_name) == ["e_far", "e_lift", "e_west"]
    west, far = by_name["e_west"], by_name["e_far"]
    assert (west["districts"], west["skills"], west["away"]) == (["西湖区"], ["hvac"], [])
    assert west["works"] == [span(at(24, 8, 30), at(24, 19, 30))]
    assert west["taken"] == [span(at(24, 9), at(24, 10, 45))]  # the way there, and the work
    assert (far["taken"], far["away"]) == ([], [span(at(24, 0), at(25, 0))])
    saturday = day.desk.get("/api/dispatch/engineers?date=2026-11-28").json()["items"]
    assert [row["works"] for row in saturday] == [[span(at(28, 9), at(28, 12))], [], []]
    first = day.desk.get("/api/dispatch/engineers?limit=2").json()
    then = day.desk.get(f"/api/dispatch/engineers?limit=2&cursor={first['next']}").json()
    assert [row["username"] for row in first["items"] + then["items"]] == sorted(by_name)


def absence(person: int, begin: datetime, end: datetime, state: AbsenceState) -> Absence:
    return Absence(person_id=person, begun_at=begin, ended_at=end, state=state, why="家里有事", asked_at=at(20, 9))


def span(begin: datetime, end: datetime) -> dict[str, str]:
    return {"start_at": begin.isoformat(), "end_at": end.isoformat()}


def test_who_is_away_is_not_offered_to_the_customer_and_said_to_be_away(world: World, day: Day) -> None:
    number = cooling(world, district="西湖区")
    with world.work() as work:
        work.session.add(absence(11, at(24, 8), at(24, 12), AbsenceState.APPROVED))
    found = day.desk.get(f"/api/cases/{number}/candidates", params=WINDOW).json()["items"]
    away = {one["person"]: (one["fits"], one["reasons"]["away"]) for one in found}
    assert away == {"e_west": (False, True), "e_far": (True, False)}
    with world.work() as work:
        case = work.session.query(Case).filter_by(number=number).one()
        slots = free_slots(work, case, at(24, 0), at(25, 0))
        assert at(24, 9) not in [slot.start_at for slot in slots] and slots


def test_candidates_for_a_window_of_ones_own_and_instead_of_a_visit(world: World, day: Day) -> None:
    number = cooling(world)
    own = {"from": at(24, 9, 30).isoformat(), "to": at(24, 11, 30).isoformat(), "exact": "true"}
    asked = f"/api/cases/{number}/candidates"
    found = day.desk.get(asked, params=own).json()["items"]
    assert {one["person"] for one in found} == {"e_west", "e_far"}
    assert {one["window"]["start_at"] for one in found} == {own["from"]}
    visit = day.plan(number).json()["id"]
    assert [one["person"] for one in day.desk.get(asked, params=own).json()["items"]] == ["e_far"]
    instead = day.desk.get(asked, params=own | {"instead": str(visit)}).json()["items"]
    assert {one["person"] for one in instead} == {"e_west", "e_far"}
    assert day.desk.get(asked, params=own | {"instead": str(visit + 1)}).status_code == 404
    over = {"from": at(22, 9).isoformat(), "to": at(22, 10).isoformat(), "exact": "true"}
    assert day.desk.get(asked, params=over).status_code == 422
    night = {"from": at(24, 22).isoformat(), "to": at(25, 1).isoformat(), "exact": "true"}
    assert {one["reasons"]["hours"] for one in day.desk.get(asked, params=night).json()["items"]} == {False}


def test_a_case_shows_who_comes_what_the_customer_was_told_and_the_papers(world: World, day: Day) -> None:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner", phone="13911110001")
    number = world.case(id).number
    visit = day.plan(number).json()["id"]
    (shown,) = day.desk.get(f"/api/cases/{number}").json()["visits"]
    assert [(one["name"], one["role"], one["state"]) for one in shown["crew"]] == [("西工", "lead", "asked")]
    assert (shown["told"]["text"], shown["told"]["reached"], shown["documents"]) == (world.said(chat)[-1], True, [])
    world.go_to(at(24, 9))
    page = day.engineer("e_west")
    stamp(page, visit, "arrive", at(24, 9))
    stamp(page, visit, "finish", at(24, 9), outcome="solved", words="换了电容")
    (done,) = day.desk.get(f"/api/cases/{number}").json()["visits"]
    assert [paper["kind"] for paper in done["documents"]] == ["service_order", "fault_analysis"]
    paper = day.desk.get(done["documents"][0]["url"])
    assert paper.status_code == 200 and "换了电容" in paper.text


def test_somebody_to_call_is_told_apart_from_somebody_told(world: World, day: Day) -> None:
    number = cooling(world)
    day.plan(number)
    (shown,) = day.desk.get(f"/api/cases/{number}").json()["visits"]
    assert shown["told"]["reached"] is False and number in shown["told"]["text"]


def test_a_word_of_an_engineer_rings_the_desk(world: World, day: Day) -> None:
    """Also when nothing of the visit changes but that its crew has accepted."""
    visit = day.plan(cooling(world)).json()["id"]
    page = day.engineer("e_west")
    heard: set[str] = set()
    with world.database.doorbell.listen(heard.update), day.house.app.state.held.database.doorbell.listen(heard.update):
        stamp(page, visit, "accept", at(23, 10))
    assert topics.DESK in heard
