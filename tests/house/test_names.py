"""Names are those of the glossary: none that was given up is left in code, docs or data."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import ROOMS, ROOT, TESTS, files, place, tree

OLD_MIGRATIONS = ROOT / "migrations" / "versions"
ENDINGS = {".py", ".js", ".ts", ".css", ".html", ".md", ".yml", ".csv", ".toml", ".mako"}
MADE_ELSEWHERE = {"node_modules", ".venv", "__pycache__"}

# Anywhere, also as a part of a longer name: they say nothing to somebody new.
WORDS = (
    *("soothe", "pick_up", "catch_up", "puzzled", "going_on", "noting", "showing_case", "facts_shown", "own_answers"),
    *("proof_code", "heeds", "typing_shown", "TypingShown", "without_bot", "came_again", "urged", "speakable"),
    *("other_talk", "OtherTalk", "count_puzzled", "sla_clock", "SlaClock", "DatabaseVault", "Vault", "MakesStickers"),
    *("StickerFault", "sentence_meaning", "stickers", "handoff_urged"),
)
# English words as well, so only as names of classes, functions, and what is imported.
NAMES = {"Shows", "Seal", "Pace", "Guard", "Live", "Work", "Intake", "Timer", "soothing", "vault", "CLOCKS"}
MODULES = {"arrivals", "leaving", "vault", "pace", "timers", "stickers", "soothing", "sla_clock"}
GONE = ("cases", "bot/facts", "meaning", "desk", "web/webchat", "helpline/handlers.py", "helpline/promises/clocks.py")


def written() -> list[Path]:
    """Code, docs and data, but for old migrations, which tell of old shapes, and this list."""
    inside = (file for room in (*ROOMS, TESTS, "docs", "envs") for file in (ROOT / room).rglob("*"))
    return [
        file
        for file in [*inside, *ROOT.glob("*.*"), ROOT / "Makefile"]
        if (file.suffix in ENDINGS or file.name == "Makefile")
        and file.is_file()
        and OLD_MIGRATIONS not in file.parents
        and file != Path(__file__)
        and not MADE_ELSEWHERE & set(file.parts)
    ]


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    found = {file: file.read_text(encoding="utf-8") for file in written()}
    assert len(found) > 600
    return found


@pytest.mark.parametrize("name", WORDS)
def test_no_old_name_is_written(texts: dict[Path, str], name: str) -> None:
    whole = re.compile(rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])")
    assert [place(file) for file, text in texts.items() if whole.search(text)] == []


def test_no_old_name_is_defined_or_imported() -> None:
    found = [
        f"{place(file, node)}: {name}"
        for file in files(*ROOMS, TESTS)
        if OLD_MIGRATIONS not in file.parents and file != Path(__file__)
        for node in ast.walk(tree(file))
        for name in _named(node)
        if name in NAMES or name.rpartition(".")[2] in MODULES
    ]
    assert found == []


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(alias.name for alias in node.names)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_no_old_room_or_module_is_left() -> None:
    assert [name for name in GONE if (ROOT / name).exists()] == []
    assert [place(file) for file in files(*ROOMS, TESTS) if file.stem in MODULES] == []
