"""The examples in deploy/ are what the runbook says: units that systemd can read, of commands that exist."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from gateway.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def read(unit: Path) -> ConfigParser:
    """A unit as sections and settings; a setting that stands twice is a fault."""
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_of_the_makefile_as_somebody(unit: Path) -> None:
    parts = read(unit)
    assert parts["Unit"]["Description"]
    if unit.suffix == ".timer":
        assert unit.with_suffix(".service").exists()
        assert parts["Install"]["WantedBy"] == "timers.target"
        return
    target = re.fullmatch(r"/usr/bin/make ([a-z-]+)", parts["Service"]["ExecStart"])
    assert target, parts["Service"]["ExecStart"]
    assert re.search(rf"^{target[1]}:.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert parts["Service"]["User"] != "root" and parts["Service"]["UMask"] == "0077"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_knows_when_backups_are_made() -> None:
    when = read(DEPLOY / "helpline-backup.timer")["Timer"]["OnCalendar"]
    done = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_settings_named_in_the_examples_exist() -> None:
    known = {name.upper() for name in Settings.model_fields}
    for unit in UNITS:
        named = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", unit.read_text(encoding="utf-8")))
        assert named <= known, unit.name


def test_nginx_keeps_inside_what_is_inside_and_leaves_streams_alone() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert "location /internal/ { return 404; }" in text
    assert "proxy_buffering off;" in text and "proxy_set_header Host $http_host;" in text


def test_every_example_is_named_in_the_runbook() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    assert "deploy/nginx.conf" in runbook
    for name in ("helpline.service", "helpline-backup.timer"):
        assert name in runbook
