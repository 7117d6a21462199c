"""Sums of money in yuan."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact
from language.facts.numerals import NUMERAL, number

_UNIT = r"(?:元钱?|块钱?|圆|RMB|rmb|人民币)"
_AFTER = re.compile(
    rf"(?<![第\d.])(?<!\d,)({NUMERAL})[多来几]?\s?({_UNIT})((?:[半〇零一二三四五六七八九\d](?![\d个台次块张根只支盏套条平公小米]))?)(?![\d])(?![一-鿿]?(?:屏|板|电池|表|砖|布|地))"
)
_BEFORE = re.compile(r"[¥￥]\s?((?:\d{1,3}(?:,\d{3}){1,12}|\d{1,20})(?:\.\d{1,2})?万?)")
# 报价1.2万, 上门费50: nothing but money is told this way, unless something else is counted.
_NAMED = re.compile(
    rf"(?:报价|要价|价格|价钱|单价|总价|金额|[费款]用?|押金|定金|订金|尾款|赔偿?|补偿?|收了?我?|花了?|付了?|总共|一共|共计|合计|要|掏了|便宜|交了?|换件|配件|一年|一个月|每[年月台次个])(?:是|了|要|我|就|才|都|大概|差不多|约|[:： ]){{0,3}}"
    rf"({NUMERAL})(?=多?(?:$|[^一-鿿A-Za-z\d.:%\-]|\.(?!\d)|[吧了呢啊呀吗你我他她太贵能是还不够就才都也到退什怎合给的行可以对开包]))"
)
_JUDGED = re.compile(
    rf"({NUMERAL})(?=(?:一[个套只台根块片次])?(?:够不够|够吗|贵不贵|太贵|是不是太?贵|能不能(?:便宜|少|优惠)|包不包))"
)
_SMALLEST_NAMED = 10
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
        yield _fact(number(found[1]) or 0, found)
    for found in (*_NAMED.finditer(text), *_JUDGED.finditer(text)):
        value = number(found[1])
        if value is not None and value >= _SMALLEST_NAMED:
            yield Fact("amount_yuan", _plain(value), found[1], *found.span(1))


def _fact(value: float, found: "re.Match[str]") -> Fact:
    return Fact("amount_yuan", _plain(value), found.group(), *found.span())


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 2)
