"""Festivals of the year: their days, and the days off around them as `kb/calendars` has them (R18)."""

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

from language.facts.jio import jionlp

CALENDARS = Path(__file__).resolve().parents[2] / "kb" / "calendars"

# What people call them → the name in the calendars.
NAMES = {"元旦": "元旦", "春节": "春节", "过年": "春节", "新年": "元旦", "除夕": "除夕", "大年三十": "除夕", "年三十": "除夕",
         "清明": "清明", "五一": "劳动节", "劳动节": "劳动节", "端午": "端午", "中秋": "中秋", "国庆": "国庆节", "十一": "国庆节",
         "元宵": "元宵", "圣诞": "圣诞"}  # fmt: skip
_FIXED = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1), "圣诞": (12, 25)}
_LUNAR = {"春节": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15)}
# Days off by law, for a year whose calendar is not published yet; 春节 begins with its eve.
_BY_LAW = {"春节": 4, "劳动节": 2, "国庆节": 3}


def festival(name: str, year: int) -> date:
    """The day of a festival, by its name in the calendars; years from 2000 to 2099."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name == "除夕":
        return lunar(year, 1, 1) - timedelta(1)
    if name == "清明":
        return date(year, 4, int(year % 100 * 0.2422 + 4.81) - year % 100 // 4)
    return lunar(year, *_LUNAR[name])


def days_off(name: str, year: int) -> tuple[date, date]:
    """The first day of a holiday and the day after its last."""
    known = [day for day, whose in _holidays(year).items() if whose == name]
    if known:
        return min(known), max(known) + timedelta(1)
    first = festival(name, year) - timedelta(name == "春节")
    return first, first + timedelta(_BY_LAW.get(name, 1))


@lru_cache(maxsize=256)
def lunar(year: int, month: int, day: int) -> date:
    """The day of a date in the traditional calendar; ValueError where there is none."""
    try:
        return jionlp.lunar2solar(year, month, day, False).date()  # type: ignore[no-any-return]  # jionlp has no types
    except (ValueError, IndexError, KeyError) as none:
        raise ValueError(f"no day {day} in month {month} of {year}") from none


@lru_cache(maxsize=16)
def _holidays(year: int) -> dict[date, str]:
    file = CALENDARS / f"{year}.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    holidays: dict[date, str] = content.get("holidays", {})
    return holidays
