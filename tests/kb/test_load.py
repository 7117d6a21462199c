"""Every fault is told with its file and line, and all of them at once."""

import shutil
from pathlib import Path

import pytest

from kb import Knowledge, KnowledgeFault, load
from kb.models.escalation import Trigger
from tests.kb.conftest import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT, tmp_path / "kb", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "kb"


def faults_of(root: Path) -> list[str]:
    with pytest.raises(KnowledgeFault) as caught:
        load(root)
    return [str(fault) for fault in caught.value.faults]


def test_what_is_shipped(kb: Knowledge) -> None:
    assert len(kb.businesses) >= 5
    assert len(kb.categories) >= 16
    assert len(kb.models) >= 40
    assert {rule.on for rule in kb.policies.escalation.rules} == set(Trigger)


# file, text to replace, its replacement, where in the replacement the fault is, words of the fault
BROKEN = [
    ("policies/sla.yml", "offset_minutes: -10", "offset_minutes: soon", "offset_minutes", "whole number"),
    ("policies/sla.yml", "offset_minutes: -10", "before: 10", "before", "'before' is not known"),
    ("policies/sla.yml", "offset_minutes: -10", "before: 10", None, "'offset_minutes' is missing"),
    ("policies/machinery/pack.yml", "kind: reply, minutes: 15", "kind: answer, minutes: 15", "kind: answer", "no kind"),
    ("policies/vehicle/pack.yml", "level_1: 90, zones: ", "zones: ", None, "nothing is promised"),
    ("policies/vehicle/pack.yml", "岱山: 4320", "岱山: 0", "岱山: 0", "at least 1"),
    ("policies/machinery/pack.yml", "calendar: always", "calendar: moon", "calendar: moon", "no calendar 'moon'"),
    ("policies/machinery/pack.yml", "calendar: always\n", "", None, "needs a calendar"),
    (
        "policies/lift_care/pack.yml",
        "extends: machinery",
        "extends: lighting_city",
        "extends",
        "no folder that extends",
    ),
    ("policies/works/closing.yml", "close_minutes", "close_days", "close_days", "'close_days' is not known"),
    ("policies/works/closing.yml", "close_minutes: 8640", "close_minutes: long", "close_minutes", "whole number"),
    ("policies/farm/visits.yml", "horizon_days: 21", 'windows: [["08:00", "09:00"]]', "windows", "are the company's"),
    ("policies/it/pack.yml", "  - {kind: restore, minutes: 2880}\n", "", None, "does not promise 'restore'"),
    ("policies/warranty.yml", "  trial_months: 12\n", "", None, "trial_months and trial_starts together"),
    ("policies/warranty.yml", "starts: [card, handover]", "starts: []", "starts: []", "no date begins"),
    ("policies/warranty.yml", "starts: [card, handover]", "starts: [birthday]", "birthday", "must be one of"),
    ("policies/visits.yml", '["11:00", "13:00"]', '["10:30", "13:00"]', "10:30", "begins before"),
    ("policies/visits.yml", '["11:00", "13:00"]', '["11:00", "10:00"]', '"11:00", "10:00"', "not after its begin"),
    ("policies/visits.yml", "horizon_days: 14", "horizon_days: [", None, "not valid YAML"),
    ("policies/identity.yml", "attempts: 3 ", "attempts: -1 ", "attempts: -1", "must be at least 1"),
    ("policies/identity.yml", "attempts: 3", "attempts: 3\nattempts: 4", "attempts: 4", "stands already on line 2"),
    ("policies/escalation.yml", "on: bot_failed", "on: bot_broke", "bot_broke", "must be one of"),
    ("policies/escalation.yml", "on: identity_failed", "on: complaint", None, "no rule listens to 'identity_failed'"),
    (
        "policies/escalation.yml",
        "tell: handoff_bot_failed",
        "tell: nothing",
        "nothing",
        "the phrase 'nothing' is in no",
    ),
    (
        "policies/escalation.yml",
        "tell: handoff_offer_human\n    reason: 客户有不满情绪",
        "tell: handoff_displeasure\n    reason: 客户有不满情绪",
        "tell: handoff_displeasure",
        "says that people take over",
    ),
    (
        "policies/escalation.yml",
        "  - id: complaint\n    on: complaint\n    do: hand_off\n    queue: quality",
        "  - id: complaint\n    on: complaint\n    do: hand_off\n    queue: service",
        "- id: complaint",
        "apart from it",
    ),
    ("policies/escalation.yml", "step: 2, name", "step: 7, name", "step: 7", "step 7 stands where step 2 belongs"),
    ("policies/escalation.yml", "queue: safety", "queue: moon", "queue: moon", "no queue 'moon'"),
    ("policies/queues.yml", "roles: [quality]", "roles: [quality, supervisor]", None, "apart from it"),
    ("policies/emergency.yml", "advice: safety_gas", "advice: nothing", "nothing", "the phrase 'nothing' is in no"),
    ("policies/emergency.yml", "'臭鸡蛋'", "'臭(鸡蛋'", "臭(鸡蛋", "no regular expression"),
    ("policies/grading.yml", "patterns: ['']", "patterns: [x]", None, "the last rule must fit everything"),
    ("policies/grading.yml", "categories: [work_vehicle, ", "categories: [car, ", "[car", "no category 'car'"),
    ("products.yml", "  - id: display\n", "  - id: nothing\n", "nothing", "no folder kb/policies/nothing"),
    ("products.yml", "business: display", "business: nothing", "nothing", "no business 'nothing'"),
    ("products.yml", "warranty: led", "warranty: nothing", "nothing", "no warranty term 'nothing'"),
    ("products.yml", "skill: display", "skill: nothing", "nothing", "no engineer with the skill 'nothing'"),
    ("products.yml", "category: ups, words: [dw3k", "category: upz, words: [dw3k", "upz", "no category 'upz'"),
    ("products.yml", "id: DW-3K", "id: DW-10K", None, "is taken by line"),
    ("products.yml", "words: [街灯", "words: [冷气", "words: [冷气", "belongs to"),
    (
        "seed/engineers.yml",
        "skills: [lift, lift_drive]",
        "skills: [flying, lift_drive]",
        "flying",
        "no category that asks for the skill",
    ),
    ("seed/staff.yml", "role: quality", "role: king", "king", "no role 'king'"),
    ("calendars/hours.yml", "days: [1, 2, 3, 4, 5]", "days: [1, 2, 3, 4, 8]", "4, 8", "weekday 8 is wrong"),
    ("calendars/2026.yml", "2026-01-01: 元旦", "2025-01-01: 元旦", "2025", "is not in 2026"),
    ("calendars/2026.yml", "2026-01-01: 元旦", "2026-13-01: 元旦", "2026-13", "2026-13-01"),
    ("company.yml", "assistant: 小禾", "assistant: 7", "assistant: 7", "put it in quotes"),
    ("articles/ups-beeping.md", "categories: [ups]", "categories: [upz]", "upz", "no category 'upz'"),
    ("articles/ups-beeping.md", "kind: fault", "kind: riddle", "riddle", "no kind 'riddle'"),
    ("articles/ups-beeping.md", "## 现象", "## 故障", "## 故障", "is not known"),
    ("articles/ups-beeping.md", "2. ", "3. ", "3. ", "expected step '2."),
    ("articles/ups-beeping.md", "safe: true", "safe: perhaps", "perhaps", "true or false"),
    ("phrases/safety.yml", "safety_gas:", "safety_fire: again\nsafety_gas:", None, "stands already"),
    ("phrases/safety.yml", "safety_gas:", "broken: 请{name说\nsafety_gas:", "broken", "placeholders"),
]


@pytest.mark.parametrize(("file", "old", "new", "mark", "words"), BROKEN)
def test_fault_has_file_line_and_words(
    copy: Path,
    file: str,
    old: str,
    new: str,
    mark: str | None,
    words: str,
) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    said = [fault for fault in faults_of(copy) if words in fault]
    assert said, faults_of(copy)
    if mark:
        line = text[: text.index(new) + new.index(mark)].count("\n") + 1
        assert said[0].startswith(f"kb/{file}:{line}: ")


def test_all_faults_at_once(copy: Path) -> None:
    identity = copy / "policies" / "identity.yml"
    told = identity.read_text(encoding="utf-8").replace("attempts: 3 ", "attempts: many ", 1)
    identity.write_text(told.replace("lock_minutes: 30", "lock_minutes: long"), encoding="utf-8")
    (copy / "policies" / "returns.yml").unlink()
    (copy / "policies" / "closing.yml").write_text("- [\n", encoding="utf-8")
    (copy / "phrases" / "again.yml").write_text("safety_gas: x\n", encoding="utf-8")
    files = [fault.split(":")[0] for fault in faults_of(copy)]
    assert files.count("kb/policies/identity.yml") == 2
    assert {"kb/policies/returns.yml", "kb/policies/closing.yml"} <= set(files)
    assert any(file.startswith("kb/phrases/") for file in files)


@pytest.mark.parametrize(
    ("folder", "file", "text", "words"),
    [
        ("general", "pack.yml", None, "the file is missing"),
        ("general", "limits.yml", "a: 1\n", "nothing of this differs by business"),
        ("general", "closing.yml", "- 1\n", "must be a mapping"),
        ("new_one", "closing.yml", "low_score: 1\n", "the file is missing"),
    ],
)
def test_faults_of_a_folder_of_policies(copy: Path, folder: str, file: str, text: str | None, words: str) -> None:
    path = copy / "policies" / folder / file
    path.parent.mkdir(exist_ok=True)
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    assert any(words in fault for fault in faults_of(copy)), faults_of(copy)


def test_nothing_there(tmp_path: Path) -> None:
    assert all(fault.endswith("the file is missing; create it") for fault in faults_of(tmp_path / "kb"))
