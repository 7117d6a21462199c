"""R03: customers and assets from CSV: every fault with its line, all rows or none."""

from pathlib import Path

import pytest

from gateway.commands import importing
from helpline.customers.register.importing import RegisterFault, import_table, parse
from helpline.tables import Asset, Customer
from tests.world import World

CUSTOMERS = "id,name,organisation,phone,address,district,grade,since\n"
ASSETS = "serial,customer_id,model,place,card_on,handover_on,commissioned_on\n"
GOOD = CUSTOMERS + "N1,丁一,,13822220001,西湖区某路9号,西湖区,gold,2024-05-01\nN2,戊二,,0571-88886666,,,,\n"


def file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding=encoding)
    return path


def faults(world: World, path: Path) -> list[str]:
    with pytest.raises(RegisterFault) as found, world.work() as work:
        import_table(work, parse(path.read_bytes()))
    return found.value.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_good_rows_are_taken(world: World, tmp_path: Path, encoding: str) -> None:
    with world.work() as work:
        found = import_table(work, parse(file(tmp_path, GOOD, encoding).read_bytes()))
        assert (found.kind, found.rows, found.new) == ("customers", 2, 2)
    assert [(row.name, row.grade) for row in world.all(Customer) if row.id.startswith("N")] == [
        ("丁一", "gold"),
        ("戊二", ""),
    ]
    with world.work() as work:
        text = ASSETS + "BB26000001,N1,QH-KFR35,客厅,2026-01-02,,\n"
        assert import_table(work, parse(text.encode())).kind == "assets"
    assert world.all(Asset, serial="BB26000001")[0].category == "air_conditioner"


def test_a_known_id_is_updated(world: World, tmp_path: Path) -> None:
    for name in ("丁一", "丁一一"):
        with world.work() as work:
            import_table(work, parse(GOOD.replace("丁一", name).encode()))
    assert [row.name for row in world.all(Customer, id="N1")] == ["丁一一"]


def test_every_fault_with_its_line(world: World, tmp_path: Path) -> None:
    text = CUSTOMERS + "\n".join(
        [
            ",丁一,,13822220001,,,,",
            "N2,,,13822220002,,,,",
            "N3,丁三,,1382222,,,,",
            "N4,丁四,,13822220004,,,bronze,",
            "N5,丁五,,13822220005,,,,2024-13-01",
            "N6,丁六",
            "N7,丁七,,13822220007,,,,,多,余",
            "N8,丁八,,13822220008,,,,",
        ]
    )
    found = faults(world, file(tmp_path, text))
    assert [fault.split(":")[0] for fault in found] == [f"line {n}" for n in (2, 3, 4, 5, 6, 7, 8)]
    for fault, word in zip(found, ("id", "name", "phone", "grade", "since", "fields", "fields"), strict=True):
        assert word in fault
    assert len(world.all(Customer)) == 3  # the good row was not kept either


def test_faults_of_assets(world: World, tmp_path: Path) -> None:
    text = ASSETS + "\n".join(
        [
            "1.2E+10,K1,QH-KFR35,,,,",
            "BB26000002,NOBODY,QH-KFR35,,,,",
            "BB26000003,K1,XX-1,,,,",
            "BB26000004,K1,QH-KFR35,,昨天,,",
        ]
    )
    found = faults(world, file(tmp_path, text))
    assert [fault.split(" ")[1].rstrip(":") for fault in found] == ["2", "3", "4", "5"]
    assert [
        word in fault for word, fault in zip(("serial", "customer_id", "model", "card_on"), found, strict=True)
    ] == [True] * 4


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "id,name\nN1,丁一\n"])
def test_a_file_of_another_kind(world: World, tmp_path: Path, text: str) -> None:
    assert [fault[:7] for fault in faults(world, file(tmp_path, text))] == ["line 1:"]


@pytest.mark.parametrize("data", [b"id,name\nN1,\xff\xff\n", b"\xff\xfeid\n\x00\xd8"])
def test_what_is_no_text_is_told_with_its_line(world: World, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(data)
    assert faults(world, path) == ["line 2: is neither UTF-8, UTF-16 nor GB18030 text"]


# -- make import ------------------------------------------------------------------------------------------------------


@pytest.fixture
def here(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


def test_a_dry_run_writes_nothing(world: World, here: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert importing.main(file(tmp_path, GOOD), dry_run=True) == 0
    assert "2 rows of customers are fine" in capsys.readouterr().out
    assert world.all(Customer, id="N1") == []
    assert importing.main(file(tmp_path, GOOD), dry_run=False) == 0
    assert world.all(Customer, id="N1")


@pytest.mark.parametrize("dry_run", [True, False])
def test_faults_are_printed_and_nothing_written(
    world: World, here: None, tmp_path: Path, dry_run: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert importing.main(file(tmp_path, GOOD + "N3,丁三,,1,,,,\n"), dry_run) == 1
    said = capsys.readouterr().out
    assert "line 4: phone" in said
    assert "faults: 1; nothing was written" in said
    assert world.all(Customer, id="N1") == []


def test_a_missing_file(world: World, here: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert importing.main(tmp_path / "none.csv", dry_run=False) == 1
    assert "no such file" in capsys.readouterr().out
