"""Model numbers of the company, with or without the dashes and spaces of the plate."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.facts.fact import Fact
from bot.facts.words import Words


def find_models(text: str, words: Words) -> Iterator[Fact]:
    """Every model named in a normalised text; the value is its id, `extra.category` its kind of product."""
    by_letters = {_bare(word): model for word, model in words.models.items()}
    for found in _any_of(tuple(words.models)).finditer(text.lower()):
        model = by_letters[_bare(found.group())]
        yield Fact("model", model, text[slice(*found.span())], *found.span(),
                   extra={"category": words.categories[model]})  # fmt: skip


def _bare(word: str) -> str:
    return re.sub(r"[\s\-_/]", "", word)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> "re.Pattern[str]":
    spelled = [r"[\s\-_/]?".join(map(re.escape, _bare(word))) for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(rf"(?<![a-z0-9])(?:{one})(?![a-z0-9])" for one in spelled) or r"(?!)")
