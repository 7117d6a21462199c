"""The shape of a check, and what several of them do alike."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kb.checks import bounded
from kb.errors import Fault
from kb.loading.parts import Parts
from kb.loading.yaml_lines import Path, Source

ROLES = ("agent", "supervisor", "quality", "administrator")
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Check:
    needs: tuple[str, ...]
    run: Callable[[Parts], Iterable[Fault]]


def unique(source: Source, path: Path, entries: Iterable[Any], key: str = "id", plain: bool = True) -> Iterator[Fault]:
    """Each entry's id stands once and, if `plain`, is lower-case ASCII."""
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        here = (*path, index, key)
        id = getattr(entry, key)
        if plain and not _ID.fullmatch(id):
            yield source.fault(here, f"the {key} {id!r} must be lower-case letters, digits and '_'")
        if id in seen:
            yield source.fault(here, f"the {key} {id!r} is taken by line {seen[id]}; give each entry its own")
        seen.setdefault(id, source.line(here))


def known(source: Source, path: Path, kind: str, said: str, ids: Iterable[str]) -> Iterator[Fault]:
    """`said` is one of `ids`."""
    there = sorted(ids)
    if said not in there:
        yield source.fault(path, f"there is no {kind} {said!r}; there are {', '.join(there) or 'none'}")


def compiles(source: Source, path: Path, pattern: str) -> Iterator[Fault]:
    """The pattern is a regular expression of bounded work, and not one that fits every text."""
    try:
        if re.compile(pattern).search("") and pattern:
            yield source.fault(path, "the pattern fits an empty text, and so any text; make it ask for more")
        if unbounded := bounded.fault(pattern):
            yield source.fault(path, f"the pattern {unbounded}")
    except re.error as error:
        yield source.fault(path, f"the pattern is no regular expression: {error}")


def spans_in_order(source: Source, path: Path, spans: Iterable[Any]) -> Iterator[Fault]:
    """Each span ends after it begins (00:00 is midnight at the end of the day) and begins after the one before."""
    before = None
    for index, (begin, end) in enumerate(spans):
        midnight = end.isoformat() == "00:00:00"
        if not midnight and end <= begin:
            yield source.fault((*path, index), f"the span ends at {end:%H:%M}, not after its begin {begin:%H:%M}")
        if before is not None and (before.isoformat() == "00:00:00" or begin < before):
            yield source.fault((*path, index), "the span begins before the one above ends; put them in order, apart")
        before = end


def weekdays(source: Source, path: Path, days: Iterable[int]) -> Iterator[Fault]:
    """ISO weekdays, each once."""
    seen: set[int] = set()
    for index, day in enumerate(days):
        if not 1 <= day <= 7 or day in seen:
            yield source.fault((*path, index), f"the weekday {day} is wrong; use 1 (Monday) to 7 (Sunday), each once")
        seen.add(day)
