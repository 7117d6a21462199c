"""Which of the promises in `docs/service-rules.md` a test acts out: `make promises`.

The page is the one place of truth for ids, words and carrying files; tests name ids by `@pytest.mark.promise`, talks in
YAML by their key `promises`. `tests/public_ways.py` sees to it that a marked test comes in where people do.
"""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "service-rules.md"
TESTS = ROOT / "tests"
NOBODY = "–"

_LINE = re.compile(r"^\| ([RN]\d[\d.]*) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """One promise: what it says, and the files that carry it, none where nothing does yet."""

    id: str
    words: str
    carried_by: tuple[str, ...]

    @property
    def rule(self) -> str:
        """`R05` of R05.4, `N` of N046."""
        return self.id.partition(".")[0] if self.id.startswith("R") else "N"


@cache
def lines() -> dict[str, Line]:
    """The promises of the page by id, in its order."""
    found = _LINE.findall(PAGE.read_text(encoding="utf-8"))
    return {id: Line(id, words, tuple(re.findall(r"`([^`]+)`", carrier))) for id, words, carrier in found}


@cache
def marks() -> dict[str, list[str]]:
    """By id, where tests say that they act it out, as `tests/room/file.py:12`."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_mark(node.func):
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        found[given.value].append(f"{file.relative_to(ROOT)}:{node.lineno}")
    for file in sorted((TESTS / "journeys").rglob("*.yml")):
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        for id in told.get("promises", []) if isinstance(told, dict) else []:
            found[id].append(str(file.relative_to(ROOT)))
    return dict(found)


def _is_mark(func: ast.expr) -> bool:
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "promise"
        and isinstance(func.value, ast.Attribute)
        and func.value.attr == "mark"
    )


def main() -> None:
    """Prints acted / total by rule, R-lines and N-lines apart, then the lines that no test acts out."""
    acted = set(marks())
    by_rule: dict[str, list[Line]] = defaultdict(list)
    for line in lines().values():
        by_rule[line.rule].append(line)
    for rule, of_rule in by_rule.items():
        print(f"{rule:4} {sum(line.id in acted for line in of_rule):3} / {len(of_rule)}")
    for kind in "RN":
        of_kind = [line for line in lines().values() if line.id.startswith(kind)]
        print(f"{kind}-lines: {sum(line.id in acted for line in of_kind)} / {len(of_kind)}")
    print("\nnot acted out:")
    for line in lines().values():
        if line.id not in acted:
            print(f"  {line.id:7} {line.words}")


if __name__ == "__main__":
    main()
