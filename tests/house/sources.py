"""The project's own Python files, found and parsed once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "bench",
    "bot",
    "helpline",
    "connectors",
    "web",
    "gateway",
    "kb",
    "language",
    "migrations",
    "simulator",
    "tools",
)
TESTS = "tests"


def files(*rooms: str) -> list[Path]:
    """Every .py file of these rooms, in order."""
    return sorted(file for room in rooms or ROOMS for file in (ROOT / room).rglob("*.py") if "/." not in str(file))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def place(file: Path, node: ast.AST | None = None) -> str:
    """As an editor opens it: path and line."""
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
