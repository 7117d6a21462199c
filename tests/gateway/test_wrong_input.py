"""What is told wrongly to a command is answered with what to do instead: in a line, never by a traceback."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.commands import erase, importing, learn, password, restore, resume
from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate, revision_of
from gateway.processes import run
from gateway.processes.ports import why_not
from gateway.settings import ROOT, WrongSettings, port_of, read_settings
from helpline.customers.register.importing import RegisterFault, parse

ELSEWHERE = "203.0.113.1"  # of the addresses kept for documents


@pytest.fixture
def nothing_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing was started, not even the folder is there."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var" / "here"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "99999999"),
        ("RASA_TIMEOUT_SECONDS", "soon"),
        ("DEMO_WEEK", "maybe"),
        ("LIMITS_TIMES", "0"),
        ("CHAT_SITES", "example.com"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://helpline:s3cret@db/helpline"),
        ("DATABASE_URL", "postgresql://helpline:s3cret@db/helpline"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as told:
        read_settings()
    first, last = str(told.value).splitlines()
    assert first.startswith(f"{name}: ") and "README" in last
    assert "s3cret" not in first


@pytest.mark.parametrize("value", ["", "sqlite:////tmp/x.db", "postgresql+psycopg://helpline:secret@db/helpline"])
def test_databases_that_can_be_used(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    assert read_settings().database_url == value


def test_a_port_that_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, port in (("", None), ("5006", 5006)):
        monkeypatch.setenv("RASA_PORT", value)
        assert port_of("RASA_PORT") == port
    for value in ("x", "0", "70000", "-1", "５"):
        monkeypatch.setenv("RASA_PORT", value)
        with pytest.raises(WrongSettings, match="RASA_PORT"):
            port_of("RASA_PORT")


def test_why_nobody_can_listen() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert "is in use" in why_not("127.0.0.1", port)
    assert why_not("127.0.0.1", port) == ""
    assert ELSEWHERE in why_not(ELSEWHERE, port) and "in use" not in why_not(ELSEWHERE, port)


def test_a_folder_that_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "file" / "var"))
    assert run.main() == 1
    assert "choose a folder" in capsys.readouterr().out


def test_a_database_is_made_with_its_folder(nothing_yet: Path) -> None:
    url = read_settings().database
    migrate(url)
    assert revision_of(url)


def test_before_anything_was_started(nothing_yet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert resume.main(send_old=False) == 1
    assert "nothing is held" in capsys.readouterr().out
    assert erase.main("13800000000", dry_run=True) == 1
    assert "nobody is known" in capsys.readouterr().out
    assert password.main("agent", reset=False) == 1
    assert "when make run starts" in capsys.readouterr().out


def test_files_that_are_not_there(nothing_yet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none = nothing_yet / "none" / "x.csv"
    assert importing.main(nothing_yet, dry_run=True) == 1
    assert "cannot be read" in capsys.readouterr().out
    assert importing.export("customers", none) == 1
    assert f"{none}: cannot be written" in capsys.readouterr().out
    assert learn.main(str(none), dry_run=False) == 1
    assert str(none) in capsys.readouterr().out


def test_a_backup_that_is_not_there(nothing_yet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert restore.main(nothing_yet / "none.tar.gz", without_list=False) == 1
    assert "there is no such file" in capsys.readouterr().out


def test_knowledge_with_a_fault_is_told_by_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    shutil.copytree(ROOT / "kb", folder)
    company = folder / "company.yml"
    company.write_text(company.read_text(encoding="utf-8").replace("hotline:", "hotlin:", 1), encoding="utf-8")
    with pytest.raises(SystemExit) as told:
        read_knowledge(folder)
    first, *faults = str(told.value).splitlines()
    assert "kb/ has faults" in first
    assert any("company.yml:1: the key 'hotline' is missing" in fault for fault in faults)


def test_a_file_of_no_kind_is_told_the_kinds() -> None:
    with pytest.raises(RegisterFault) as told:
        parse(b"id,surname\nC1,Lin\n")
    (fault,) = told.value.faults
    assert "columns are id, surname" in fault and "customers by id, name, phone; " in fault


@pytest.mark.parametrize("words", [[], ["import"], ["export", "customers"], ["export"]])
def test_import_and_export_without_a_file(words: list[str]) -> None:
    command = [sys.executable, "-m", "gateway.commands.importing", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("usage: make import FILE=")
