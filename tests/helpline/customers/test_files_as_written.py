"""R03: files of the register as people and other programs write them: numbers, marks, separators, headers, days."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from helpline.customers.register.importing import RegisterFault, Summary, import_table, parse
from helpline.customers.register.kinds import CUSTOMERS, DATES
from helpline.customers.register.tables import read, write_csv
from helpline.tables import Asset, Customer, Organisation
from tests.world import World

pytestmark = pytest.mark.slow

HEAD = "id,name,phone,since\n"
PHONES = [
    ("13822220001.0", "13822220001"),
    ("+8613822220001.00", "13822220001"),
    ("'13822220001", "13822220001"),
    ("‘13822220001", "13822220001"),
    ('="13822220001"', "13822220001"),
    ("\u202d13822220001\u202c", "13822220001"),
    ("\u200e138 2222 0001\ufeff", "13822220001"),
    ("'+86 138-2222-0001", "13822220001"),
    ("+86 138 2222 0001", "13822220001"),
    ("０５７１－８８８８６６６６", "0571-88886666"),
    ("138-2222-0001", "13822220001"),
    ("8613822220001", "13822220001"),
    ("400-820-8820", "400-820-8820"),
    ("4008208820.0", "400-820-8820"),
    ("0571-88886666-8001", "0571-88886666转8001"),
    ("0571-88886666转8001", "0571-88886666转8001"),
]


def taken(world: World, data: bytes | str, any_day: bool = False) -> Summary:
    with world.work() as work:
        return import_table(work, parse(data if isinstance(data, bytes) else data.encode()), any_day=any_day)


def faults(world: World, data: bytes | str) -> list[str]:
    with pytest.raises(RegisterFault) as found:
        taken(world, data)
    return found.value.faults


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "shown"), PHONES)
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_phones_as_they_are_written(world: World, written: str, shown: str, format: str) -> None:
    rows = ("id", "name", "phone"), ("N1", "丁一", written)
    taken(world, xlsx(*rows) if format == "xlsx" else "\n".join(",".join(row) for row in rows))
    assert world.all(Customer, id="N1")[0].phone == shown


def test_other_phones_as_they_are_written(world: World) -> None:
    taken(world, "id,name,phone,other_phones\nN1,丁一,13822220001,'13822220002.0;\u202d13822220003\u202c\n")
    assert world.all(Customer, id="N1")[0].phones == ["13822220001", "13822220002", "13822220003"]


@pytest.mark.parametrize("written", ["13822220001.5", "1382222.0", "1.3822220001E10", "'1.38E+10"])
def test_a_phone_that_may_have_lost_digits_is_still_refused(world: World, written: str) -> None:
    (told,) = faults(world, f"id,name,phone\nN1,丁一,{written}\n")
    assert told.startswith("line 2: phone")


def test_marks_are_no_part_of_an_id(world: World) -> None:
    told = taken(world, "id,name,phone\n'K1,甲小明,13911110001\n\u202dK2\u202c,乙一,13911110002\n")
    assert (told.rows, told.new) == (2, 0)
    (again,) = faults(world, "id,name,phone\nN1,丁一,13822220001\n'N1,丁二,13822220002\n")
    assert again == "line 3: id 'N1' stands on line 2 already"
    (empty,) = faults(world, "id,name,phone\n\u202d\u202c,丁一,13822220001\n")
    assert "id is empty" in empty


@pytest.mark.parametrize("written", ["45000", '="00045000"', "'00045000", "\u202d00045000\u202c"])
def test_a_serial_number_may_be_all_digits(world: World, written: str) -> None:
    serial = "45000" if written == "45000" else "00045000"
    taken(world, f"serial,customer_id,model\n{written},'K1,QH-KFR35\n")
    assert [row.customer_id for row in world.all(Asset, serial=serial)] == ["K1"]


def test_the_text_of_a_formula_is_that_text_in_every_column(world: World) -> None:
    taken(world, 'id,name,phone,since\n="N1",="丁一",="13822220001",="2024-05-01"\n')
    (row,) = world.all(Customer, id="N1")
    assert (row.name, row.phone, str(row.since)) == ("丁一", "13822220001", "2024-05-01")
    assert read(write_csv(["name"], [['="丁一"']])) == [["name"], ['="丁一"']], "what was text goes out and in as text"


# -- parts of the file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("says", ["", "sep={}\r\n", "SEP={}\n", '"sep={}"\n'])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_parted_by_another_sign(separator: str, says: str, encoding: str) -> None:
    rows = [["id", "name", "phone", "other_phones"], ["N1", "丁，一", "13822220001", '"13822220002;0571-88886666"']]
    text = says.format(separator) + "\r\n".join(separator.join(row) for row in rows)
    table = parse(text.encode(encoding))
    told = dict(zip(rows[0], (cell.strip('"') for cell in rows[1]), strict=True))
    assert (table.kind, table.rows) == (CUSTOMERS, [(2, told)])


def test_a_fault_keeps_its_row_behind_the_line_of_the_separator(world: World) -> None:
    """As a spreadsheet counts, which does not show that line."""
    (told,) = faults(world, "sep=;\nid;name;phone\nN1;丁一;1\n")
    assert told.startswith("line 2: phone")


def test_empty_cells_at_the_end_are_no_columns(world: World) -> None:
    assert taken(world, "id,name,phone,,,\nN1,丁一,13822220001,,,\nN2,丁二,13822220002\n,,,,,\n,,,,,\n").new == 2
    (told,) = faults(world, "id,name,phone,,,\nN1,丁一,13822220001,,余,\n")
    assert told == "line 2: the number of fields differs from the header's"


def test_blanks_and_marks_around_the_columns_names(world: World) -> None:
    assert taken(world, " id ,\u200ename,'phone\nN1, 丁一 ,13822220001\n").new == 1
    assert world.all(Customer, id="N1")[0].name == "丁一"


def test_what_a_file_holds_counts_and_not_how_it_is_called(world: World) -> None:
    """A workbook sent as .csv, and text sent as .xlsx, are read; nobody is asked for the name."""
    assert taken(world, xlsx(("id", "name", "phone"), ("N1", "丁一", "13822220001"))).new == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("says", ["", "sep={}\n"])
def test_names_of_columns_in_chinese_are_told_one_by_one(world: World, says: str, separator: str) -> None:
    rows = [["编号", "姓名", "电话"], ["N1", "丁一", "13822220001"]]
    (told,) = faults(world, says.format(separator) + "\n".join(separator.join(row) for row in rows))
    assert told.startswith("line 1: columns are 编号, 姓名, 电话; ")
    assert "put the register's own names, which are English, in the place of '编号', '姓名', '电话'" in told
    assert "customers by id, name, phone" in told and "an export of a kind has all of its names" in told


def test_what_a_kind_lacks_is_told(world: World) -> None:
    (told,) = faults(world, xlsx(("编号", "name", "phone"), ("N1", "丁一", "13822220001")))
    assert "to be customers it lacks id" in told and "to be sites" not in told
    assert "in the place of '编号'" in told


def test_a_sign_that_parts_nothing_is_told(world: World) -> None:
    (told,) = faults(world, "id，name，phone\nN1，丁一，13822220001\n")
    assert "part the cells by commas, semicolons, tabs or |" in told


def test_a_strange_column_is_told_with_those_there_are(world: World) -> None:
    (told,) = faults(world, "id,name,phone,备注\nN1,丁一,13822220001,\n")
    assert told == (
        "line 1: '备注' is no column of customers; take it out, or name it as one of "
        + ", ".join(("id", *CUSTOMERS.columns))
    )


# -- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2025-01-03 00:00:00", "2025/1/3", "2025.01.03", "2025年1月3日"])
def test_a_day_with_a_clock_at_midnight_is_that_day(world: World, written: str) -> None:
    taken(world, f"{HEAD}N1,丁一,13822220001,{written}\n")
    assert str(world.all(Customer, id="N1")[0].since) == "2025-01-03"


@pytest.mark.parametrize(
    ("head", "row", "column"),
    [
        ("id,name,phone", "N1,丁一,13822220001", "since"),
        ("id,name,short_name", "O1,某厂,某", "since"),
        *(("serial,customer_id,model", "BB26000001,K1,QH-KFR35", column) for column in DATES),
    ],
)
def test_a_day_that_has_been_does_not_lie_ahead(world: World, head: str, row: str, column: str) -> None:
    """The clock stands on 2026-11-23."""
    for ahead in ("2035-01-01", "2026-11-24"):
        (told,) = faults(world, f"{head},{column}\n{row},{ahead}\n")
        assert told == (
            f"line 2: {column}: {ahead} lies ahead; a day up to today, 2026-11-23, is allowed, "
            "and none where it has not been yet"
        )
    assert world.all(Organisation, id="O1") == world.all(Customer, id="N1") == world.all(Asset, id="BB26000001") == []
    assert taken(world, f"{head},{column}\n{row},2026-11-23\n").new == 1


def test_a_contract_may_begin_later(world: World) -> None:
    text = "id,kind,customer_id,starts_on,ends_on,state,manager\nH1,maintenance,K1,2027-01-01,2027-12-31,active,cen\n"
    assert taken(world, text).new == 1


def test_the_demos_days_are_taken_whatever_the_clock_says(world: World) -> None:
    assert taken(world, f"{HEAD}N1,丁一,13822220001,2035-01-01\n", any_day=True).new == 1


# -- columns that are not there ---------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_asset_keeps_the_place_and_the_days_no_column_is_told_of(world: World, format: str) -> None:
    taken(
        world,
        "serial,customer_id,model,place,card_on,handover_on,plate\n"
        "BB26000001,K1,QH-KFR35,客厅,2026-01-02,2026-01-05,浙A12345\n",
    )
    rows = ("serial", "customer_id", "model"), ("BB26000001", "K2", "QH-KFR35")
    told = taken(world, xlsx(*rows) if format == "xlsx" else "\n".join(",".join(row) for row in rows))
    assert told.changes == ["BB26000001: customer_id 'K1' -> 'K2'"]
    (row,) = world.all(Asset, id="BB26000001")
    assert (row.place, str(row.card_on), str(row.handover_on), row.plate) == (
        "客厅",
        "2026-01-02",
        "2026-01-05",
        "浙A12345",
    )
