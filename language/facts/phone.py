"""Telephone numbers: mobiles, landlines and toll-free numbers with their extensions, foreign ones, however they are
grouped, dashed or read out."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact

MOBILE_DIGITS = 11

_EXTENSION = r"(?:[ ,，]?(?:转分机|转|分机|[eE]xt\.?)[ 号:：]{0,2}(?P<extension>\d{1,6})(?![\d点号日月])|-(?P<dashed>\d{3,6})(?![\d\-点号日月]))?"
_FOREIGN = re.compile(r"(?<![\dA-Za-z])(?:\+|00 ?)(?!86)(?P<number>[1-9]\d{0,2}(?:[ \-.()]{0,2}\d){6,12})(?!\d)")
# Told one by one, 1 3 9 …, or in groups of any size.
_MOBILE = re.compile(
    rf"(?<![\dA-Za-z])(?:(?:\+|00)?86[ \-]?)?(?P<number>1 ?[3-9] ?\d(?:[ \-.，,]{{0,3}}\d){{8}}){_EXTENSION}(?!\d)"
)
_AFTER_A_ROOM = re.compile(r"(?<=[元室楼层幢栋座号])\d{3,4}(?P<number>1[3-9]\d{9})(?!\d)")  # 三单元30113800138000
_TOLL_FREE = re.compile(rf"(?<![\dA-Za-z])(?P<number>[48]00[ \-]?\d{{3}}[ \-]?\d{{4}}){_EXTENSION}(?!\d)")
_OURS = re.compile(r"(?:打|拨|你们|官方|官网|客服|热线|售后)[^，。,；;]{0,8}$")
_LANDLINE = re.compile(
    rf"(?<![\dA-Za-z])\(?(?P<area>010|02\d|0[3-9]\d{{2}})\)?[ \-—转]{{0,2}}(?P<number>\d{{4}}[ \-]?\d{{3,4}}){_EXTENSION}(?!\d)"
)
_DIGITS = re.compile(r"(?<![\dA-Za-z\-])\+?\d(?:[ \-]?\d){5,14}(?![\dA-Za-z])")  # of a tax number, letters follow
_MEANT_AS_PHONE = re.compile(r"(?:电话|手机|号码|联系方式|打给?我?|联系我?|拨打?)[^\d，。！？,!?;；]{0,6}$")
_LOCAL = re.compile(r"[2-8]\d{6,7}")  # of a landline, its area left out
_OTHER_NUMBER = re.compile(
    r"(?:订单|工单|单号|编号|序列|机身|型号|身份证|快递|条码|发票|税号|GD)[^\d，。,;；]{0,8}$", re.IGNORECASE
)


def find_phones(text: str) -> Iterator[Fact]:
    """Every number in a normalised text, foreign ones with their country; the error of one that was meant as a phone and
    cannot be one says why: `phone_length`, `phone_number` (no such mobile), `phone_area` (a landline without its area).
    """
    taken: list[tuple[int, int]] = []
    for pattern in (_FOREIGN, _MOBILE, _AFTER_A_ROOM, _TOLL_FREE, _LANDLINE):
        for found in pattern.finditer(text):
            start, end = found.span("number") if pattern is _AFTER_A_ROOM else found.span()
            if _overlaps((start, end), taken):
                continue
            taken.append((start, end))
            if pattern is not _TOLL_FREE or not _OURS.search(text[:start]):
                yield Fact("phone", _written(pattern, found), text[start:end], start, end)
    for found in _DIGITS.finditer(text):
        if not _overlaps(found.span(), taken) and _looks_meant(text, found):
            yield Fact("phone", None, found.group(), *found.span(), error=_fault(found.group()))


def _written(pattern: "re.Pattern[str]", found: "re.Match[str]") -> str:
    """Digits, with the country of a foreign number, the dashes of a landline and the extension after 转."""
    digits, told = re.sub(r"[^0-9]", "", found["number"]), found.groupdict()
    if pattern is _FOREIGN:
        return f"+{digits}"
    if pattern is _TOLL_FREE:
        digits = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if pattern is _LANDLINE:
        digits = f"{found['area']}-{digits}"
    extension = told.get("extension") or told.get("dashed")
    return f"{digits}转{extension}" if extension else digits


def wrong_phone(text: str) -> str | None:
    """What is wrong with the number in an answer to "your phone?"; None when there is no number or it is right."""
    if next((fact for fact in find_phones(text) if fact.value), None):
        return None
    found = _DIGITS.search(text)
    return _fault(found.group()) if found else None


def _fault(said: str) -> str:
    digits = re.sub(r"\D", "", said)
    if len(digits) == MOBILE_DIGITS:
        error = "phone_number"
    elif _LOCAL.fullmatch(digits):
        error = "phone_area"
    else:
        error = "phone_length"
    return error


def _looks_meant(text: str, found: "re.Match[str]") -> bool:
    before = text[: found.start()]
    if _OTHER_NUMBER.search(before) or re.match(r"(?:400|800|95|12\d{3}$)", found.group()):
        return False
    digits = re.sub(r"\D", "", found.group())
    alone = text.strip(" 。.,，") == found.group() and re.match(r"1[3-9]", digits) and 9 <= len(digits) <= 13
    return bool(_MEANT_AS_PHONE.search(before) or alone)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
