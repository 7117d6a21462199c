"""The service seen from above: the same fault again (R21), complaints reviewed (R41), conduct (R44), scores (R35)."""

from typing import Any

import pytest

from helpline.core.unit_of_work import Actor
from helpline.tables import Person, PersonRole
from tests.promises.office import Office
from tests.promises.test_visits import at, planned, stamp, told_case
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow

ANOTHER = Actor("agent", "er", "二妹", ("quality",), 6)


def marks(office: Office, who: Actor = SUPERVISOR, **of: str) -> list[dict[str, Any]]:
    told = office.desk(who).get("/api/conduct", params=of)
    assert told.status_code == 200, told.text
    items: list[dict[str, Any]] = told.json()["items"]
    return items


def mended(office: Office, fault: str) -> str:
    """A repair of K1's machine that an engineer has done, by number."""
    number = office.takes_down(category="air_conditioner", serial="AA26000001", description=fault)
    visit = planned(office, number)
    page = office.engineer("e_west")
    stamp(office, page, visit, "arrive")
    stamp(office, page, visit, "finish", outcome="solved", words="加了冷媒")
    return number


@pytest.mark.promise("R21.1", "R21.2", "R21.3", "R21.4", "R44.4", "R44.5")
def test_the_same_fault_again_is_linked_raised_and_counts_against_the_repair(office: Office) -> None:
    before = mended(office, "空调不制冷")
    again = office.takes_down(category="air_conditioner", serial="AA26000001", description="又吹热风了")
    shown = office.case(again)
    assert shown["links"] == [{"kind": "repeat_of", "other": before, "mine": True}]
    assert shown["escalation_step"] == 1
    reasons = [task["reason"] for task in office.tasks(QUALITY) if task["case"] == again and task["kind"] == "task"]
    assert reasons == ["同一设备同一故障重复出现"]
    assert [(row["person"], row["kind"], row["case"]) for row in marks(office)] == [("e_west", "same_fault", before)]


@pytest.mark.promise("R21.1")
def test_another_fault_of_the_same_machine_is_no_repeat(office: Office) -> None:
    mended(office, "空调不制冷")
    other = office.takes_down(category="air_conditioner", serial="AA26000001", description="遥控器按了没反应")
    assert office.case(other)["links"] == [] and marks(office) == []


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("quarrel", marks=pytest.mark.promise("R44.1", "R44.5")),
        pytest.param("favours", marks=pytest.mark.promise("R44.2", "R44.5")),
    ],
)
def test_bad_service_is_marked_against_who_gave_it(office: Office, kind: str) -> None:
    number = office.takes_down()
    for _ in range(2):
        office.does(AGENT, f"cases/{number}/conduct", person="e_west", kind=kind, words="客户打电话来说的")
    assert [(row["person"], row["kind"], row["made_by"]) for row in marks(office, person="e_west")] == [
        ("e_west", kind, "an")
    ]
    assert marks(office, person="e_far") == []
    assert office.desk(AGENT).get("/api/conduct").status_code == 403


@pytest.mark.promise("R44.3", "R44.5")
def test_who_does_not_come_and_says_nothing_is_marked_unless_they_were_there(office: Office) -> None:
    _, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 11, 31))
    assert [(row["person"], row["kind"], row["made_by"]) for row in marks(office)] == [("e_west", "late", "")]
    page = office.engineer("e_west")
    told = page.post(f"/api/engineer/visits/{visit}/arrive", json={"key": "a", "at": at(24, 9, 30).isoformat()})
    assert told.status_code == 200 and marks(office) == []


@pytest.mark.promise("R44.3")
def test_who_is_late_and_on_the_way_has_told_the_customer(office: Office) -> None:
    _, number = told_case(office)
    visit = planned(office, number)
    office.goes_to(at(24, 10, 50))
    page = office.engineer("e_west")
    stamp(office, page, visit, "depart")
    office.goes_to(at(24, 11, 10))
    stamp(office, page, visit, "arrive")
    assert marks(office) == []


@pytest.mark.promise("R41.2", "R41.5", "R41.6", "N124")
def test_a_complaint_is_reviewed_by_who_had_no_part_in_it(office: Office) -> None:
    with office.world.work() as work:
        work.session.add(Person(id=6, username="er", name="二妹", role_rows=[PersonRole(role="quality")]))
    number = office.takes_down(type="complaint", description="西工跟我吵架")
    body = {"found_true": True, "cause": "没有交底", "measure": "出发前交底", "measure_by": "2026-12-31"}
    found = {**body, "person": "e_west", "kind": "quarrel", "consequence": "扣当月奖金"}
    early = office.desk(ANOTHER).post(f"/api/cases/{number}/review", json={"key": "1", **found})
    assert (early.status_code, early.json()["code"]) == (409, "move_not_allowed")
    office.does(QUALITY, f"cases/{number}/contacted", text="已回电")
    office.does(QUALITY, f"cases/{number}/solve", solution="已道歉")
    own = office.desk(QUALITY).post(f"/api/cases/{number}/review", json={"key": "2", **found})
    assert (own.status_code, own.json()["code"]) == (403, "not_allowed")
    told = office.does(ANOTHER, f"cases/{number}/review", **found)
    assert (told["reviewer"], told["cause"], told["measure"]) == ("er", "没有交底", "出发前交底")
    tasks = [task for task in office.tasks(SUPERVISOR) if "出发前交底" in task["reason"]]
    assert [(task["kind"], task["case"]) for task in tasks] == [("task", None)], "others hear of no complaint"
    shown = [(row["person"], row["kind"], row["consequence"]) for row in marks(office, QUALITY)]
    assert shown == [("e_west", "quarrel", "扣当月奖金")]
    assert marks(office, SUPERVISOR) == []


@pytest.mark.promise("R41.2", "R41.7")
def test_a_complaint_only_its_handler_could_review_is_reviewed_by_a_supervisor(office: Office) -> None:
    with office.world.work() as work:
        work.session.add(Person(id=7, username="wu", name="吴欢", role_rows=[PersonRole(role="supervisor")]))
    accused = Actor("agent", "wu", "吴欢", ("supervisor",), 7)
    number = office.takes_down(type="complaint", description="吴欢跟我吵架")
    review = {"found_true": True, "cause": "没有交底", "measure": "出发前交底"}
    office.does(QUALITY, f"cases/{number}/contacted", text="已回电")
    assert office.desk(SUPERVISOR).get(f"/api/cases/{number}").status_code == 404
    assert not [task for task in office.tasks(SUPERVISOR) if "复核" in task["reason"]]
    office.does(QUALITY, f"cases/{number}/solve", solution="已道歉")
    assert [task["case"] for task in office.tasks(SUPERVISOR) if "复核" in task["reason"]] == [number]
    for who, refused in ((QUALITY, 403), (accused, 404), (AGENT, 404)):
        told = office.desk(who).post(f"/api/cases/{number}/review", json={"key": "1", **review})
        assert told.status_code == refused, told.text
    assert office.case(number, SUPERVISOR)["solution"] == "已道歉"
    assert office.does(SUPERVISOR, f"cases/{number}/review", **review)["reviewer"] == "cen"
    assert not [task for task in office.tasks(SUPERVISOR) if "复核" in task["reason"]]
    assert office.case(number, SUPERVISOR)["number"] == number, "who reviewed it may read it again"


def test_a_supervisor_stands_in_for_no_reader_who_could_review(office: Office) -> None:
    number = office.takes_down(type="complaint", description="西工跟我吵架")
    office.does(QUALITY, f"cases/{number}/contacted", text="已回电")
    office.does(QUALITY, f"cases/{number}/solve", solution="已道歉")
    assert office.case(number, SUPERVISOR)["number"] == number
    with office.world.work() as work:
        work.session.add(Person(id=6, username="er", name="二妹", role_rows=[PersonRole(role="quality")]))
    assert office.desk(SUPERVISOR).get(f"/api/cases/{number}").status_code == 404
    assert office.case(number, ANOTHER)["number"] == number


@pytest.mark.parametrize(
    ("by", "of"),
    [
        pytest.param("engineer", "e_west", marks=pytest.mark.promise("R35.4")),
        pytest.param("product", "air_conditioner", marks=pytest.mark.promise("R35.5")),
        pytest.param("channel", "web", marks=pytest.mark.promise("R35.6")),
    ],
)
def test_scores_are_shown_by_engineer_product_and_channel(office: Office, by: str, of: str) -> None:
    for day, score in ((24, "5分"), (25, "1分")):
        chat, number = told_case(office)
        visit = planned(office, number, day=day)
        office.goes_to(at(day, 9))
        page = office.engineer("e_west")
        stamp(office, page, visit, "arrive")
        stamp(office, page, visit, "finish", outcome="solved", words="好了")
        chat.awaits("好了\n")
        chat.presses("已解决")
        chat.awaits("打个分")
        chat.says(score)
    rows = office.desk(SUPERVISOR).get("/api/satisfaction", params={"by": by}).json()["groups"]
    assert rows == [{"of": of, "asked": 2, "answered": 2, "average": 3.0, "low": 1}]
