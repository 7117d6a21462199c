"""Which of several places a customer means, in their own words: 三号楼那部, 2号柜里那台, 主卧那台小的."""

import re
from collections.abc import Sequence

from language.facts.normalise import squeeze

_DIGITS = str.maketrans("一二三四五六七八九两", "1234567892")
_NUMBER_APART = re.compile(r"(\d{1,4})号(?![楼柜梯机层厅栋幢屏泵炉车仓库]|[客货扶电]梯)")
_KIND = "楼|柜|梯|机|层|厅|栋|幢|屏|泵|炉|车间|仓|库|客梯|货梯|扶梯|电梯"
_NUMBERED = re.compile(rf"(\d{{1,4}})[#号]?({_KIND})?")
_IN_A_ROW = re.compile(rf"(\d{{1,4}})(?:[#号][、,，和跟及与/]?|[、,，和跟及与/])(?=\d{{1,4}}[#号]?({_KIND}))")
_GENERIC = frozenset("的那这台部个号里边面在家我们间")
SHORTEST = 2
MOST_IN_A_ROW = 6
SAME_NUMBER = 10  # more than any likeness of words


def meant(text: str, places: Sequence[str]) -> list[int]:
    """Which of the places (their indices) the words name; none when they name none of them. All that are named in full:
    客厅和主卧的.
    """
    said = _each_with_its_kind(_plain(text))
    plain = [_plain(place) for place in places]
    whole = {place for place in plain if place and place in said}
    if whole:
        parts = {one for one in whole for other in whole if one != other and one in other}  # 2号柜 of 12号柜
        return [n for n, place in enumerate(plain) if place in whole - parts]
    scores = [_score(said, place) for place in plain]
    best = max(scores, default=0)
    return [n for n, score in enumerate(scores) if score == best] if best > 0 else []


def denies_all(text: str, places: Sequence[str]) -> bool:
    """Whether the words name a numbered place of the same kind as these, and none of them has that number."""
    said = _numbers(_each_with_its_kind(_plain(text)))
    if not said:
        return False
    known = [_numbers(_plain(place)) for place in places]
    units = {unit for numbers in known for unit in numbers}
    told = {unit: numbers for unit, numbers in said.items() if unit in units and unit}
    return bool(told) and not any(numbers.get(unit, set()) & of for numbers in known for unit, of in told.items())


def _score(said: str, place: str) -> int:
    if not place:
        return 0
    mine, told = _numbers(place), _numbers(said)
    if any(unit and told.get(unit) and not told[unit] & numbers for unit, numbers in mine.items()):
        return 0  # another number of the same kind
    if any(unit and told.get(unit, set()) & numbers for unit, numbers in mine.items()):
        return SAME_NUMBER
    if apart := set(_NUMBER_APART.findall(said)):  # 2号那部客梯
        numbers = set().union(*mine.values())
        return SAME_NUMBER if numbers & apart else 0
    common = _longest_common(said, place)
    return len(common) if len(common) >= SHORTEST and set(common) - _GENERIC - set("0123456789") else 0


def _plain(text: str) -> str:
    return squeeze(text).translate(_DIGITS).replace("#", "号")


def _each_with_its_kind(said: str) -> str:
    """Of several in a row the last says what they are: 1号2号电梯 is 1号电梯2号电梯, 1、2号柜 is 1号柜、2号柜."""
    for _ in range(MOST_IN_A_ROW):
        said, found = _IN_A_ROW.subn(r"\1号\2", said)
        if not found:
            break
    return said


def _numbers(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in _NUMBERED.finditer(text):
        unit = (match[2] or "").removeprefix("客").removeprefix("货").removeprefix("扶").removeprefix("电")
        found.setdefault(unit, set()).add(match[1])
    return found


def _longest_common(one: str, other: str) -> str:
    one, other = one[:200], other[:60]
    best = ""
    for begin in range(len(other)):
        for end in range(begin + len(best) + 1, len(other) + 1):
            if other[begin:end] not in one:
                break
            best = other[begin:end]
    return best
