"""A noun with table, states, promise, job, routes and words takes ten files: added on a copy, where it works."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.house.sources import ROOT

pytestmark = pytest.mark.slow

NOUN = yaml.safe_load((Path(__file__).parent / "new_noun.yml").read_text(encoding="utf-8"))
PAGE = ROOT / "docs" / "how-to" / "add-a-noun.md"
ROOMS = (
    "bot",
    "connectors",
    "gateway",
    "helpline",
    "kb",
    "language",
    "migrations",
    "simulator",
    "tests",
    "tools",
    "web",
)
MOST = 10
OWN_TEST = "tests/helpline/dispatch/test_loan_units.py"
MIGRATE = """
import sys
from alembic import command
from gateway.commands.migrate import config, migrate
migrate(sys.argv[1])
"""
REVISE = 'command.revision(config(sys.argv[1]), "loan units", autogenerate=True)'


def copied(to: Path) -> Path:
    without = shutil.ignore_patterns("__pycache__", "node_modules", "*.tar.gz", "*.npz", "*.log")
    for room in ROOMS:
        shutil.copytree(ROOT / room, to / room, ignore=without)
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def python(root: Path, *arguments: str) -> None:
    run(root, sys.executable, *arguments)


def run(root: Path, *command: str) -> None:
    done = subprocess.run(
        command, cwd=root, env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "VAR_DIR": "var"},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def add(root: Path) -> list[str]:
    """Does what the page tells; gives the files that were touched."""
    database = f"sqlite:///{root / 'shape.db'}"
    python(root, "-c", MIGRATE, database)
    for name, text in NOUN["files"].items():
        assert not (root / name).exists()
        (root / name).write_text(text, encoding="utf-8")
    put(root, NOUN["lines"])
    before = set((root / "migrations" / "versions").glob("*.py"))
    python(root, "-c", MIGRATE + REVISE, database)
    (migration,) = set((root / "migrations" / "versions").glob("*.py")) - before
    return [*NOUN["files"], *NOUN["lines"], str(migration.relative_to(root))]


def put(root: Path, lines: dict[str, list[dict[str, str]]]) -> None:
    """Puts lines before or after what the files have already."""
    for name, changes in lines.items():
        text = (root / name).read_text(encoding="utf-8")
        for change in changes:
            mark = change.get("before") or change["after"]
            assert text.count(mark) == 1, f"{name} has {mark!r} {text.count(mark)} times"
            text = text.replace(mark, change["put"] + mark if "before" in change else mark + change["put"])
        (root / name).write_text(text, encoding="utf-8")


@pytest.mark.timeout(600)
def test_a_noun_in_ten_files(tmp_path: Path) -> None:
    root = copied(tmp_path / "copy")
    assert len(add(root)) <= MOST
    (root / OWN_TEST).write_text(NOUN["test"], encoding="utf-8")
    put(root, NOUN["access"])
    shapes = (
        "tests/gateway/test_migrations.py",
        "tests/gateway/test_api_document.py",
        "tests/kb/test_load.py",
        "tests/access/test_access.py::test_every_route_has_a_row_and_every_role_a_column",
        "tests/access/test_access.py::test_the_table_is_what_is_answered",
    )
    known = "not postgres and not every_list_is_paged"  # which counts the lists there are
    python(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", known, OWN_TEST, *shapes)
    run(root, str(Path(sys.executable).with_name("lint-imports")))


def test_the_page_tells_of_the_same_files() -> None:
    told = PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^([\w/.]+\.(?:py|yml|js)) ", told, re.MULTILINE)
    assert sorted(listed) == sorted([*NOUN["files"], *NOUN["lines"], "migrations/versions/20261201_0900_loan_units.py"])
