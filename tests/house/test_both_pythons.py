"""`language/` runs in the house's Python and in Rasa's: it imports only what both environments have."""

import subprocess
from pathlib import Path

import pytest

from tests.house.imports import imports, modules
from tests.house.sources import ROOT, files, place

pytestmark = pytest.mark.slow

PYTHONS = {"the house's": ROOT / ".venv" / "bin" / "python", "Rasa's": ROOT / "envs/rasa/.venv/bin/python"}
ELSEWHERE = {"bot", "connectors", "gateway", "helpline", "kb", "pydantic", "sqlalchemy"}


@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
def test_every_module_imports(python: Path) -> None:
    names = [name for name in modules() if name.split(".")[0] == "language"]
    assert len(names) > 30
    code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    done = subprocess.run([python, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_nothing_of_the_rooms_above() -> None:
    """Also what only a function imports, which the test above would not see."""
    found = [
        f"{place(file)} imports {name}"
        for file in files("language")
        for name in imports(file)
        if name.split(".")[0] in ELSEWHERE
    ]
    assert found == []
