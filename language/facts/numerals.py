"""Chinese numerals: 十五, 两百三, 1.5万, 三点五 → numbers."""

import re

NUMERAL = (  # bounded, so that a page of digits costs no more than a line of them
    r"(?:\d{1,3}(?:,\d{3}){1,3}(?!\d)|\d{1,12}(?:\.\d{1,4})?[十百千万]{0,3}|[零〇一二两俩三四五六七八九十百千万半]{1,12}(?:点[零一二三四五六七八九]{1,4})?万?)"
)

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_UNITS: dict[str, int] = {"十": 10, "百": 100, "千": 1000}
_ARABIC = re.compile(r"(\d{1,20}(?:\.\d{1,20})?)([十百千万]{0,20})")


def number(said: str) -> float | None:
    """The value of a numeral, None if it is none. The last digit of 两百三 counts tens, as people mean it."""
    arabic = _ARABIC.fullmatch(said.replace(",", ""))
    if arabic:
        value: float = float(arabic[1])
        for unit in arabic[2]:
            value *= float(_UNITS.get(unit, 10_000))
        return value
    if "点" in said:
        whole, _, decimals = said.removesuffix("万").partition("点")
        base = number(whole)
        if base is None or any(char not in _DIGITS for char in decimals):
            return None
        fraction: float = sum(_DIGITS[char] * 0.1 ** (n + 1) for n, char in enumerate(decimals))
        return (base + fraction) * (10_000 if said.endswith("万") else 1)
    return _spoken(said)


def whole(said: str) -> int | None:
    """`number` where only whole ones make sense."""
    value = number(said)
    return int(value) if value is not None and value == int(value) else None


def _spoken(said: str) -> float | None:
    if not said or any(char not in "万半" and char not in _DIGITS and char not in _UNITS for char in said):
        return None
    if said == "半":
        return 0.5
    total, section, digit, last_unit = 0.0, 0.0, None, 1
    for n, char in enumerate(said):
        if char == "半":
            return None
        if char in _DIGITS:
            digit = _DIGITS[char]
            if char in "零〇":
                last_unit = 1
            elif n == len(said) - 1 and last_unit >= 100:
                section += digit * last_unit / 10
                digit = None
        elif char == "万":
            total = (total + section + (digit or 0)) * 10_000
            section, digit, last_unit = 0.0, None, 10_000
        else:
            section += (1 if digit is None else digit) * _UNITS[char]
            digit, last_unit = None, _UNITS[char]
    return total + section + (digit or 0)
