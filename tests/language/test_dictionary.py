"""What a word is comes from a dictionary that nobody else on the machine can have put there."""

import marshal
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.imports import imports
from tests.house.sources import ROOT, files, place

pytestmark = pytest.mark.slow

PYTHONS = {"the house's": sys.executable, "Rasa's": str(ROOT / "envs/rasa/.venv/bin/python")}
ASK = "from language.dictionary import frequency; print(frequency('杭州'), frequency('捏造词'))"


def asking(python: str, var: Path, **env: str) -> "subprocess.Popen[str]":
    """A process that asks how frequent two words are."""
    told = os.environ | {"VAR_DIR": str(var), "PYTHONPATH": str(ROOT)} | env
    return subprocess.Popen(
        [python, "-W", "ignore", "-c", ASK], cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True, umask=0o022
    )


@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
def test_a_dictionary_in_the_shared_folder_is_not_read(tmp_path: Path, python: str) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(marshal.dumps(({"捏造词": 99_999}, 99_999)))
    asked = asking(python, tmp_path / "var", TMPDIR=str(shared))
    assert asked.communicate()[0].split()[1] == "0" and asked.returncode == 0
    assert stat.S_IMODE((tmp_path / "var" / "tmp").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "var" / "tmp" / "jieba.cache").stat().st_mode) == 0o600


def test_several_processes_write_it_at_once(tmp_path: Path) -> None:
    asked = [asking(sys.executable, tmp_path) for _ in range(4)]
    told = {one.communicate()[0] for one in asked}
    assert told == {asking(sys.executable, tmp_path).communicate()[0]} and int(told.pop().split()[0]) > 0
    assert [file.name for file in (tmp_path / "tmp").iterdir()] == ["jieba.cache"]


def test_nobody_else_sets_jieba_up() -> None:
    found = [place(file) for file in files() for name in imports(file) if name.split(".")[0] == "jieba"]
    assert {line.partition(":")[0] for line in found} == {"language/dictionary.py"}
