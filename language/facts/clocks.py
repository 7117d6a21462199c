"""Parts of the day and times on the clock, as minutes after midnight."""

import re
from dataclasses import dataclass

from language.facts.numerals import whole

DAY_LONG = 1440

_H = r"(?:[01]?\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_MIN = (
    r"(?:[0-5]\d|[0-5]?\d(?=分)|[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]|[一二两三四五六七八九](?=分))"
)

# Longer words first. What people call the morning starts when engineers do.
PARTS = {
    "凌晨": (0, 360), "大半夜": (0, 360), "后半夜": (0, 360), "半夜": (0, 360), "深夜": (1320, 1440),
    "一大早": (420, 600), "大清早": (420, 600), "清早": (420, 600), "一早": (420, 600), "清晨": (360, 540), "晨": (300, 480),
    "早晨": (420, 600), "早上": (480, 720), "上午": (480, 720), "早": (480, 720), "前半天": (480, 720), "上半天": (480, 720),
    "中午": (660, 840), "午休": (720, 840), "正午": (690, 780), "午后": (780, 1080), "下午": (780, 1080), "下半天": (780, 1080),
    "傍晚": (1020, 1140), "晚上": (1080, 1320), "夜里": (1080, 1320), "夜间": (1080, 1320), "晚间": (1080, 1320), "晚": (1080, 1320),
    "下班后": (1080, 1260), "下班以后": (1080, 1260), "下班之后": (1080, 1260),
    "全天": (0, 1440), "一整天": (0, 1440), "一天": (0, 1440), "整天": (0, 1440),
}  # fmt: skip
_AFTERNOON = {"中午", "正午", "午休", "午后", "下午", "傍晚", "下半天"}
_EVENING = {"晚上", "夜里", "夜间", "晚间", "晚", "深夜", "半夜", "大半夜", "后半夜"}
_MORNING = {"凌晨", "清晨", "晨", "早上", "上午", "早", "一大早", "大清早", "清早", "一早", "早晨", "前半天", "上半天"}
NIGHT = _EVENING | {"凌晨"}  # may be of the night after
_UNTIL_DAWN = 4  # 晚上一点 is an hour after midnight, 晚上五点 one before it

PART = (
    r"(?P<part{n}>一大早|大清早|清早|清晨|一早|早晨|早上|上午|凌晨|大半夜|后半夜|半夜|深夜|前半天|上半天|中午|午休|正午|午后|下午|下半天|傍晚|晚上|晚间|夜里|夜间"
    rf"|(?<=[今明昨号日天一二三四五六])[早晚](?![点些一])|[早晚](?=\s?{_H}\s?(?:点|时(?!候)|:))|(?<=[今明昨])晨"
    "|全天|一?整天|下班(?:以|之)?后)"
)
# 八点八安 and 二十点六度 are decimals: an hour is followed by its minutes or by no digit.
CLOCK = (
    rf"(?:(?:差(?P<short{{n}}>\d{{1,2}}(?=分)|[一二三四五六七八九十]{{1,2}}(?=分)|[一1]刻)(?:分钟?)?(?:到|就)?)?(?P<hour{{n}}>{_H})\s?(?:点钟?|时(?!候|间|不|常|而|段)|:(?=[0-5]\d))"
    rf"(?:\s?(?:过|零(?=\d))?(?P<minute{{n}}>半|[一1三3]刻|整|{_MIN})|(?!\s?\d{{1,2}}分)(?![零〇一二两三四五六七八九\d](?!点|时)))(?::[0-5]\d)?分?(?:钟)?"
    r"(?:差(?P<less{n}>\d{1,2}(?=分)|[一二三四五六七八九十]{1,2}(?=分)|[一1]刻)分?)?)"
)
NOT_CLOCK = re.compile(r"\s?(?:度|安培?|伏|匹|米|千瓦|公里|万|兆|寸|折|升|吨|%|[AVWMGkK](?![A-Za-z]))")


# 三到五点, 3-5点, 三四点, 2、3点: the first time goes without its own 点
_ABOUT = "一(?=两点)|两(?=三点)|二(?=三点)|三(?=四点)|四(?=五点)|五(?=六点)|六(?=七点)|七(?=八点)|八(?=九点)|九(?=十点)"
FROM_HOUR = rf"(?P<from_hour>{_H}(?=\s?(?:到|至|-|~|—|、)\s?{_H}(?:点|时(?!候)))|{_ABOUT})"
TO = r"(?:\s?(?:到|至|-|~|—|～|、)\s?|(?<=[一两二三四五六七八九])(?=[两三四五六七八九十]点))"


def numbered(pattern: str, n: int) -> str:
    """The pattern with its groups named for the n-th place in an expression."""
    return pattern.replace("{n}", str(n)).replace("{{n}}", str(n))


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight of a time that was said, and whether the half of the day was said with it."""

    minutes: int
    sure: bool


def read_clock(found: "re.Match[str]", n: int, part: str | None) -> Clock | None:
    """The n-th clock of an expression. 三点 with no part of day is the one an engineer could come at.

    More than a day long is what is said of the night after: 晚上一点 is an hour after its midnight.
    """
    said = found.group(f"hour{n}") or (found["from_hour"] if n == 1 else None)
    hour = whole(said.lstrip("零") or "0") if said else None
    if said is None or hour is None or hour > 24:
        return None
    minute = found.group(f"minute{n}") or ""
    minutes = {"半": 30, "整": 0, "": 0}.get(minute)
    if minute.endswith("刻"):
        minutes = 15 if minute[0] in "一1" else 45
    if minutes is None:
        minutes = whole(minute.lstrip("零") or "0") or 0
    short = found.group(f"short{n}") or found.group(f"less{n}")
    if short:
        minutes -= 15 if short.endswith("刻") else whole(short) or 0
    if part in _AFTERNOON and hour < 12 and not (part in ("中午", "正午", "午休") and hour >= 10):
        hour += 12
    elif part in _EVENING and hour <= 12:
        hour += 24 if hour <= _UNTIL_DAWN else 12
    elif part == "凌晨" and hour == 12:
        hour = 0
    elif part is None and 1 <= hour <= 6 and not said.startswith("0"):
        hour += 12
    return Clock(hour * 60 + minutes, part is not None or hour > 12)


def contradicts(found: "re.Match[str]", n: int, part: str | None) -> bool:
    """Whether the n-th clock cannot be in this part of the day: 上午15点."""
    said = found.group(f"hour{n}")
    return part in _MORNING and bool(said) and (whole(said) or 0) > 12
