"""Times customers ask for, and times since which something has been wrong.

A wished time is `time`: {"start", "end", "grain"}, the end excluded. What is already over is history: kind `since`,
unless the customer plainly asked for it as a visit, when it is a `time` with error `time_past`.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from language.facts.clocks import CLOCK, FROM_HOUR, PART, PARTS, TO, numbered, read_clock
from language.facts.days import DAY, Days, read_days
from language.facts.fact import Fact
from language.facts.numerals import number

LATER_DAYS = 3  # 周三以后 is not a whole future: the days that follow it
NOON = 720
ANY_DAYS = 7  # 随时 leaves the choice of a week
SAME_DAY_WITHIN = 15  # characters from a day to the hours it still holds for: 明天上午不在，下午可以

_TAIL = (
    rf"(?:{numbered(PART, 1)})?\s?(?:{numbered(CLOCK, 1)}|{FROM_HOUR})?"
    rf"(?:{TO}(?:{numbered(PART, 2)})?\s?{numbered(CLOCK, 2)})?"
    r"(?:左右|前后|钟)?(?P<edge>以后|之后|过后|以前|之前|后(?![天日])|前(?![天日]))?"
)
_EXPRESSION = re.compile(
    rf"(?:从|自从?)?(?:{DAY}(?:[，,]\s?(?=[\d一二两三四五六七八九十早上中下傍晚])|\s?的?\s?))?{_TAIL}"
)
_ASAP = re.compile(
    r"越[快早]越好|尽快|尽早|尽量快|最快|(?<!马上)马上(?=$|[，。！!])|马上(?=来|过|上门|派|安排|就)|立刻|立即|赶紧(?=来|派|安排|上门|过)|赶快(?=来|派|安排|上门|过)"
    r"|现在(?=就?(?:要|派|能)|就?来|过来|上门|可以|方便|$)"
)
_ANY = re.compile(
    r"随时(?=都?(?:可以|行|能|方便|有空|在|来|过来|上门)|来|$|[，。！!])|什么时[候间]都(?:行|可以|方便|有空|在家)|哪天都(?:行|可以|方便)"
)
_WITHIN = re.compile(
    r"(?P<n>\d{1,2}(?:\.5)?|[一二两三四五六七八九十]{1,2}|半)(?:个)?(?P<u>小时|钟头|分钟)(?P<half>半)?(?P<e>以?之?后|以?之?内)"
)
_REFUSED = re.compile(
    r"^[，,]?(?:我|家里|都|也|可能|就|是|人){0,12}(?:不行|没空|没时间|没人|不方便|不在|不可以|不太?行|来不及|不要|有事|出差|休息(?!日))"
)
_HISTORY = re.compile(
    r"^[，, ]?(?:的时候|那会儿?|起来?)?(?:我|它|你们|师傅|机器|设备|还|怎么|为什么|为啥|咋|也|都|已经|第[一二三四五]天了?){0,12}(?:告诉|打电话|通知|就|才|刚|又|突然|忽然|开始|起(?!来修)|坏|买|装[的了好]|安装[的好]|出现|发现|收到|报的?修|修[的过好了]"
    r"|打[过了]|说|还|没|不|停|跳闸|漏|报|下单|到货|约[的好了过]|来[的过了])"
)
_VISIT = re.compile(
    r"上门|来修|来装|来看|过来|来人|派人|派师傅|预约|改[到成约]|约[在到]|方便|有空|在家|可以吗|行吗|来一趟"
)
_NO_HOUR = re.compile(r"\s?(?:2[5-9]|[3-9]\d|\d{3,40})(?:点|时(?!候|间)|:[0-5]\d)")
_TO = re.compile(r"\s?(?:到|至|-|~|—|～)\s?")
_AND = re.compile(r"\s?(?:到|至|-|~|—|～|、|，|,|和|或者?|跟|还是)\s?")
_HABIT = re.compile(r"(?:每天|天天|经常|平时|总是?|老是?|一到|到了|每到|白天|有时|[一整个])$")
_WISHED = re.compile(
    r"[，, ]{0,20}(?:吧|都|也|可|行|来|到|过|有|在|方便|之?前|之?后|左右|最好|比较|或|还是|和|跟|不忙|没事|再|给我|打|联系|上门|师傅|派|安排|约|我|没问题|好|OK|ok|的话|那)|[^亮灭响漏]{0,2}$"
)
_CLAUSE = re.compile(r"[，。！？,!?；;\n]")
_BYGONE = re.compile(
    r"昨|前天|前日|前[两几]天|[上去前](?:上|个|周|星期|礼拜|月|年)|(?:天|星期|礼拜|周|月|年)(?:之|以)?前$"
)
_LEAD_IN_CLOCK_TOO_VAGUE = re.compile(r"(?:[有这那第快慢早晚好差高低大小多少远近])$|\d$|[.:]$")
_CLOCK_IS_NOT_TIME = re.compile(r"^(?:建议|意见|要求|问题|要说|原因|疑问|想法|[\d.]|都不|儿)")


def find_times(text: str, now: datetime) -> Iterator[Fact]:
    """Every time in a normalised text; `now` carries the zone the customer lives in."""
    asap = _ASAP.search(text)
    if asap:
        yield Fact("time", _span(now, now + timedelta(days=1), "asap"), asap.group(), *asap.span())
    anytime = _ANY.search(text)
    if anytime:
        yield Fact("time", _span(now, now + timedelta(ANY_DAYS), "any"), anytime.group(), *anytime.span())
    for found in _WITHIN.finditer(text):
        yield _within(found, now)
    named: tuple[Days, int] | None = None
    last: re.Match[str] | None = None
    facts: list[Fact] = []
    for found in _EXPRESSION.finditer(text):
        if not found.group().strip():
            continue
        days = read_days(found, now.date(), _week_before(text, last, found))
        last = found
        carried = named[0] if named and found.start() - named[1] <= SAME_DAY_WITHIN else None
        named = (days, found.end()) if days and days.named and not days.error else named
        fact = _read(found, text, now, days, carried)
        if fact:
            facts.append(fact)
    yield from _joined(text, facts)


def _week_before(text: str, last: "re.Match[str] | None", found: "re.Match[str]") -> str | None:
    """下周二、周三: the second is of the week that was named with the first."""
    if last is None or not last["week"] or not _AND.fullmatch(text[last.end() : found.start()]):
        return None
    return last["week"]


def _joined(text: str, facts: list[Fact]) -> Iterator[Fact]:
    """周三到周五 is one stretch of days."""
    at = 0
    while at < len(facts):
        fact = facts[at]
        other = facts[at + 1] if at + 1 < len(facts) else None
        whole = all(f and f.kind == "time" and f.value and f.value["grain"] == "day" for f in (fact, other))
        if (
            other
            and whole
            and _TO.fullmatch(text[fact.end : other.start])
            and fact.value["end"] <= other.value["start"]
        ):
            value = {"start": fact.value["start"], "end": other.value["end"], "grain": "range"}
            fact = Fact("time", value, text[fact.start : other.end], fact.start, other.end)
            at += 1
        yield fact
        at += 1


def _within(found: "re.Match[str]", now: datetime) -> Fact:
    amount = (number(found["n"]) or 0) + (0.5 if found["half"] else 0)
    moment = now + (timedelta(hours=amount) if found["u"] != "分钟" else timedelta(minutes=amount))
    value = (
        _span(now, moment, "range") if found["e"].endswith("内") else _span(moment, moment + timedelta(hours=1), "hour")
    )
    return Fact("time", value, found.group(), *found.span())


def _read(found: "re.Match[str]", text: str, now: datetime, days: Days | None, carried: Days | None) -> Fact | None:
    before, after = text[: found.start()], text[found.end() :]
    if days is None:
        if not (
            _clock_is_meant(found, before, after) if found["part1"] is None else _part_is_meant(found, before, after)
        ):
            return None
        days = carried
    return None if _REFUSED.search(after) else _fact(found, days, before, after, now)


def _clock_is_meant(found: "re.Match[str]", before: str, after: str) -> bool:
    """Whether an hour without a day and a part of it is one: 三点来, and not 有三点建议, 一点都不凉."""
    if found["hour1"] is None and found["from_hour"] is None:
        return False
    if _LEAD_IN_CLOCK_TOO_VAGUE.search(before) or _CLOCK_IS_NOT_TIME.search(after):
        return False
    exact = bool(found["minute1"] or found["hour2"] or found["edge"])
    return exact or found["hour1"] not in ("一", "两") or (found["hour1"] == "两" and "点钟" in found.group())


def _part_is_meant(found: "re.Match[str]", before: str, after: str) -> bool:
    """Whether 晚上 without a day is a wish: not what happens every evening."""
    if found["hour1"] or found["from_hour"] or found["edge"]:
        return True
    if after.startswith("好") and not after.startswith("好的"):  # 早上好 is a greeting
        return False
    clause = _CLAUSE.split(after, maxsplit=1)[0]
    wished = _WISHED.match(clause) or _VISIT.search(clause) or _VISIT.search(before[-8:])
    return bool(wished) and not _HABIT.search(before)


def _fact(found: "re.Match[str]", days: Days | None, before: str, after: str, now: datetime) -> Fact:
    said, start = found.group().rstrip(" ，,"), found.start()
    place = (said, start, start + len(said))
    if days and days.error:
        return Fact("time", None, *place, error=days.error)
    if days and found["hour1"] is None and _NO_HOUR.match(after):
        return Fact("time", None, *place, error="no_such_hour")
    begin, end, grain = _stretch(found, days, now)
    over, begun = end <= now, begin <= now
    asked = bool(_VISIT.search(before[-8:] + after[:10]))
    told = bool(_HISTORY.search(after)) or said.startswith(("从", "自"))
    if begun and (told or (_BYGONE.search(said) and not asked)):
        return Fact("since", _span(begin, end, grain), *place)
    if over and days is None:  # 上午 said in the afternoon is tomorrow's
        begin, end, over = begin + timedelta(1), end + timedelta(1), False
    if over:
        return Fact("time", None, *place, error="time_past")
    return Fact("time", _span(max(begin, now), end, grain), *place)


def _stretch(found: "re.Match[str]", days: Days | None, now: datetime) -> tuple[datetime, datetime, str]:
    first = days.first if days else now.date()
    until = days.until if days else first + timedelta(1)
    grain = "day" if days is None or days.named else "range"
    from_minute, to_minute = 0, int((until - first) / timedelta(minutes=1))
    part, later_part = found["part1"], found["part2"] or found["part1"]
    if part:
        from_minute, to_minute = PARTS.get(part, PARTS["全天"])
        if part == "中午" and (found["edge"] or "").endswith("前"):
            from_minute = NOON
        grain = "part_of_day" if (from_minute, to_minute) != PARTS["全天"] else "day"
    clock, second = read_clock(found, 1, part), read_clock(found, 2, later_part)
    if clock:
        minutes = clock.minutes
        if days is None and not clock.sure and minutes < 720 and _at(first, minutes, now) < now:
            minutes += 720  # 八点 said at ten in the morning is tonight's
        from_minute, to_minute, grain = minutes, minutes + 60, "hour"
        if second:
            end_minute = second.minutes + (720 if second.minutes <= minutes and second.minutes < 720 else 0)
            about = found.end("from_hour") == found.start("hour2")  # 三四点: from three until four has passed
            to_minute, grain = end_minute + (60 if about else 0), "range"
    elif second:
        to_minute, grain = second.minutes, "range"
    edge = found["edge"]
    if edge:
        grain = "range"
        exact = clock is not None or part is not None
        if edge.endswith("后"):
            from_minute = from_minute if clock else to_minute
            to_minute = max(1440, to_minute) if exact else to_minute + LATER_DAYS * 1440
        else:
            to_minute, from_minute = from_minute, 0
            if not exact:
                return now, max(now, _at(until if found["month_end"] else first, 0, now)), grain
    return _at(first, from_minute, now), _at(first, to_minute, now), grain


def _at(day: date, minutes: int, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) + timedelta(minutes=minutes)


def _span(start: datetime, end: datetime, grain: str) -> dict[str, Any]:
    return {"start": start.isoformat(timespec="seconds"), "end": end.isoformat(timespec="seconds"), "grain": grain}
