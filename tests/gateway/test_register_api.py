"""The register through the API: looked up, added once, put right, taken in and given out; who may, and what is noted."""

from collections.abc import Callable
from typing import Any

import pytest

from helpline.customers.register.exporting import export_table
from helpline.customers.register.tables import read, write_csv
from helpline.tables import Asset, AuditLine, Contract, Customer
from tests.gateway.desk_calls import As
from tests.world import AGENT, QUALITY, SUPERVISOR, World

pytestmark = pytest.mark.slow


def added(desk: As, path: str, **fields: object) -> dict[str, object]:
    answer = desk(AGENT).post(f"/api/{path}", json={"key": f"k-{path}-{fields}"[:100], **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.both_databases
def test_a_hotel_is_put_on_file_with_all_that_is_of_it(world: World, desk: As) -> None:
    hotel = added(desk, "organisations", name="舜江酒店", grade="silver")["id"]
    site = added(desk, "sites", organisation_id=hotel, name="主楼", address="舜江南路168号", access_note="员工通道")[
        "id"
    ]
    chief = added(
        desk, "contacts", name="丁一", phone="0574-62223333", other_phones="13822220001", organisation_id=hotel
    )
    porter = added(desk, "contacts", name="丁二", phone="057462223333", organisation="舜江酒店")
    assert chief["organisation"] == porter["organisation"] == "舜江酒店"
    lift = added(desk, "assets", model="YT-K1000", organisation_id=hotel, site_id=site, accepted_on="2025-01-10")
    door = added(desk, "assets", model="门机", category="lift", organisation_id=hotel, parent_id=lift["id"])
    assert (lift["serial"], lift["category"], lift["quantity"], door["parent_id"]) == ("", "lift", 1, lift["id"])
    contract = added(
        desk,
        "contracts",
        id="HT-1",
        organisation_id=hotel,
        kind="maintenance",
        pack="lift_care",
        grade="gold",
        starts_on="2026-01-01",
        ends_on="2026-12-31",
        state="active",
        manager="cen",
        covers=f"asset:{lift['id']}",
    )
    assert contract["in_force"] is True
    case = world.case(world.file(world.chat("K1"), serial=str(lift["id"])))
    assert case.contract_id is None, "who is not of the hotel has none of its contracts"
    both = desk(AGENT).get("/api/contacts", params={"phone": "0574 6222 3333"}).json()["items"]
    assert {row["name"] for row in both} == {"丁一", "丁二"}
    assert desk(AGENT).get("/api/contacts", params={"phone": "13822220001"}).json()["items"][0]["name"] == "丁一"
    assert len(desk(AGENT).get("/api/assets", params={"organisation": str(hotel)}).json()["items"]) == 2
    assert desk(AGENT).get("/api/organisations", params={"q": "舜江"}).json()["items"][0]["id"] == hotel


@pytest.mark.both_databases
def test_the_same_key_adds_once_and_answers_the_same(world: World, desk: As) -> None:
    wish = {"key": "once", "name": "丁一", "phone": "13822220001"}
    first, second = (desk(AGENT).post("/api/contacts", json=wish) for _ in range(2))
    assert first.json() == second.json() and first.status_code == 201
    assert len(world.all(Customer, name="丁一")) == 1


def test_what_is_left_out_stays_and_what_is_empty_goes(world: World, desk: As) -> None:
    made = desk(AGENT).patch("/api/contacts/K3", json={"title": "厂长"}).json()
    assert (made["name"], made["title"], made["grade"]) == ("丙工厂", "厂长", "gold")
    assert desk(AGENT).patch("/api/contacts/K3", json={"grade": ""}).json()["grade"] == ""


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("contacts/K1", {"phone": "1.38E+10"}, "phone"),
        ("contacts/K1", {"name": ""}, "name is empty"),
        ("contacts/K1", {"organisation_id": "O9"}, "organisation_id"),
        ("assets/AA26000001", {"card_on": "昨天"}, "card_on"),
        ("assets/AA26000001", {"state": "on_loan"}, "cannot become"),
        ("assets/AA26000001", {"parent_id": "AA26000001"}, "part of itself"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    world: World, desk: As, path: str, body: dict[str, str], words: str
) -> None:
    answer = desk(AGENT).patch(f"/api/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert words in answer.json()["detail"]
    assert world.all(Customer, id="K1")[0].name == "甲小明"


def test_an_id_that_is_there_is_not_added_again(world: World, desk: As) -> None:
    wish = {"key": "k", "id": "K1", "name": "丁一", "phone": "13822220001"}
    assert "on file already" in desk(AGENT).post("/api/contacts", json=wish).json()["detail"]


def test_a_states_move_stands_in_the_table(world: World, desk: As) -> None:
    for state in ("in_repair", "installed", "scrapped"):
        assert desk(AGENT).patch("/api/assets/AA26000001", json={"state": state}).json()["state"] == state
    assert desk(AGENT).patch("/api/assets/AA26000001", json={"state": "installed"}).status_code == 422


def test_reading_peoples_files_leaves_lines(world: World, desk: As) -> None:
    desk(AGENT).get("/api/contacts", params={"phone": "13911110001"})
    desk(AGENT).get("/api/assets", params={"customer": "K2"})
    lines = {(line.what, line.about) for line in world.all(AuditLine, actor="agent:an")}
    assert {("searched_phone", "phone:139****0001"), ("read_customer", "customer:K1")} <= lines
    assert ("read_customer", "customer:K2") in lines


def test_who_keeps_the_register_takes_it_in_and_out(world: World, desk: As) -> None:
    table = write_csv(["id", "name", "phone"], [["K1", "甲大明", "13911110001"], ["N1", "丁一", "13822220001"]])

    def sent(key: str, dry_run: bool = False) -> dict[str, object]:
        form = {"key": key, "dry_run": str(dry_run).lower()}
        answer = desk(SUPERVISOR).post("/api/imports", files={"file": ("customers.csv", table)}, data=form)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    assert sent("k1", dry_run=True)["changes"] == ["K1: name '甲小明' -> '甲大明'"]
    assert world.all(Customer, id="N1") == []
    first, again = sent("k2"), sent("k2")
    assert first == again and (first["new"], first["changed"]) == (1, 1)
    out = desk(SUPERVISOR).get("/api/exports/customers", params={"format": "csv"})
    assert ["K1", "甲大明"] in [row[:2] for row in read(out.content)]
    assert {"imported", "exported"} <= {line.what for line in world.all(AuditLine)}
    for actor in (AGENT, QUALITY):
        assert desk(actor).get("/api/exports/customers").status_code == 403


def test_a_faulty_file_is_told_by_row_and_changes_nothing(world: World, desk: As) -> None:
    table = write_csv(["id", "name", "phone"], [["N1", "丁一", "13822220001"], ["N2", "丁二", "1.38E+10"]])
    answer = desk(SUPERVISOR).post("/api/imports", files={"file": ("c.csv", table)}, data={"key": "k"})
    assert answer.status_code == 422 and answer.json()["detail"].startswith("line 3: phone")
    assert world.all(Customer, id="N1") == []


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(world: World, desk: As) -> None:
    head = ["id", "name", "phone", "remark"]
    rows = [
        ["N1", "丁一", "13822220001"],
        ["N2", "丁二", "1.38E+10"],
        ["N1", "丁三", "12"],
        ["", "丁四", "13822220004"],
    ]
    rows += [[f"M{n}", "丁五", "1"] for n in range(20)]
    table = write_csv(head, [[*row, ""] for row in rows])
    answer = desk(SUPERVISOR).post("/api/imports", files={"file": ("c.csv", table)}, data={"key": "k"})
    told = answer.json()["detail"].splitlines()
    starts = ["line 1: 'remark' is no column", "line 3: phone", "line 4: id 'N1' stands on line 2", "line 4: phone"]
    starts += ["line 5: id is empty", *(f"line {line}: phone" for line in range(6, 26))]
    assert (answer.status_code, len(told)) == (422, len(starts)), told
    assert all(line.startswith(start) for line, start in zip(told, starts)), told
    assert world.all(Customer, id="N1") == []


def test_a_file_of_more_rows_than_policy_lets_in_is_refused_whole(world: World, desk: As) -> None:
    most = world.kb.policies.limits.imports.rows
    rows = [[f"N{n}", f"人{n}", f"138{n:08}"] for n in range(most + 1)]
    table = write_csv(["id", "name", "phone"], rows)
    answer = desk(SUPERVISOR).post("/api/imports", files={"file": ("c.csv", table)}, data={"key": "k"})
    assert answer.status_code == 422 and f"more than {most} rows" in answer.json()["detail"]
    assert world.all(Customer, id="N0") == []


def test_nobody_waits_while_a_file_is_read_or_made(world: World, desk: As, monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers' messages want to be written meanwhile."""
    locked: list[bool] = []

    def watched(do: Callable[..., Any]) -> Callable[..., Any]:
        def look(*arguments: Any) -> Any:
            locked.append(world.database.is_locked(0.2))
            return do(*arguments)

        return look

    monkeypatch.setattr("helpline.customers.register.importing.read", watched(read))
    monkeypatch.setattr("gateway.api.register.export_table", watched(export_table))
    table = {"file": ("c.csv", b"id,name,phone\nN1,\xe4\xb8\x81,13822220001\n")}
    for dry_run in ("true", "false"):
        told = desk(SUPERVISOR).post("/api/imports", files=table, data={"key": "k", "dry_run": dry_run})
        assert told.status_code == 200, told.text
    assert desk(SUPERVISOR).get("/api/exports/customers").status_code == 200
    assert locked == [False] * 3
    assert [line.about for line in world.all(AuditLine, what="exported")] == ["customers"]


def test_nobodys_machine_is_lost_with_what_replaces_it(world: World, desk: As) -> None:
    row = desk(AGENT).get("/api/assets", params={"serial": "AA26000001"}).json()["items"][0]
    assert (row["customer_id"], row["warranty"]["until"]) == ("K1", "2028-03-01")
    assert world.all(Asset, id="AA26000001") and not world.all(Contract)
