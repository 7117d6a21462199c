"""`make policy-diff`: what a change of the policies does to the cases that are open."""

import shutil
from pathlib import Path

import pytest

from gateway.commands import policy_check, policy_diff
from helpline.promises.policy_differences import differences
from helpline.tables import Case
from kb import load
from kb.models.knowledge import Knowledge
from tests.world import World

pytestmark = pytest.mark.slow

KB = Path(__file__).resolve().parents[3] / "kb"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The policies as they were: building equipment within an hour and a half, nothing said of lights."""
    folder = tmp_path / "old"
    shutil.copytree(KB, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    pack = folder / "policies" / "building" / "pack.yml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("minutes: 120", "minutes: 90"), encoding="utf-8")
    return folder


@pytest.mark.both_databases
def test_each_open_case_that_is_touched_is_named(world: World, old: Path) -> None:
    touched = world.case(world.file(category="air_conditioner")).number
    world.file(category="air_conditioner", level=1, phone="13911119001")
    world.file(category="printer", phone="13911119002")
    over = world.file(category="air_conditioner", phone="13911119003")
    with world.work() as work:
        work.session.get_one(Case, over).status = "cancelled"
    with world.database.read() as session:
        found = list(differences(session, load(old), world.kb))
    assert [(one.number, one.pack_before, one.pack, one.minutes) for one in found] == [
        (touched, "building", "building", [("onsite", 90, 120)])
    ]


def test_the_command_takes_a_folder_and_says_what_it_cannot_take(
    world: World, old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", world.database.url)
    number = world.case(world.file(category="air_conditioner")).number
    assert policy_diff.main(str(old)) == 0
    assert f"{number} (building): onsite 90 min -> 120 min" in capsys.readouterr().out
    assert policy_diff.main(str(KB)) == 0
    assert "no open case is touched" in capsys.readouterr().out
    assert policy_diff.main("no-such-commit") == 1
    assert "neither a folder nor a commit" in capsys.readouterr().out


def test_the_check_tells_every_pack_and_when_nobody_works(kb: Knowledge, capsys: pytest.CaptureFixture[str]) -> None:
    assert policy_check.main(KB) == 0
    told = capsys.readouterr().out
    for id in kb.sets:
        assert f" {id} (" in told
    # somebody of them works from 7:30 to 20 o'clock on six days, from 8 on Sunday: 87 of 168 hours
    assert policy_check.idle_hours(kb, "machinery") == 81
    assert "on site: 81 hours" in told


def test_the_check_fails_on_what_is_wrong(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (old / "policies" / "it" / "pack.yml").write_text("name: IT\ncalendar: always\npromises: []\n", encoding="utf-8")
    assert policy_check.main(old) == 1
    assert "does not promise 'restore'" in capsys.readouterr().out
