"""R03: the register as CSV and XLSX files: what Excel does to cells, absent columns, dry runs, and any text at all."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register.exporting import export_table
from helpline.customers.register.importing import RegisterFault, Summary, import_table, parse
from helpline.customers.register.kinds import ASSETS, CONTRACTS, CUSTOMERS, KINDS, ORGANISATIONS, SITES
from helpline.customers.register.tables import read, write_csv, write_xlsx
from helpline.tables import Asset, AuditLine, Contract, Customer, Organisation, Person, Site
from tests.world import World

pytestmark = pytest.mark.slow

SEED = ("organisations", "customers", "sites", "equipment", "assets", "contracts")


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def taken(world: World, data: bytes, dry_run: bool = False) -> Summary:
    with world.work() as work:
        return import_table(work, parse(data), dry_run)


def faults(world: World, data: bytes) -> list[str]:
    with pytest.raises(RegisterFault) as found:
        taken(world, data)
    return found.value.faults


def seeded(world: World) -> None:
    with world.work() as work:
        work.session.add_all(
            Person(id=id, username=name, name=name) for id, name in ((901, "supervisor"), (902, "agent"))
        )
    for name in SEED:
        taken(world, (world.kb.root / "seed" / f"{name}.csv").read_bytes())


@pytest.mark.both_databases
def test_the_demo_company_is_taken_in_whole(world: World) -> None:
    seeded(world)
    counts = {table: len(world.all(table)) for table in (Organisation, Site, Contract)}
    assert counts[Site] == 5 and counts[Contract] == 4 and counts[Organisation] > 8
    (lamps,) = world.all(Asset, id="A0005")
    assert (lamps.serial, lamps.quantity, lamps.category, lamps.site_id) == (None, 40, "street_light", "S0003")
    assert world.all(Asset, id="A0003")[0].parent_id == "A0001"


@pytest.mark.both_databases
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_and_changes_nothing(world: World, format: str) -> None:
    seeded(world)
    with world.work() as work:
        tables = [export_table(work, kind, format) for kind in KINDS]
    for kind, table in zip(KINDS, tables, strict=True):
        again = taken(world, table)
        assert (again.kind, again.new, again.changed, again.changes) == (kind.name, 0, 0, [])
        assert again.rows > 3


def test_excels_dates_and_phones_are_read_as_they_were_typed(world: World) -> None:
    head = ("id", "name", "phone", "since")
    taken(
        world,
        xlsx(
            head,
            ("N1", "丁一", 13822220001, datetime(2024, 5, 1)),
            ("N2", "丁二", 13822220002.0, date(2024, 5, 2)),
            ("N3", "丁三", "13822220003", "2024/5/3"),
            ("N4", "丁四", "13822220004", "2024年5月4日"),
            ("N5", "丁五", "13822220005", None),
        ),
    )
    rows = [row for row in world.all(Customer) if row.id.startswith("N")]
    assert [row.phone for row in rows] == [f"1382222000{n}" for n in range(1, 6)]
    assert [row.since and row.since.isoformat() for row in rows] == [*(f"2024-05-0{n}" for n in range(1, 5)), None]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("phone", "1.38E+10", "made a number by a spreadsheet"),
        ("phone", "1.3805711001E10", "made a number by a spreadsheet"),
        ("id", "1.2E+05", "made a number by a spreadsheet"),
        ("since", "46348", "format the column as a date"),
        ("since", "1/2/2026", "is not a day"),
        ("since", "2026-02-30", "is not a day"),
        ("phone", "1382222", "no mobile"),
        ("grade", "钻石", "is no grade"),
        ("name", "", "name is empty"),
        ("phone", "", "phone is empty"),
        ("email", "x@y", "no e-mail address"),
        ("other_phones", "13822220009;12", "no mobile"),
        ("organisation_id", "O9", "is not on file"),
        ("name", "名" * 201, "longer than 200"),
    ],
)
def test_what_a_spreadsheet_spoilt_is_refused_with_its_row(world: World, column: str, cell: str, words: str) -> None:
    row = {"id": "N1", "name": "丁一", "phone": "13822220001", column: cell}
    good = {**dict.fromkeys(row, ""), "id": "N0", "name": "丁零", "phone": "13822220000"}
    (told,) = faults(world, write_csv(list(row), [list(good.values()), list(row.values())]))
    assert told.startswith("line 3: ") and column in told and words in told
    assert [row.id for row in world.all(Customer)] == ["K1", "K2", "K3"]


def test_numbers_too_long_for_excel_are_refused(world: World) -> None:
    told = faults(world, xlsx(("serial", "customer_id", "model"), (1234567890123456789, "K1", "QH-KFR35")))
    assert "serial" in told[0] and "made a number by a spreadsheet" in told[0]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x.example")',
        "+1",
        "-1",
        "@x",
        "'=1",
        "'x",
        "\tx",
        "＝1+1",
        "＠x",
        "\n=1",
        'a,"b"\nc',
    ],
)
@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_leading_sign_is_text_both_ways(write: Any, text: str) -> None:
    assert read(write(["name"], [[text], ["x"]])) == [["name"], [text], ["x"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1+1", "＋1", "－1", "＠x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_a_csv_begins_as_a_formula_does(text: str) -> None:
    (_, (cell,)) = csv.reader(StringIO(write_csv(["name"], [[text]]).decode("utf-8-sig"), newline=""))
    assert cell == f"'{text}"


def test_a_formula_of_excels_is_text(world: World) -> None:
    taken(world, xlsx(("id", "name", "short_name"), ("N1", "=1+1", "")))
    assert world.all(Organisation)[0].name == "=1+1"


@pytest.mark.both_databases
def test_an_absent_column_leaves_its_field_alone_and_an_empty_cell_empties_it(world: World) -> None:
    taken(
        world, write_csv(["id", "name", "phone", "address", "grade"], [["N1", "丁一", "13822220001", "某路", "gold"]])
    )
    told = taken(world, write_csv(["id", "name", "phone", "grade"], [["N1", "丁一一", "13822220001", ""]]))
    (row,) = world.all(Customer, id="N1")
    assert (row.name, row.address, row.grade) == ("丁一一", "某路", "")
    assert told.changes == ["N1: name '丁一' -> '丁一一', grade 'gold' -> ''"]


@pytest.mark.both_databases
def test_a_dry_run_tells_what_would_change_and_changes_nothing(world: World) -> None:
    data = write_csv(["id", "name", "phone"], [["K1", "甲大明", "13911110009"], ["N1", "丁一", "13822220001"]])
    told = taken(world, data, dry_run=True)
    assert (told.rows, told.new, told.changed) == (2, 1, 1)
    assert told.changes == ["K1: name '甲小明' -> '甲大明', phone '13911110001' -> '13911110009'"]
    assert world.all(Customer, id="N1") == [] and world.all(Customer, id="K1")[0].phones == ["13911110001"]
    assert [line for line in world.all(AuditLine) if line.what == "imported"] == []


@pytest.mark.both_databases
def test_numbers_and_people_are_many_to_many(world: World) -> None:
    head = ["id", "name", "phone", "other_phones"]
    taken(world, write_csv(head, [["N1", "丁一", "13822220001", "0571-88886666;13822220002"]]))
    taken(world, write_csv(head, [["N2", "丁二", "0571-88886666", ""]]))
    taken(world, write_csv(head, [["N1", "丁一", "13822220002", "0571-88886666"]]))
    one, two = world.all(Customer, id="N1")[0], world.all(Customer, id="N2")[0]
    assert one.phones == ["13822220002", "0571-88886666"] and two.phones == ["0571-88886666"]
    assert [point.value for point in one.points if point.ended_at] == ["+8613822220001"]


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        ("assets", {"serial": "S1", "model": "QH-KFR35"}, "it is nobody's"),
        ("assets", {"serial": "S1", "model": "??", "customer_id": "K1"}, "needs a category"),
        ("assets", {"serial": "", "model": "QH-KFR35", "customer_id": "K1"}, "id is empty"),
        ("assets", {"serial": "AA26000001", "model": "QH-KFR35", "id": "A9", "customer_id": "K1"}, "that of 'AA26000001' already"),
        ("assets", {"serial": "S1", "model": "QH-KFR35", "customer_id": "K1", "quantity": "0"}, "no number from 1"),
        ("assets", {"serial": "S1", "model": "QH-KFR35", "customer_id": "K1", "state": "lost"}, "is none of"),
        ("assets", {"serial": "S1", "model": "QH-KFR35", "id": "S1", "customer_id": "K1", "parent_id": "S1"}, "not on file"),
        ("sites", {"id": "S1", "name": "楼", "access_note": ""}, "of one of them"),
        ("sites", {"id": "S1", "name": "", "access_note": "", "customer_id": "K1"}, "name is empty"),
        ("contracts", {"id": "H1", "kind": "works", "customer_id": "K1", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "before it starts"),
        ("contracts", {"id": "H1", "kind": "works", "starts_on": "2026-02-01", "ends_on": "2026-03-01"}, "with one of them"),
        ("contracts", {"id": "H1", "kind": "works", "customer_id": "K1", "starts_on": "", "ends_on": "2026-03-01"}, "starts_on is empty"),
        ("contracts", {"id": "H1", "customer_id": "K1", "starts_on": "2026-02-01", "ends_on": "2026-03-01"}, "kind is missing"),
        ("contracts", {"id": "H1", "kind": "works", "customer_id": "K1", "starts_on": "2026-02-01", "ends_on": "2026-03-01", "covers": "roof:1"}, "is not like"),
        ("contracts", {"id": "H1", "kind": "works", "customer_id": "K1", "starts_on": "2026-02-01", "ends_on": "2026-03-01", "covers": "asset:A1@x"}, "not on file"),
        ("contracts", {"id": "H1", "kind": "works", "customer_id": "K1", "starts_on": "2026-02-01", "ends_on": "2026-03-01", "pack": "moon"}, "is no pack"),
        ("contracts", {"id": "H1", "kind": "works", "customer_id": "K1", "starts_on": "2026-02-01", "ends_on": "2026-03-01", "manager": "nobody"}, "nobody of the company"),
        ("organisations", {"id": "O1", "name": "", "short_name": ""}, "name is empty"),
        ("organisations", {"id": "O1", "name": "某", "short_name": "", "colour": "red"}, "'colour' is no column"),
    ],
)  # fmt: skip
def test_faults_by_kind(world: World, kind: str, row: dict[str, str], words: str) -> None:
    (told,) = faults(world, write_csv(list(row), [list(row.values())]))
    assert words in told, told
    assert told.startswith("line ")


def test_a_thing_is_no_part_of_itself(world: World) -> None:
    head = ["id", "serial", "model", "customer_id", "parent_id"]
    taken(world, write_csv(head, [["A1", "", "QH-KFR35", "K1", ""], ["A2", "", "QH-KFR35", "K1", "A1"]]))
    (told,) = faults(world, write_csv(head, [["A1", "", "QH-KFR35", "K1", "A2"]]))
    assert "part of itself" in told


def test_a_state_moves_by_its_table(world: World) -> None:
    head = ["serial", "model", "state"]
    taken(world, write_csv(head, [["AA26000001", "QH-KFR35", "scrapped"]]))
    (told,) = faults(world, write_csv(head, [["AA26000001", "QH-KFR35", "installed"]]))
    assert "what is scrapped cannot become installed" in told


def test_two_makers_may_use_the_same_serial_number(world: World) -> None:
    head = ["serial", "maker", "model", "customer_id"]
    rows = [["S-1", "甲厂", "QH-KFR35", "K1"], ["S-1", "乙厂", "QH-KFR35", "K2"]]
    assert taken(world, write_csv(head, rows)).new == 2
    assert taken(world, write_csv(head, rows)).new == 0
    assert len({row.id for row in world.all(Asset, serial="S-1")}) == 2


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 not a workbook", b"", b"\x00", b"\xff\xfe", b'id,"name\n', b"\xef\xbb\xbf"]
)
def test_what_is_no_table_is_told(world: World, data: bytes) -> None:
    assert faults(world, data)[0].startswith("line ")


ANY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", "=1+1", "1.38E+10", "13822220001", "2026-01-01", "46348", "K1", "O1", "\x00", "\ud83d", "😀", "asset:AA26000001", "lift", "installed", "1", "0", "active", "gold"]),
)  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_text_in_any_cell_is_taken_or_refused_whole(world: World, kind: Any, data: Any) -> None:
    columns = ["id", *kind.columns]
    rows = data.draw(st.lists(st.lists(ANY, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=4))
    with world.work() as work:
        before = _all(work)
        try:
            out = write_csv(columns, rows)
        except UnicodeEncodeError:  # no file can hold half an emoji
            return
        try:
            told = import_table(work, parse(out))
        except RegisterFault as fault:
            assert all(said.startswith("line ") for said in fault.faults)
            assert _all(work) == before
        else:
            assert told.rows == sum(any(row) for row in rows)
        work.session.rollback()


def _all(work: UnitOfWork) -> list[list[list[str]]]:
    return [read(export_table(work, kind, "csv")) for kind in (ORGANISATIONS, CUSTOMERS, SITES, ASSETS, CONTRACTS)]
