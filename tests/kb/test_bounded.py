"""Every pattern that reads what customers write does work in proportion to the text's length, whatever is written."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from math import inf
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import kb.search
import language
from kb import Knowledge, KnowledgeFault, load
from kb.checks import bounded
from kb.emergency import DANGER, detect, spelled_out
from kb.grading import grade
from language.facts.displeasure import displeasure
from language.facts.extract import extract
from language.facts.normalise import normalise
from language.facts.words import load_words
from tests.house.sources import ROOT

LENGTHS = (2_000, 8_000)
# Four times the text may take four times as long; the rest is for a busy machine. What grows with the square takes 16.
GROWTH = 9
SLOW_SECONDS = 1.5  # at 8,000 characters
NASTY = (
    "在",
    "没有冒烟",
    "上次着火",
    "如果被困",
    "关在里面",
    "人在",
    "手",
    "不用",
    "没有",
    "在 ",
    "1",
    "一",
    "路",
    "王",
    "明天",
    "响",
)


@pytest.mark.parametrize(
    "pattern",
    ["a*b", "(?:a|b)+c", ".*x", "x(?=.*y)", r"\d+年", "(?:ab)+", "(?:a{0,9}){0,9}b", "[^b]{0,99}[^c]{0,99}[^d]{0,99}x"],
)
def test_what_may_take_long_is_told(pattern: str) -> None:
    assert bounded.fault(pattern)


@pytest.mark.parametrize(
    "pattern", ["[^，]{0,14}冒烟", r"\s+", "冒(?:出|了){0,3}烟", r"(.)\1{2,}", "(?:有人|有火){0,40}灭"]
)
def test_what_cannot_is_let_through(pattern: str) -> None:
    assert not bounded.fault(pattern)


def test_knowledge_with_an_unbounded_pattern_does_not_start(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "kb", tmp_path / "kb")
    file = tmp_path / "kb" / "policies" / "grading.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("勒索|", "勒.*索|", 1), encoding="utf-8")
    with pytest.raises(KnowledgeFault, match=r"policies/grading.yml:\d+.*repeats without end"):
        load(tmp_path / "kb")


def test_no_pattern_of_the_knowledge_is_unbounded(kb: Knowledge) -> None:
    faults = {pattern: bounded.fault(pattern) for pattern in _of_knowledge(kb)}
    assert len(faults) > 200
    assert {pattern: fault for pattern, fault in faults.items() if fault} == {}


def _of_knowledge(kb: Knowledge) -> Iterator[str]:
    policy = kb.policies.emergency
    for line in policy.talk:
        yield from spelled_out(line, policy.words).split(DANGER)
    for pattern in (*policy.harmless, *(p for kind in policy.kinds for p in (*kind.patterns, *kind.harmless))):
        yield spelled_out(pattern, policy.words)
    for rule in kb.policies.grading:
        yield from rule.patterns


def test_no_pattern_of_the_language_repeats_without_end() -> None:
    patterns = {pattern for module in _modules() for pattern in (*_held(vars(module).values()), *_written(module))}
    assert len(patterns) > 100
    faults = {pattern: bounded.fault(pattern, most_steps=inf) for pattern in patterns}
    assert {pattern: fault for pattern, fault in faults.items() if fault} == {}


def _modules() -> Iterator[ModuleType]:
    for package in (language, kb.search):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def _held(values: Any) -> Iterator[str]:
    """Patterns that a module has compiled, wherever it keeps them."""
    for value in values:
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield value.pattern
        elif isinstance(value, dict):
            yield from _held(value.values())
        elif isinstance(value, (list, tuple, set, frozenset)):
            yield from _held(value)


def _written(module: ModuleType) -> Iterator[str]:
    """Patterns written where they are used. What is put together from a word is that word, escaped."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=attr), args=[first, *_]) if attr != "escape":
                try:
                    yield eval(ast.unparse(first), dict(vars(module)))
                except NameError:
                    assert "escape" in ast.unparse(first) or attr == "compile", ast.unparse(node)


@pytest.mark.parametrize("nasty", NASTY)
def test_hearing_takes_as_long_as_the_text_is(kb: Knowledge, nasty: str) -> None:
    words = load_words(kb.root / "products.yml")
    now = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    readings: dict[str, Callable[[str], object]] = {
        "danger": lambda text: detect(kb, text),
        "grade": lambda text: grade(kb, text, "lift"),
        "facts": lambda text: extract(text, now, words),
        "normalise": lambda text: normalise.__wrapped__(text),
        "displeasure": displeasure,
    }
    for name, read in readings.items():
        read(nasty)
        short, long = (_seconds(read, (nasty * length)[:length]) for length in LENGTHS)
        assert long < SLOW_SECONDS and long < max(short, 0.02) * GROWTH, f"{name}: {short:.3f} s, then {long:.3f} s"


def _seconds(read: Callable[[str], object], text: str) -> float:
    """The least of two tries."""
    taken = []
    for _ in range(2):
        began = time.thread_time()
        read(text)
        taken.append(time.thread_time() - began)
    return min(taken)
