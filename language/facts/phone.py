"""Telephone numbers: mobiles and Chinese landlines, however they are grouped, dashed or read out."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact

MOBILE_DIGITS = 11

_FOREIGN = re.compile(r"(?<![\dA-Za-z])\+(?!86)\d{1,3}(?:[ \-.()]{0,2}\d){6,12}(?!\d)")
_MOBILE = re.compile(r"(?<![\dA-Za-z])(?:\+?86[ \-]?)?(1[3-9]\d(?:[ \-.，,]{0,2}\d){8})(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\dA-Za-z])\(?(010|02\d|0[3-9]\d{2})\)?[ \-—转]{0,2}(\d{4}[ \-]?\d{3,4})"
    r"(?:[ ,，]?(?:转分机|转|分机)[ 号:：]{0,2}(\d{1,6}))?(?!\d)"
)
_DIGITS = re.compile(r"(?<![\dA-Za-z\-])\+?\d(?:[ \-]?\d){5,14}(?!\d)")
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
    for found in _FOREIGN.finditer(text):
        taken.append(found.span())
        yield Fact("phone", f"+{re.sub(r'[^0-9]', '', found.group())}", found.group(), *found.span())
    for found in _MOBILE.finditer(text):
        if _overlaps(found.span(), taken):
            continue
        taken.append(found.span())
        yield Fact("phone", re.sub(r"\D", "", found[1]), found.group(), *found.span())
    for found in _LANDLINE.finditer(text):
        if not _overlaps(found.span(), taken):
            taken.append(found.span())
            extension = f"转{found[3]}" if found[3] else ""
            number = f"{found[1]}-{re.sub(r'[^0-9]', '', found[2])}{extension}"
            yield Fact("phone", number, found.group(), *found.span())
    for found in _DIGITS.finditer(text):
        if not _overlaps(found.span(), taken) and _looks_meant(text, found):
            yield Fact("phone", None, found.group(), *found.span(), error=_fault(found.group()))


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
