"""Model numbers of the company, with or without the dashes and spaces of the plate."""

import re
from collections.abc import Iterator
from functools import lru_cache

from language.facts.fact import Fact
from language.facts.words import Words, any_of


def find_models(text: str, words: Words) -> Iterator[Fact]:
    """Every model named in a normalised text; the value is its id, `extra.category` its kind of product."""
    by_letters = _by_letters(tuple(words.models.items()))
    for found in _any_of(tuple(words.models)).finditer(text.lower()):
        model = by_letters[_bare(found.group())]
        yield Fact("model", model, text[slice(*found.span())], *found.span(),
                   extra={"category": words.categories[model]})  # fmt: skip


def _bare(word: str) -> str:
    return re.sub(r"[\s\-_/]", "", word)


@lru_cache(maxsize=8)
def _by_letters(models: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {_bare(word): model for word, model in models}


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> "re.Pattern[str]":
    spelled = {word: r"[\s\-_/]?".join(map(re.escape, _bare(word))) for word in sorted(words, key=len, reverse=True)}
    return any_of({word: _whole(word, one) for word, one in spelled.items()})


def _whole(word: str, spelled: str) -> str:
    """Letters and digits must not go on at an end that is one: GL-P4 is not in GL-P40, but 力禹电叉 is in 力禹电叉LY2408."""
    before = "(?<![a-z0-9])" if word[0].isascii() else ""
    after = "(?![a-z0-9])" if word[-1].isascii() else ""
    return f"{before}(?:{spelled}){after}"
