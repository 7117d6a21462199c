"""Broken files under kb/ stop a start and are named by `make doctor`, with file and line; nothing in them is run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.processes.ports import any_port
from gateway.settings import ROOT

pytestmark = pytest.mark.slow

DOUBLING = "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))
# What the file holds, and the line that is named.
BROKEN: dict[str, tuple[bytes, int]] = {
    "no YAML": (b"a: 1\nb: [1,\nc: 2\n", 4),
    "a Python tag": (b'a: 1\nb: !!python/object/apply:os.system ["touch run-by-yaml"]\n', 2),
    "a Python name": (b"a: 1\nb: !!python/name:os.system\n", 2),
    "a tag of its own": (b"a: !secret b\n", 1),
    "an alias of nothing": (b"a: 1\nb: *nothing\n", 2),
    "an alias of what it stands in": (b"a: 1\nb: &b\n  c: *b\n", 2),
    "aliases that double and double": (f"a: 1\na0: &a0 [x]\n{DOUBLING}\n".encode(), 5),
    "an empty file": (b"", 1),
    "only a comment": (b"# nothing\n", 1),
    "only a word": (b"backup\n", 1),
    "a list as a key": (b"a: 1\n? [b]\n: 2\n", 2),
    "a mapping as a key": (b"a: 1\n? {b: 1}\n: 2\n", 2),
    "a file of another encoding": ("a: 1\nb: 备份\n".encode("gb18030"), 2),
    "a NUL": (b"a: 1\nb: x\x00y\n", 2),
    "two documents": (b"a: 1\n---\nb: 2\n", 2),
    "deep brackets": (b"a: " + b"[" * 20_000 + b"]" * 20_000, 1),
}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The product's code and knowledge, each policy file spoiled in another way."""
    for folder in ("bot/actions", "connectors", "gateway", "helpline", "kb", "language", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file, (content, _) in spoiled().items():
        (tmp_path / file).write_bytes(content)
    return tmp_path


def spoiled() -> dict[str, tuple[bytes, int]]:
    files = sorted(file.relative_to(ROOT) for file in (ROOT / "kb" / "policies").glob("*.yml"))
    assert len(files) >= len(BROKEN)
    return {file.as_posix(): case for file, case in zip(files, BROKEN.values())}


@pytest.mark.parametrize(("module", "line"), [("processes.run", "{}: "), ("commands.doctor", "FIX   knowledge: {}: ")])
def test_each_broken_file_is_named_with_its_line_and_nothing_is_started(broken: Path, module: str, line: str) -> None:
    env = os.environ | {"VAR_DIR": str(broken / "var"), "PORT": str(any_port()), "PYTHONPATH": str(broken)}
    started = [sys.executable, "-m", f"gateway.{module}"]
    done = subprocess.run(
        started, cwd=broken, env=env | {"DATABASE_URL": ""}, capture_output=True, text=True, timeout=60
    )
    named = [told for told in done.stdout.splitlines() if told.startswith(line.partition("{}")[0] + "kb/")]
    for (file, (_, number)), what in zip(spoiled().items(), BROKEN):
        assert [told for told in named if told.startswith(line.format(f"{file}:{number}"))], (what, named)
    assert (done.returncode, done.stderr) == (1, "") and "starting" not in done.stdout
    assert not (broken / "var" / "helpline.db").exists()
    assert not list(broken.rglob("run-by-yaml"))
