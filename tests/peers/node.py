"""Runs the scripts of this folder with Node, so that other people's code is what our code talks to."""

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
    _install()
    done = subprocess.run(
        ["node", str(HERE / script)], input=json.dumps(tasks), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@cache
def _install() -> None:
    """The packages of package-lock.json, once; a machine without Node is told what to install."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.fail("tests marked `peers` need Node 20 or later with npm: apt install nodejs npm", pytrace=False)
    lock = HERE / "package-lock.json"
    installed = HERE / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"`npm ci` in tests/peers failed:\n{done.stderr[-2000:]}", pytrace=False)
