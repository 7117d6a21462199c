"""The service looked at as a whole (R39, R40, R43): reports that come by themselves, checks, the log of dispatch."""

from typing import Any

import pytest

from helpline.reports import dispatch_log
from helpline.reports.jobs import look_after_service
from tests.promises.office import Office
from tests.promises.test_on_site import arrived
from tests.promises.test_visits import at, planned, stamp, told_case
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow


def watched(office: Office) -> None:
    """The sweeper has started."""
    with office.world.work() as work:
        look_after_service.begin(work)


def reports(office: Office, period: str) -> list[dict[str, Any]]:
    rows = office.desk(SUPERVISOR).get("/api/reports").json()["items"]
    return [row for row in rows if row["period"] == period]


@pytest.mark.promise("N126")
def test_the_service_desk_hands_in_its_report_every_day_and_week_and_month(office: Office) -> None:
    watched(office)
    office.takes_down(description="开机没反应")
    office.takes_down(QUALITY, type="complaint", description="师傅态度差")
    office.goes_to(at(24, 8, 1))
    (day,) = reports(office, "day")
    assert (day["begun_on"], day["figures"]["cases"], day["figures"]["complaints"]) == ("2026-11-23", 2, 1)
    for later in range(25, 31):
        office.goes_to(at(later, 8, 1))
    (week,) = reports(office, "week")
    assert (week["begun_on"], week["ended_on"]) == ("2026-11-23", "2026-11-29")
    assert week["figures"]["promises"]["reply"] == {"kept": 0, "late": 2} and week["figures"]["missed"] >= 2
    assert any("服务周报" in task["reason"] for task in office.tasks(SUPERVISOR))
    assert office.desk(AGENT).get("/api/reports").status_code == 403


@pytest.mark.promise("N122")
def test_the_quality_of_service_is_checked_every_week(office: Office) -> None:
    watched(office)
    chat, number = told_case(office)
    office.does(AGENT, f"cases/{number}/solve", solution="换了电容")
    office.does(AGENT, f"cases/{number}/consent", to="closure", words="好了")
    for later in range(24, 31):
        office.goes_to(at(later, 8, 1))
    (task,) = [task for task in office.tasks(SUPERVISOR) if "质量抽查" in task["reason"]]
    (row,) = office.desk(SUPERVISOR).get("/api/quality-checks").json()["items"]
    assert (row["case"], row["good"]) == (number, None) and task["case"] == number
    told = office.does(SUPERVISOR, f"quality-checks/{row['id']}", good=False, findings="没有说清收费")
    assert (told["checked_by"], told["good"], told["findings"]) == ("岑立", False, "没有说清收费")
    assert not [task for task in office.tasks(SUPERVISOR) if "质量抽查" in task["reason"]]


@pytest.mark.promise("N125")
def test_the_dispatch_log_and_each_engineers_costs(office: Office) -> None:
    number, visit, page = arrived(office)
    for key, line in {
        "l1": {"kind": "part", "text": "电容", "price_fen": 3000, "payer": "company"},
        "l2": {"kind": "travel", "text": "高速费", "price_fen": 1500, "payer": "company"},
    }.items():
        told = page.post(
            f"/api/engineer/visits/{visit}/lines", json={"key": key, "at": office.world.now.isoformat(), **line}
        )
        assert told.status_code == 200, told.text
    stamp(office, page, visit, "finish", outcome="solved", words="换了电容")
    query = {"from": "2026-11-20", "to": "2026-11-30"}
    (row,) = office.desk(SUPERVISOR).get("/api/dispatch-log", params=query | {"person": "e_west"}).json()["items"]
    assert (row["case"], row["engineers"], row["outcome"], row["total_fen"]) == (number, ["西工"], "solved", 4500)
    assert row["arrived_at"].startswith("2026-11-24T09:20")
    (costs,) = office.desk(SUPERVISOR).get("/api/dispatch-costs", params=query).json()["groups"]
    assert (costs["person"], costs["visits"], costs["fen"]) == ("e_west", 1, {"part": 3000, "travel": 1500})


def test_costs_are_those_of_the_whole_period(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many visits there were: they are read in portions, and none is left out."""
    monkeypatch.setattr(dispatch_log, "BATCH", 2)
    visits = [planned(office, told_case(office)[1], day=day) for day in (24, 25, 26, 27, 30)]
    query = {"from": "2026-11-20", "to": "2026-11-30"}
    (costs,) = office.desk(SUPERVISOR).get("/api/dispatch-costs", params=query).json()["groups"]
    assert costs["visits"] == len(visits)
