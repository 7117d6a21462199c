"""Runs Node: the scripts of this folder, so that other people's code is what our code talks to, and packages' tools."""

import fcntl
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


def ask(script: str, tasks: list[dict[str, Any]]) -> list[Any]:
    """What the script answers to each of the tasks, which it reads and writes as JSON."""
    install(HERE)
    done = subprocess.run(
        ["node", str(HERE / script)], input=json.dumps(tasks), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@cache
def install(folder: Path) -> None:
    """The packages of the folder's package-lock.json, once; a machine without Node is told what to install."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.fail("tests marked `peers` need Node 20 or later with npm: apt install nodejs npm", pytrace=False)
    lock = folder / "package-lock.json"
    installed = folder / "node_modules" / ".package-lock.json"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # tests run in several processes
        if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
            return
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"`npm ci` in {folder} failed:\n{done.stderr[-2000:]}", pytrace=False)
