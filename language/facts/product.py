"""Products by what customers call them; the longest word wins where words overlap."""

import re
from collections.abc import Iterator
from functools import lru_cache

from language.facts.fact import Fact
from language.facts.words import Words, any_of

_NUMBERED_LIFT = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[号#]梯(?![子形田级队])")
_TELLS = re.compile(r"(?:系统)?(?:发现|提示|报告|看到|拍到|显示有)(?!不)")  # 监控发现…: what it saw is spoken of
_LIFT = "电梯"


def find_products(text: str, words: Words) -> Iterator[Fact]:
    """Every mention of a product in a normalised text, in order; the value is the category's id. 2号梯 is a lift."""
    if _LIFT in words.products:
        for found in _NUMBERED_LIFT.finditer(text):
            yield Fact("product", words.products[_LIFT], found.group(), *found.span(), extra={"word": found.group()})
    for found in _any_of(tuple(words.products)).finditer(text.lower()):
        if _TELLS.match(text, found.end()):
            continue
        yield Fact("product", words.products[found.group()], text[slice(*found.span())], *found.span(),
                   extra={"word": found.group()})  # fmt: skip


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> "re.Pattern[str]":
    longest_first = sorted(words, key=len, reverse=True)
    return any_of(
        {w: rf"(?<![a-z0-9]){re.escape(w)}(?![a-z0-9])" if w.isascii() else re.escape(w) for w in longest_first}
    )
