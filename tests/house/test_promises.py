"""docs/service-rules.md claims what tests act out, and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.promises import PAGE, ROOT, lines, marks


def test_every_line_is_there_once() -> None:
    told = re.findall(r"^\| ([RN]\d[\d.]*) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(told) == len(set(told)) == len(lines()) == 349 + 140


def test_every_mark_names_a_line() -> None:
    assert {id: places for id, places in marks().items() if id not in lines()} == {}


def test_what_is_claimed_is_acted_out() -> None:
    assert [line.id for line in lines().values() if line.carried_by and line.id not in marks()] == []


def test_what_is_acted_out_names_who_carries_it() -> None:
    assert [id for id in marks() if id in lines() and not lines()[id].carried_by] == []


def test_who_carries_it_is_there() -> None:
    named = {name for line in lines().values() for name in line.carried_by}
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


MARKED = """
import pytest
from helpline.promises.business_time import add_minutes
from tests.world import AGENT

@pytest.mark.promise("R18.1")
def test_below_the_doors():
    assert add_minutes

@pytest.mark.promise("R01.4")
def test_at_the_desk(desk):
    assert desk(AGENT).get("/api/cases").status_code == 200
"""
OF_NOTHING = """
import pytest

@pytest.mark.promise("R99.1")
def test_of_nothing():
    pass
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "told"),
    [(MARKED, ["no door that people use", "1 failed, 1 passed"]), (OF_NOTHING, ["no such promise"])],
    ids=["no door", "unknown"],
)
def test_a_marked_test_comes_in_where_people_do(tmp_path: Path, text: str, told: list[str]) -> None:
    file = tmp_path / "test_marked.py"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-p", "tests.conftest"]
    command += ["-m", "not postgres", "-c", str(ROOT / "pyproject.toml"), str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode and all(words in done.stdout + done.stderr for words in told), done.stdout + done.stderr
