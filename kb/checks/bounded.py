"""Whether a regular expression's work is bounded, read from its parse tree alone.

A customer chooses the text, so a pattern may never take longer than in proportion to its length: from each place of the
text only so many steps, whatever follows. What repeats without end is refused, and so is what can be read in too many
ways. Only the end of a pattern may take all there is of a class of characters, for nothing comes after it that could
fail and have it tried again.
"""

import importlib
import sys
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any

MOST_STEPS = 120_000  # from one place of a text, by the worst reading of the pattern; a few dozen are usual

_parser: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_ANYTHING = None  # the first characters of what may begin with every character, or with none at all

_First = frozenset[int] | None


@dataclass(frozen=True)
class _Work:
    """Of one part, from one place: steps until it is given up, and the number of ways in which it fits."""

    steps: float
    ways: float


@cache
def fault(pattern: str, most_steps: float = MOST_STEPS) -> str:
    """What is wrong with a pattern that compiles; "" for one whose work is bounded."""
    steps = _sequence(_parser.parse(pattern), ends=True).steps
    if steps == inf:
        return "repeats without end before its own end; say how often at most, e.g. {0,6}"
    if steps > most_steps:
        return f"may be read in {steps:.0f} ways from one place; let fewer parts next to each other vary in length"
    return ""


def _sequence(parts: Any, ends: bool = False) -> _Work:
    """`ends` when nothing of the pattern comes after these parts."""
    steps, ways = 0.0, 1.0
    for at, (kind, what) in enumerate(parts):
        after = parts[at + 1 :]
        work = _part(str(kind), what, after, ends and not after)
        steps, ways = steps + ways * work.steps, ways * work.ways
    return _Work(steps, ways)


def _part(name: str, what: Any, after: Any, ends: bool) -> _Work:
    if name == "BRANCH":
        return _branch(what[1], ends)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, body = what
        if ends and name == "MAX_REPEAT" and _takes_a_class(most, body):
            return _Work(1, 1)
        return _repeat(least, most, body, after)
    if name == "SUBPATTERN":
        return _sequence(what[3], ends)
    if name in ("ASSERT", "ASSERT_NOT"):
        return _Work(_sequence(what[1]).steps, 1)
    return _Work(1, 1)


def _takes_a_class(most: Any, body: Any) -> bool:
    """`[…]+` or the like: one character, or what was found before, repeated without end."""
    alone = len(body) == 1 and str(body[0][0]) in ("IN", "LITERAL", "NOT_LITERAL", "ANY", "GROUPREF")
    return bool(most == _parser.MAXREPEAT and alone)


def _repeat(least: int, most: Any, body: Any, after: Any) -> _Work:
    """Each number of rounds is a way; only one is left when what comes after cannot begin where a round can."""
    if most == _parser.MAXREPEAT:
        return _Work(inf, inf)
    one, first, then = _sequence(body), _first(body), _first(after)
    steps = sum(one.ways**n * one.steps for n in range(most + 1))
    if one.ways == 1 and first is not _ANYTHING and then is not _ANYTHING and not first & then:
        return _Work(steps, 1)
    return _Work(steps, sum(one.ways**n for n in range(least, most + 1)))


def _branch(options: Any, ends: bool) -> _Work:
    """Each option is tried; two fit at the same place only if they can begin with the same character."""
    works = [(_first(option), _sequence(option, ends)) for option in options]
    everywhere = sum(work.ways for first, work in works if first is _ANYTHING)
    beginnings = {char for first, _ in works if first is not _ANYTHING for char in first}
    ways = max(
        (sum(work.ways for first, work in works if first is not _ANYTHING and char in first) for char in beginnings),
        default=0,
    )
    return _Work(len(works) + sum(work.steps for _, work in works), everywhere + ways)


def _first(parts: Any) -> _First:
    """The characters with which these parts can begin."""
    found: set[int] = set()
    for kind, what in parts:
        name = str(kind)
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        chars, optional = _beginning(name, what)
        if chars is _ANYTHING:
            return _ANYTHING
        found |= chars
        if not optional:
            return frozenset(found)
    return _ANYTHING


def _beginning(name: str, what: Any) -> tuple[_First, bool]:
    """The first characters of one part, and whether it may be left out."""
    if name == "LITERAL":
        return frozenset({what}), False
    if name == "IN":
        return _of_class(what), False
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return _first(what[2]), what[0] == 0
    if name == "SUBPATTERN":
        return _first(what[3]), False
    if name == "BRANCH":
        found: set[int] = set()
        for option in what[1]:
            if (first := _first(option)) is _ANYTHING:
                return _ANYTHING, False
            found |= first
        return frozenset(found), False
    return _ANYTHING, False


def _of_class(members: Any) -> _First:
    found: set[int] = set()
    for kind, what in members:
        if str(kind) == "LITERAL":
            found.add(what)
        elif str(kind) == "RANGE" and what[1] - what[0] < 200:
            found.update(range(what[0], what[1] + 1))
        else:
            return _ANYTHING
    return frozenset(found)
