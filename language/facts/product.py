"""Products by what customers call them; the longest word wins where words overlap."""

import re
from collections.abc import Iterator
from functools import lru_cache

from language.facts.fact import Fact
from language.facts.words import Words, any_of

_NUMBERED_LIFT = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[号#]梯(?![子形田级队])")
_TELLS = re.compile(r"(?:系统)?(?:发现|提示|报告|看到|拍到|显示有)(?!不)")  # 监控发现…: what it saw is spoken of
_LIFT = "电梯"
# 开着空调货车就熄火, 空调一开货车就熄火: what is only on while another fails is not what fails.
_INSIDE = ("空调", "冷气")  # 空调一开货车就熄火; 货车一开空调就熄火 is the lorry all the same
_SWITCHED_ON = re.compile(r"(?:(?:开|打开|开启|吹|用)[了着]?|只要|一)$")
_WHILE = re.compile(
    r"(?P<on>一?(?:打开|开启|开|吹)(?:起来|以后|之后|了|着)?)?(?:的时候|的话|以后|之后|时|后)?"
    r"[，, ]?(?:就|我|我家|我们|我的|家里|这|那|整|台|辆|部|个|的){0,3}"
)


def find_products(text: str, words: Words) -> Iterator[Fact]:
    """Every mention of a product in a normalised text, in order; the value is the category's id. 2号梯 is a lift."""
    if _LIFT in words.products:
        for found in _NUMBERED_LIFT.finditer(text):
            yield Fact("product", words.products[_LIFT], found.group(), *found.span(), extra={"word": found.group()})
    mentions = [m for m in _any_of(tuple(words.products)).finditer(text.lower()) if not _TELLS.match(text, m.end())]
    for n, found in enumerate(mentions):
        if n + 1 < len(mentions) and _is_only_on(text, words, found, mentions[n + 1]):
            continue
        yield Fact("product", words.products[found.group()], text[slice(*found.span())], *found.span(),
                   extra={"word": found.group()})  # fmt: skip


def _is_only_on(text: str, words: Words, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether a thing is told as switched on, and the other, told right after it, as what fails then."""
    between = _WHILE.fullmatch(text[one.end() : other.start()])
    if between is None or words.products[one.group()] == words.products[other.group()]:
        return False
    return bool(one.group() in _INSIDE and between["on"] or _SWITCHED_ON.search(text[: one.start()]))


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> "re.Pattern[str]":
    longest_first = sorted(words, key=len, reverse=True)
    return any_of(
        {w: rf"(?<![a-z0-9]){re.escape(w)}(?![a-z0-9])" if w.isascii() else re.escape(w) for w in longest_first}
    )
