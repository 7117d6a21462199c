"""The flows' word lists (`bot/actions/engine/words.yml`)."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.actions.engine import thresholds
from language.facts.decoration import undecorated

if TYPE_CHECKING:
    from bot.actions.engine.turn import DialogueTurn

_PUNCTUATION = re.compile(r"[\s\u3000、。，！？；：,.!?;:~～…-]+")

LONGEST_CHOICE = 6  # characters for each line that is named
LONGEST_GOOD_NEWS = 16  # who writes more has more to tell than that it works


@cache
def words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))
    return loaded


def bare(text: str) -> str:
    """The text without punctuation and spaces."""
    return _PUNCTUATION.sub("", text)


def mentions(text: str, list_: str) -> bool:
    """Whether any word of the list stands in the text."""
    return any(word in text for word in words()[list_])


def is_exactly(text: str, list_: str) -> bool:
    """Whether the text is one word of the list, punctuation aside."""
    return bare(text) in words()[list_]


def says_fixed(text: str) -> bool:
    """Whether it is said that something works again."""
    return len(bare(text)) <= LONGEST_GOOD_NEWS and mentions(text, "fixed") and not mentions(text, "not_fixed")


def says_service(text: str) -> bool:
    """Whether somebody is wanted to come and see to something, in however few words: 那帮我修吧."""
    return mentions(text, "wants_service") and not mentions(text, "fixed") and not mentions(text, "asks_service")


def field_named(text: str) -> str | None:
    """The fact a correction names, the longest word first."""
    named = [(word, name) for name, list_ in words()["fields"].items() for word in list_ if word in text]
    return max(named, key=lambda pair: len(pair[0]))[1] if named else None


def says_nothing_yet(text: str, product_word: str | None) -> bool:
    """Whether a description holds no more than "my X is broken"."""
    left = bare(undecorated(text))
    if product_word:
        left = left.replace(product_word, "")
    for word in sorted(words()["empty_symptom"], key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < 2


def says_stop(text: str) -> bool:
    """Whether no more is said than that something is given up, in whichever small words: 我不要了，真不要了."""
    if _gives_up(text):
        return True
    clauses = [clause for clause in _PUNCTUATION.split(text) if clause]
    return len(clauses) > 1 and all(_gives_up(clause) for clause in clauses)


def _gives_up(text: str) -> bool:
    stops = {_without_particles(word) for word in words()["stop"]}
    said, before = _without_particles(text), tuple(words()["before_stop"])
    while said not in stops and said.startswith(before):
        said = said.removeprefix(next(word for word in before if said.startswith(word)))
    return said in stops


def _without_particles(text: str) -> str:
    return bare(text).rstrip("".join(words()["particles"]))


def is_stop(turn: "DialogueTurn") -> bool:
    """Whether the customer gives the flow up."""
    if turn.pressed:
        return turn.intent == "cancel"
    return says_stop(turn.text) or (turn.is_("cancel", above=thresholds.GIVING_UP) and turn.yes() is None)


def is_start_over(turn: "DialogueTurn") -> bool:
    """Whether the customer wants to begin the flow anew."""
    return is_exactly(turn.text, "start_over") or turn.is_("start_over", above=thresholds.BEGINNING_ANEW)


def chosen_line(text: str, count: int) -> int | None:
    """Which line of a numbered list a short answer means: "2", "the second one"."""
    found = chosen_lines(text, count)
    return found[0] if len(found) == 1 else None


def chosen_lines(text: str, count: int) -> list[int]:
    """Which lines of a numbered list a short answer names, in their order: "1 and 3"."""
    numerals = words()["numerals"]
    signs = {str(n): n for n in range(1, count + 1)} | dict(zip(numerals, range(1, count + 1)))
    found = {n for sign, n in signs.items() if sign in text}
    return sorted(found) if len(bare(text)) <= LONGEST_CHOICE * max(1, len(found)) else []
