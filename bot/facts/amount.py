"""Sums of money in yuan."""

import re
from collections.abc import Iterator

from bot.facts.fact import Fact
from bot.facts.numerals import NUMERAL, number

_UNIT = r"(?:元钱?|块钱?|圆|RMB|rmb|人民币)"
_AFTER = re.compile(
    rf"(?<![第\d.])({NUMERAL})\s?({_UNIT})([半〇零一二三四五六七八九\d]?)(?![\d])(?![一-鿿]?(?:屏|板|电池|表|砖|布|地))"
)
_BEFORE = re.compile(r"[¥￥]\s?(\d+(?:\.\d{1,2})?)")
_TOGETHER = re.compile(r"一块(?!钱|五|半)")
_PIECES_BELOW = 10  # 三块 may be pieces of anything; 三块钱 and 三百块 are money


def find_amounts(text: str) -> Iterator[Fact]:
    """Amounts as numbers, whole where they are whole."""
    for found in _AFTER.finditer(text):
        value = number(found[1])
        if value is None or _TOGETHER.match(found.group()):
            continue
        if (
            found[2] == "块"
            and value < _PIECES_BELOW
            and not re.match(r"$|[，。！？,.!?吧啊呢的 ]", text[found.end() :])
        ):
            continue
        tenths = {"半": 0.5}.get(found[3], (number(found[3]) or 0) / 10 if found[3] else 0)
        yield _fact(value + tenths, found)
    for found in _BEFORE.finditer(text):
        yield _fact(float(found[1]), found)


def _fact(value: float, found: "re.Match[str]") -> Fact:
    return Fact("amount_yuan", int(value) if value == int(value) else round(value, 2), found.group(), *found.span())
