"""Alarm codes a device shows: E4, F-03, P0420, 0x1F, or a bare number announced as a code."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact

_CODE = re.compile(r"(?<![A-Za-z0-9\-])([A-Za-z]{1,3})[ \-]?(\d{1,4})(?![A-Za-z0-9])")
_TYPICAL = re.compile(r"[EFH]\d{1,2}|E[RH]R?\d{1,3}|[BCPU][0-3]\d{3}|SC\d{3}|AL\d{1,3}", re.IGNORECASE)
_SHOWN = re.compile(
    r"(?:报警?|显示屏?|代码|故障码|错误码?|报错|提示|闪|出现|跳出?|弹出|面板|屏幕)[^，。,；;]{0,6}$", re.IGNORECASE
)
_HEX = re.compile(r"(?<![A-Za-z0-9])0x[0-9A-F]{1,8}(?![A-Za-z0-9])", re.IGNORECASE)
_NUMBER = re.compile(r"(?:故障代?码|错误代?码|报警代?码|代码)[是为:：显示 ]{0,4}(\d{1,4})(?!\d)")


def find_alarm_codes(text: str) -> Iterator[Fact]:
    """Codes in capitals without gap or dash."""
    taken: list[int] = []
    for found in _CODE.finditer(text):
        value = (found[1] + found[2]).upper()
        typical = bool(_TYPICAL.fullmatch(value))
        if _SHOWN.search(text[: found.start()]) or (
            typical and not re.match(r"(?:号楼|栋|幢|座|室|单元)", text[found.end() :])
        ):
            taken.append(found.start())
            yield Fact("alarm_code", value, found.group(), *found.span())
    for found in _HEX.finditer(text):
        yield Fact("alarm_code", f"0x{found.group()[2:].upper()}", found.group(), *found.span())
    for found in _NUMBER.finditer(text):
        yield Fact("alarm_code", found[1], found[1], *found.span(1))
