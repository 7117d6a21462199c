"""How long something has lasted, 五年了 or 坏了三天, told as the time since which."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from language.facts.fact import Fact
from language.facts.numerals import number
from language.facts.spans import span

_N = r"(?:\d{1,3}(?:\.5)?|[一二两三四五六七八九十]{1,3}|半|好?几|十几)"
_LASTING = re.compile(
    rf"(?P<verb>(?:(?:坏|停|断|用|买|装|响|漏|等|拖|修|闪|堵|催)了|[刚才](?:买|用|装)了?)(?:已经|都|快|有|大概|差不多|将近|整整)?)?(?P<n>{_N})(?P<more>多)?(?:个)?(?P<half>半|多)?"
    r"(?P<unit>年|(?<=[个半多])月|周|星期|礼拜|天|小时|钟头|分钟)(?P<over>多|半)?(?P<told>了(?![吗再就])|(?=没(?!关系|问题)|[还都]没))?"
)
_AGO = re.compile(
    rf"(?P<n>{_N})(?:个)?(?P<half>半|多)?(?P<unit>小时|钟头|分钟)(?P<over>多|半)?(?:之|以)?前(?!后|面|台)"
)
_PROMISED = re.compile(r"(?:保修|质保|延保|保质期?|承诺|合同|签了?|交了|赔|第|每|前)$")
_DAYS = {"年": 365, "月": 30, "周": 7, "星期": 7, "礼拜": 7, "天": 1}
_ABOUT = {"半": 0.5, "几": 3.0, "好几": 5.0, "十几": 12.0}


def find_lasting(text: str, now: datetime) -> Iterator[Fact]:
    """Since when, in a normalised text; the grain is the day, of hours and minutes the hour."""
    for found in _LASTING.finditer(text):
        meant = found["verb"] or found["told"] is not None or found.group() == text.strip()
        if meant and not _PROMISED.search(text[: found.start()]):
            yield _since(found, now)
    for found in _AGO.finditer(text):
        yield _since(found, now)


def _since(found: "re.Match[str]", now: datetime) -> Fact:
    amount = _ABOUT.get(found["n"]) or number(found["n"]) or 0
    if "半" in (found["half"], found["over"]):
        amount += 0.5
    days = _DAYS.get(found["unit"])
    if days is None:
        begin = now - timedelta(minutes=amount) if found["unit"] == "分钟" else now - timedelta(hours=amount)
        return Fact("since", span(begin, now, "hour"), found.group(), *found.span())
    begin = (now - timedelta(days=round(amount * days) or 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Fact("since", span(begin, begin + timedelta(1), "day"), found.group(), *found.span())
