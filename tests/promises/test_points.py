"""Where service comes from (R25, R47): points with their areas, partners, and who managed the works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.settings import Settings
from helpline.tables import Organisation, Page, Person
from kb.models.service_points import PointKind, ServicePoint
from tests.helpline.duty.conftest import staffed
from tests.promises.office import Office, Understood
from tests.promises.test_visits import at, window
from tests.world import AGENT, SECOND_AGENT, SUPERVISOR, World, engineer

pytestmark = pytest.mark.slow

POINTS = (
    ServicePoint(
        id="main", name="总部", kind=PointKind.HEAD, address="总部路1号", head="cen", dispatcher="an",
        phone="0571-00000001", areas=("杭州",),
    ),
    ServicePoint(
        id="east", name="东城分公司", kind=PointKind.BRANCH, address="东城路6号", head="e_far", dispatcher="bo",
        phone="0574-00000002", areas=("东城区",),
    ),
    ServicePoint(
        id="inn", name="酒店驻点", kind=PointKind.RESIDENT, address="东城区酒店一楼", head="e_lift", dispatcher="bo",
        phone="0574-00000003", areas=("东城区大酒店",),
    ),
)  # fmt: skip


@pytest.fixture
def office(world: World, tmp_path: Path) -> Iterator[Office]:
    """One whose company has these points."""
    world.kb = world.kb.model_copy(update={"service_points": POINTS})
    settings = Settings(
        database_url=world.database.url, var_dir=tmp_path, burst_quiet_seconds=0, limits_times=1000, rasa_was_ready=True
    )
    app = create_app(settings, world.kb)
    rasa = app.state.held.turns.rasa = Understood(world)
    with TestClient(app, base_url="http://testserver") as client:
        yield Office(world, app, client, rasa)


@pytest.mark.promise("N018")
@pytest.mark.parametrize(
    ("address", "point"),
    [("东城区某路1号", "东城分公司"), ("东城区大酒店3楼", "酒店驻点"), ("没有网点的地方", "总部")],
)
def test_a_case_goes_to_the_point_of_its_area(office: Office, address: str, point: str) -> None:
    shown = office.case(office.takes_down(address=address))["service_point"]
    assert shown["name"] == point
    listed = office.desk(AGENT).get("/api/service-points").json()["items"]
    assert [(row["name"], row["kind"], row["phone"]) for row in listed] == [
        ("总部", "head", "0571-00000001"), ("东城分公司", "branch", "0574-00000002"), ("酒店驻点", "resident", "0574-00000003"),
    ]  # fmt: skip
    assert all(row["address"] and row["head"] and row["areas"] for row in listed)


def test_an_address_put_right_moves_the_case_and_one_passed_on_stays(office: Office) -> None:
    number = office.takes_down(address="没有网点的地方")
    office.desk(AGENT).patch(f"/api/cases/{number}", json={"address": "东城区某路1号"})
    assert office.case(number)["service_point"]["id"] == "east"
    office.does(AGENT, f"cases/{number}/point", point="inn", reason="驻点更近")
    office.desk(AGENT).patch(f"/api/cases/{number}", json={"address": "没有网点的地方"})
    assert office.case(number)["service_point"]["id"] == "inn"


@pytest.mark.promise("N019")
def test_the_technical_centre_passes_a_case_to_a_branch_whose_dispatcher_sends_somebody(office: Office) -> None:
    number = office.takes_down(category="air_conditioner", address="没有网点的地方", description="完全不制冷")
    office.does(SUPERVISOR, f"cases/{number}/point", point="east", reason="客户搬到东城了")
    shown = office.case(number)
    assert shown["service_point"]["name"] == "东城分公司"
    (task,) = [task for task in office.tasks(SECOND_AGENT) if "东城分公司" in task["reason"]]
    assert (task["case"], task["assignee"]) == (number, "bo")
    office.does(SECOND_AGENT, f"cases/{number}/visits", persons=["e_west"], **window(24, 9))
    assert [visit["engineer"] for visit in office.case(number)["visits"]] == ["西工"]


@pytest.mark.promise("N133")
@pytest.mark.parametrize(("address", "head"), [("东城区某路1号", "13900000002"), ("东城区大酒店3楼", "13900000003")])
def test_at_night_the_duty_room_is_rung_and_the_branch_of_the_area_hears(
    office: Office, address: str, head: str
) -> None:
    office.goes_to(at(24, 3))
    staffed(office.world)
    office.takes_down(type="emergency", description="配电箱冒烟", address=address)
    assert [page.rank for page in office.world.all(Page)] == [1]
    assert any("安全险情" in message.text for message in office.texts_to(head))


@pytest.mark.promise("N026")
@pytest.mark.parametrize("free", [True, False])
def test_works_are_repaired_first_by_who_managed_them(office: Office, free: bool) -> None:
    with office.world.work() as work:
        work.session.add(engineer(21, "e_mason", "瓦工", "13900000021", "works", "西湖区"))
        work.session.add(engineer(22, "e_manager", "老项目经理", "13900000022", "hvac", "余杭区"))
    owner = office.does(AGENT, "organisations", name="某业主")["id"]
    person = office.does(AGENT, "contacts", name="钱主任", phone="13911110077", organisation_id=owner)["id"]
    office.does(
        SUPERVISOR, "contracts", id="HT1", organisation_id=owner, kind="works", state="active", manager="e_manager",
        starts_on="2026-01-01", ends_on="2030-12-31",
    )  # fmt: skip
    number = office.takes_down(category="building_works", phone="13911110077", contact_name="钱主任", district="西湖区")
    if not free:
        other = office.takes_down(category="air_conditioner", phone="13911110078")
        office.does(AGENT, f"cases/{other}/visits", persons=["e_manager"], **window(23, 11))
    found = office.desk(AGENT).get(f"/api/cases/{number}/candidates").json()["items"]
    first = [row["person"] for row in found if row["window"]["start_at"] == found[0]["window"]["start_at"]]
    assert person and first == (["e_manager", "e_mason"] if free else ["e_mason"])
    assert found[0]["reasons"]["manager"] is free


@pytest.mark.promise("N027")
def test_a_partners_people_have_skills_areas_and_a_contact_and_a_visit_may_be_theirs(office: Office) -> None:
    partner = office.does(AGENT, "organisations", name="越明机电", kind="partner", note="水泵大修外协")["id"]
    office.does(AGENT, "contacts", name="陶经理", phone="13911110055", organisation_id=partner, title="调度")
    with office.world.work() as work:
        theirs: Person = engineer(21, "e_yue", "越工", "13900000021", "hvac", "柯桥区")
        theirs.partner = work.session.get_one(Organisation, partner)
        work.session.add(theirs)
    number = office.takes_down(category="air_conditioner", district="柯桥区", address="柯桥区某路1号")
    found = office.desk(AGENT).get(f"/api/cases/{number}/candidates").json()["items"][0]
    assert (found["person"], found["partner"], found["reasons"]["skill"], found["reasons"]["area"]) == (
        "e_yue", "越明机电", True, True,
    )  # fmt: skip
    told = office.does(AGENT, f"cases/{number}/visits", persons=["e_yue"], **window(24, 9))
    assert [one["partner"] for one in told["crew"]] == ["越明机电"]
    (row,) = office.engineer("e_yue").get("/api/engineer/visits?date=2026-11-24").json()["items"]
    assert row["case"] == number
    contacts = office.desk(AGENT).get("/api/contacts", params={"organisation": partner}).json()["items"]
    assert [(row["name"], row["phone"]) for row in contacts] == [("陶经理", "13911110055")]
