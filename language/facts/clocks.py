"""Parts of the day and times on the clock, as minutes after midnight."""

import re
from dataclasses import dataclass

from language.facts.numerals import whole

_H = r"(?:[01]?\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九])"
_MIN = r"(?:[0-5]\d|[0-5]?\d(?=分)|[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])"

# Longer words first. What people call the morning starts when engineers do.
PARTS = {
    "凌晨": (0, 360), "半夜": (0, 360), "一大早": (420, 600), "大清早": (420, 600), "清早": (420, 600), "一早": (420, 600),
    "早晨": (420, 600), "早上": (480, 720), "上午": (480, 720), "早": (480, 720), "前半天": (480, 720), "上半天": (480, 720),
    "中午": (660, 840), "午休": (720, 840), "正午": (690, 780), "午后": (780, 1080), "下午": (780, 1080), "下半天": (780, 1080),
    "傍晚": (1020, 1140), "晚上": (1080, 1320), "夜里": (1080, 1320), "夜间": (1080, 1320), "晚": (1080, 1320),
    "下班后": (1080, 1260), "下班以后": (1080, 1260), "下班之后": (1080, 1260),
    "全天": (0, 1440), "一整天": (0, 1440), "一天": (0, 1440), "整天": (0, 1440),
}  # fmt: skip
_AFTERNOON = {"中午", "午后", "下午", "傍晚", "晚上", "夜里", "夜间", "晚", "下半天"}
_NIGHT = {"晚上", "夜里", "夜间", "晚", "凌晨", "半夜"}

PART = "(?P<part{n}>(?<=[今明昨])[早晚](?![点些])|一大早|大清早|清早|一早|早晨|早上|上午|凌晨|半夜|前半天|上半天|中午|午休|正午|午后|下午|下半天|傍晚|晚上|夜里|夜间|全天|一?整天|下班(?:以|之)?后)"
CLOCK = rf"(?:(?P<hour{{n}}>{_H})\s?(?:点钟?|时(?!候|间|不|常|而|段)|:(?=[0-5]\d))(?P<minute{{n}}>半|一刻|三刻|整|{_MIN})?分?(?:钟)?)"


# 三到五点, 3-5点, 三四点: the first time goes without its own 点
_ABOUT = "一(?=两点)|两(?=三点)|二(?=三点)|三(?=四点)|四(?=五点)|五(?=六点)|六(?=七点)|七(?=八点)|八(?=九点)"
FROM_HOUR = rf"(?P<from_hour>{_H}(?=\s?(?:到|至|-|~|—)\s?{_H}(?:点|时))|{_ABOUT})"
TO = r"(?:\s?(?:到|至|-|~|—|～)\s?|(?<=[一两二三四五六七八])(?=[两三四五六七八九]点))"


def numbered(pattern: str, n: int) -> str:
    """The pattern with its groups named for the n-th place in an expression."""
    return pattern.replace("{n}", str(n)).replace("{{n}}", str(n))


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight of a time that was said, and whether the half of the day was said with it."""

    minutes: int
    sure: bool


def read_clock(found: "re.Match[str]", n: int, part: str | None) -> Clock | None:
    """The n-th clock of an expression. 三点 with no part of day is the one an engineer could come at."""
    said = found.group(f"hour{n}") or (found["from_hour"] if n == 1 else None)
    hour = whole(said) if said else None
    if said is None or hour is None or hour > 24:
        return None
    minute = found.group(f"minute{n}")
    minutes = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, None: 0}.get(minute)
    if minutes is None:
        minutes = whole(minute.lstrip("零") or "0") or 0
    if part in _AFTERNOON and hour < 12 and not (part == "中午" and hour >= 10):
        hour += 12
    elif part in _NIGHT and hour == 12:
        hour = 24
    elif part is None and 1 <= hour <= 6 and not said.startswith("0"):
        hour += 12
    return Clock(hour * 60 + minutes, part is not None or hour > 12)
