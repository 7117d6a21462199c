"""Papers that come in (R02, R03, R07): kept with a case, a machine or a contract, and had again."""

from typing import Any

import pytest

from helpline.tables import Asset
from tests.promises.office import Office
from tests.promises.test_visits import PNG, told_case
from tests.world import AGENT, QUALITY, SUPERVISOR

pytestmark = pytest.mark.slow


def kept(office: Office, picture: bytes | None = PNG, **told: str) -> dict[str, Any]:
    files = {"file": ("p.png", picture)} if picture else None
    answer = office.desk(AGENT).post("/api/papers", data={"key": f"k {sorted(told.values())}", **told}, files=files)
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


def papers(office: Office, **of: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = office.desk(AGENT).get("/api/papers", params=of).json()["items"]
    return rows


@pytest.mark.promise("N032")
def test_a_stamped_confirmation_that_comes_later_is_kept_with_the_case(office: Office) -> None:
    number = office.takes_down()
    office.passes(hours=5)
    row = kept(
        office, case=number, kind="confirmation", title="盖章确认函", dated="2026-11-23", words="要求11月25日完工"
    )
    assert [(one["title"], one["words"], one["dated"]) for one in papers(office, case=number)] == [
        ("盖章确认函", "要求11月25日完工", "2026-11-23")
    ]
    assert office.desk(AGENT).get(row["url"]).content == PNG
    (line,) = [line for line in office.case(number)["timeline"] if line["kind"] == "paper_kept"]
    assert (line["text"], line["data"]["of"]) == ("盖章确认函", "confirmation"), "its arrival is noted"


@pytest.mark.promise("N047")
def test_proof_of_purchase_is_asked_for_kept_with_the_machine_and_dates_its_warranty(office: Office) -> None:
    with office.world.work() as work:
        work.session.get_one(Asset, "AA26000002").handover_on = None
    asked = office.chat().says("我的空调还在保修期吗，没找到保修卡", "check_warranty")
    assert asked
    before = office.desk(AGENT).get("/api/assets", params={"serial": "AA26000002"}).json()["items"][0]["warranty"]
    assert before["covered"] is None
    kept(office, asset="AA26000002", kind="purchase", title="购机发票", dated="2026-05-06")
    (machine,) = office.desk(AGENT).get("/api/assets", params={"serial": "AA26000002"}).json()["items"]
    assert (machine["warranty"]["covered"], machine["warranty"]["began_on"]) == (True, "2026-05-06")
    assert [one["title"] for one in papers(office, asset="AA26000002")] == ["购机发票"]


@pytest.mark.promise("N089")
def test_an_inspection_report_goes_with_the_goods_and_can_be_had_again(office: Office) -> None:
    chat, number = told_case(office)
    row = kept(office, asset="AA26000001", kind="inspection", title="出厂检验报告")
    assert [one["title"] for one in papers(office, asset="AA26000001")] == ["出厂检验报告"]
    office.does(AGENT, f"papers/{row['id']}/give", case=number)
    said = chat.messages()[-1]
    assert "出厂检验报告" in said.text and said.attachments
    page = office.client.get(said.attachments[0]["url"], headers=chat._head)
    assert page.status_code == 200 and page.content == PNG


@pytest.mark.promise("N028")
def test_a_contract_customers_system_file_has_structure_settings_and_problems(office: Office) -> None:
    owner = office.does(AGENT, "organisations", name="某医院")["id"]
    office.does(AGENT, "contacts", name="钱主任", phone="13911110077", organisation_id=owner)
    office.does(
        SUPERVISOR, "contracts", id="HT1", organisation_id=owner, kind="maintenance", state="active", manager="cen",
        starts_on="2026-01-01", ends_on="2030-12-31",
    )  # fmt: skip
    kept(office, contract="HT1", kind="structure", title="系统架构图", words="两台核心交换机互备")
    office.passes(minutes=1)
    kept(office, None, contract="HT1", kind="settings", title="交换机设置", words="VLAN 10 办公，VLAN 20 监控")
    numbers = [
        office.takes_down(category="network", phone="13911110077", contact_name="钱主任", description=fault)
        for fault in ("三楼断网", "核心交换机重启")
    ]
    assert [(one["kind"], one["words"]) for one in papers(office, contract="HT1")] == [
        ("structure", "两台核心交换机互备"), ("settings", "VLAN 10 办公，VLAN 20 监控"),
    ]  # fmt: skip
    problems = office.desk(AGENT).get("/api/contracts/HT1/problems").json()["items"]
    assert [row["number"] for row in problems] == numbers[::-1]


def test_a_complaints_papers_are_its_readers(office: Office) -> None:
    number = office.takes_down(QUALITY, type="complaint", description="师傅收红包")
    told = {"key": "k", "case": number, "kind": "other", "title": "转账截图"}
    assert office.desk(AGENT).post("/api/papers", data=told, files={"file": ("p.png", PNG)}).status_code == 404
    row = office.desk(QUALITY).post("/api/papers", data=told, files={"file": ("p.png", PNG)}).json()
    assert office.desk(AGENT).get(row["url"]).status_code == 404
    assert office.desk(QUALITY).get(row["url"]).content == PNG
