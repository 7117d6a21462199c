"""Times customers ask for, and times since which something has been wrong.

A wished time is `time`: {"start", "end", "grain"}, the end excluded. What is already over is history: kind `since`,
unless the customer plainly asked for it as a visit, when it is a `time` with error `time_past`. How far ahead visits
are booked is nothing to this file: a day next year is a day.

Errors: `time_past`, `no_such_day`, `no_such_hour`, and `time_unread` where an expression was read only in part or may
mean two days (12月3号周五 when that is a Thursday): what was meant has to be asked for, never booked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from language.facts.bygone import is_told
from language.facts.clocks import (
    CLOCK,
    DAY_LONG,
    FROM_HOUR,
    NIGHT,
    NOT_CLOCK,
    PART,
    PARTS,
    TO,
    Clock,
    contradicts,
    numbered,
    read_clock,
)
from language.facts.days import DAY_AND_AGAIN, OCCASION, Days, read_days
from language.facts.fact import Fact
from language.facts.lasting import find_lasting
from language.facts.numerals import number
from language.facts.spans import span

LATER_DAYS = 3  # 周三以后 is not a whole future: the days that follow it
NOON = 720
ANY_DAYS = 7  # 随时 leaves the choice of a week
SAME_DAY_WITHIN = 15  # characters from a day to the hours it still holds for: 明天上午不在，下午可以

_EDGES = "以后|之后|过后|以前|之前|后(?![天日])|前(?![天日])"
_TAIL = (
    rf"(?:{numbered(PART, 1)})?\s?(?:{numbered(CLOCK, 1)}|{FROM_HOUR})?"
    rf"(?:{TO}(?:{numbered(PART, 2)})?\s?{numbered(CLOCK, 2)})?"
    rf"(?:左右|前后|钟)?(?P<edge>{_EDGES})?"
)
_EXPRESSION = re.compile(
    r"(?P<bound>最晚|最迟|不晚于|最早|不早于)?(?:从|自从?)?"
    rf"(?:{DAY_AND_AGAIN}(?:[，,]\s?(?=[\d一二两三四五六七八九十早上中下傍晚])|\s?的?\s?))?{_TAIL}"
)
_ASAP = re.compile(
    r"越[快早]越好|尽快|尽早|尽量快|最快|(?<!马上)马上(?=$|[，。！!])|马上(?=来|过|上门|派|安排|就)|立刻|立即|赶紧(?=来|派|安排|上门|过)|赶快(?=来|派|安排|上门|过)"
    r"|(?<!到)现在(?=就?(?:要|派|能)|就?来|过来|上门|可以|方便|$)"
)
_ANY = re.compile(
    r"随时(?=都?(?:可以|行|能|方便|有空|在|来|过来|上门)|来|$|[，。！!])|什么时[候间]都(?:行|可以|方便|有空|在家)|哪天都(?:行|可以|方便)"
)
_WITHIN = re.compile(
    r"(?<![\d.])(?P<passed>再?过)?(?P<n>\d{1,2}(?:\.5)?|[一二两三四五六七八九十]{1,3}|半)(?:个)?(?P<half>半)?(?P<u>小时|钟头|分钟|刻钟|钟(?=[以之后内])|天|日|周|星期|礼拜)(?P<over>半)?"
    r"(?:(?P<e>以?之?后|以?之?内)|(?=来|再|上门|过来))"
)
_MINUTES = {"小时": 60, "钟头": 60, "钟": 60, "分钟": 1, "刻钟": 15, "天": DAY_LONG, "日": DAY_LONG}
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
_HOUR_THEN_DAY = re.compile(r"[，,的 ]{0,2}")
_AND = re.compile(r"\s?(?:到|至|-|~|—|～|、|，|,|和|或者?|跟|还是)\s?")
_HABIT = re.compile(r"(?:每天|天天|经常|平时|总是?|老是?|一到|到了|每到|白天|有时|[一整个])$")
_WISHED = re.compile(
    r"[，, ]{0,20}(?:吧|都|也|可|行|来|到|过|有|在|方便|之?前|之?后|左右|最好|比较|或|还是|和|跟|不忙|没事|再|给我|打|联系|上门|师傅|派|安排|约|我|没问题|好|OK|ok|的话|那)|[^亮灭响漏]{0,2}$"
)
_CLAUSE = re.compile(r"[，。！？,!?；;\n]")
_BYGONE = re.compile(
    r"昨|前天|前日|前[两几]天|前一?阵|前段|[上去前](?:上|个|周|星期|礼拜|月|年)|(?:天|星期|礼拜|周|月|年)(?:之|以)?前$"
)
_DATED = re.compile(
    r"(?:购买|购机|安装|装机|出厂|生产|收货|报修|故障|发生|下单|开票)(?:的)?(?:日期|时间|于|在)?[是为:： ]{0,3}$"
)
_INCLUSIVE = ("bare_part", "which_part", "mo_part", "year_part", "of_year", "new_year")  # 月底前 ends with the month
# What stands right beside an expression and is of it: half of it was read.
_LEFT_AFTER = re.compile(
    r"^(?:\s?[-~—～]\s?\d|\s?(?:到|至|[-~—～])\s?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?(?:点|时(?!候)|号(?!楼)|日|:|月|$|[，。,])"
    r"|\s?\d{1,2}(?=$|[，。,!！?？\s:./点\-apAP]|时(?!候))|\s?[一二两三四五六七八九十]{1,3}(?:点|时(?!候))|\s?(?:[上中下]旬|[apAP]\.?[mM](?![A-Za-z])|(?:\d{1,2}|[一二三四五六七八九十]{1,2})来点)|(?:以外|之外|除外))"
)
_LEFT_BEFORE = re.compile(r"(?:\d[.:/\-~]|(?<![\d.])\d{1,2}[、和跟或]?|除[了去开]?)$")
_CANNOT_READ = re.compile(
    r"(?:农历|阴历)(?![正冬腊])[一-鿿0-9]{0,6}|十?[一二三四五六七八九十]月初[一二三四五六七八九十]|早\d{1,2}晚\d{1,2}(?!\d)|(?<![年大最当起月])初[一二三四五六七八九十](?=$|[^一-鿿]|来|上门|可|都|行|以|之|后|前|到|过|方便|有)|大?年初[一二三四五六七八九十]|(?<!\d)[上中下]旬|月中(?=$|[^一-鿿]|来|上门|可|都|以|之|后|前|方便)"
    r"|下下下个?(?:周|星期|礼拜|月)|工作日(?=都|来|可|上门|就|$)|冬至|立春|小年(?=$|[前后来])"
)
_LEAD_IN_CLOCK_TOO_VAGUE = re.compile(r"(?:[有这那第快慢早晚好差高低大小多少远近])$|\d$|[.:]$")
_CLOCK_IS_NOT_TIME = re.compile(r"^(?:建议|意见|要求|问题|要说|原因|疑问|想法|[\d.]|都不|儿)")


def find_times(text: str, now: datetime) -> Iterator[Fact]:
    """Every time in a normalised text; `now` carries the zone the customer lives in."""
    facts = [*_loose(text, now), *find_lasting(text, now)]
    facts += (
        Fact("time", None, found.group(), *found.span(), error="time_unread") for found in _CANNOT_READ.finditer(text)
    )
    taken = [(fact.start, fact.end) for fact in facts]
    yield from facts
    yield from _joined(text, _named(text, now, taken))


def _loose(text: str, now: datetime) -> Iterator[Fact]:
    """Times without a day or an hour of their own: 尽快, 随时, 半小时后."""
    asap = _ASAP.search(text)
    if asap:
        yield Fact("time", span(now, now + timedelta(days=1), "asap"), asap.group(), *asap.span())
    anytime = _ANY.search(text)
    if anytime:
        yield Fact("time", span(now, now + timedelta(ANY_DAYS), "any"), anytime.group(), *anytime.span())
    for found in _WITHIN.finditer(text):
        days = _MINUTES.get(found["u"], 7 * DAY_LONG) >= DAY_LONG
        meant = (found["e"] or "").endswith("内") or (not days and (found["e"] or found["passed"]))
        if meant and not is_told(text[: found.start()], text[found.end() :]):
            yield _within(found, now)


def _named(text: str, now: datetime, taken: list[tuple[int, int]]) -> list[Fact]:
    """The times said by their day or their hour, in order."""
    named: tuple[Days, int] | None = None
    last: _Said | None = None
    facts: list[Fact] = []
    for found in _EXPRESSION.finditer(text):
        if not found.group().strip() or _within_any(found.span(), taken):
            continue
        said = _said(found, text, now, last)
        days = said.days
        if days and last and last.waits_for_a_day(said, text):
            facts[-1:] = [_of_both(last, said, text, now)]
            last = said
            continue
        carried = named[0] if named and found.start() - named[1] <= SAME_DAY_WITHIN else None
        named = (days, found.end()) if days and days.named and not days.error else named
        fact = _read(said, text, now, carried)
        last = replace(said, told_fact=fact is not None and fact.kind == "time")
        if fact:
            facts.append(fact)
    return facts


@dataclass(frozen=True)
class _Said:
    """One expression, the day it names, and whether it is told of as over."""

    found: "re.Match[str]"
    days: Days | None
    told: bool
    told_fact: bool = False  # whether it gave a time

    def waits_for_a_day(self, then: "_Said", text: str) -> bool:
        """下午三点，明天: an hour said before its day."""
        if self.days or not self.told_fact or not then.days or not then.days.named or then.days.error:
            return False
        if then.found["part1"] or then.found["hour1"] or then.found["from_hour"]:
            return False
        return bool(_HOUR_THEN_DAY.fullmatch(text[self.found.end() : then.found.start()]))


def _said(found: "re.Match[str]", text: str, now: datetime, last: _Said | None) -> _Said:
    before, after = text[: found.start()], text[found.end() :]
    told = is_told(before, after) or bool(_DATED.search(before))
    follows = last.days.first if last and last.days and _TO.fullmatch(text[last.found.end() : found.start()]) else None
    days = read_days(found, now.date(), _week_before(text, last, found), follows, told)
    return _Said(found, days, told)


def _of_both(last: _Said, then: _Said, text: str, now: datetime) -> Fact:
    start, end = last.found.start(), then.found.end()
    fact = _fact(replace(last, days=then.days), text[:start], text[end:], now)
    said = text[start:end].rstrip(" ，,")
    return replace(fact, text=said, end=start + len(said))


def _week_before(text: str, last: _Said | None, found: "re.Match[str]") -> str | None:
    """下周二、周三: the second is of the week that was named with the first."""
    if last is None or not last.found["week"] or not _AND.fullmatch(text[last.found.end() : found.start()]):
        return None
    week: str = last.found["week"]
    return week


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
    amount = (number(found["n"]) or 0) + (0.5 if found["half"] or found["over"] else 0)
    moment = now + timedelta(minutes=amount * _MINUTES.get(found["u"], 7 * DAY_LONG))
    value = (
        span(now, moment, "range")
        if (found["e"] or "").endswith("内")
        else span(moment, moment + timedelta(hours=1), "hour")
    )
    return Fact("time", value, found.group(), *found.span())


def _within_any(place: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in taken)


def _read(said: _Said, text: str, now: datetime, carried: Days | None) -> Fact | None:
    found = said.found
    before, after = text[: found.start()], text[found.end() :]
    if said.days is None:
        if not (
            _clock_is_meant(found, before, after) if found["part1"] is None else _part_is_meant(found, before, after)
        ):
            return None
        said = replace(said, days=carried)
    if _REFUSED.search(after) or (found["hour1"] and NOT_CLOCK.match(after)):
        return None
    return _fact(said, before, after, now)


def _clock_is_meant(found: "re.Match[str]", before: str, after: str) -> bool:
    """Whether an hour without a day and a part of it is one: 三点来, and not 有三点建议, 一点都不凉."""
    if found["hour1"] is None and found["from_hour"] is None:
        return False
    if _LEAD_IN_CLOCK_TOO_VAGUE.search(before) or _CLOCK_IS_NOT_TIME.search(after):
        return False
    exact = any(found[group] for group in ("minute1", "short1", "less1", "hour2", "edge"))
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


def _fact(said: _Said, before: str, after: str, now: datetime) -> Fact:
    found, days = said.found, said.days
    words, start = found.group().rstrip(" ，,"), found.start()
    place = (words, start, start + len(words))
    if days and days.error:
        return Fact("time", None, *place, error=days.error)
    if days and found["hour1"] is None and _NO_HOUR.match(after):
        return Fact("time", None, *place, error="no_such_hour")
    stretch = _stretch(said, now)
    if stretch is None:
        return Fact("time", None, *place, error="time_unread")
    begin, end, grain = stretch
    if said.told and days is None and begin > now:
        begin, end = begin - timedelta(1), end - timedelta(1)
    over, begun = end <= now, begin <= now
    asked = bool(_VISIT.search(before[-8:] + after[:10]))
    told_of = said.told or bool(_HISTORY.search(after)) or words.startswith(("从", "自"))
    ahead = (found["edge"] or found["new_year"] or "").endswith(
        "前"
    ) and not over  # 12月前修好 is not over before December
    if begun and not ahead and (told_of or (_BYGONE.search(words) and not asked)):
        return Fact("since", span(begin, end, grain), *place)
    if (_LEFT_AFTER.match(after) and not _goes_on(after)) or _LEFT_BEFORE.search(before):
        return Fact("time", None, *place, error="time_unread")
    if days is None and (over or (begun and found["hour2"])):  # 上午 said in the afternoon is tomorrow's
        begin, end, over = begin + timedelta(1), end + timedelta(1), False
    if over:
        return Fact("time", None, *place, error="time_past")
    return Fact("time", span(max(begin, now), end, grain), *place)


def _goes_on(after: str) -> bool:
    """28号到3号: what follows the expression is read as another one."""
    to = _TO.match(after)
    then = _EXPRESSION.match(after, to.end()) if to else None
    return then is not None and read_days(then, date.min.replace(year=2000)) is not None


def _stretch(said: _Said, now: datetime) -> tuple[datetime, datetime, str] | None:
    """None where the parts do not fit together."""
    found, days = said.found, said.days
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
    if contradicts(found, 1, part) or contradicts(found, 2, later_part):
        return None
    if (part or clock) and days and not days.named:  # 周末下午: of which day?
        until = min(until, first + timedelta(1))
    if clock:
        hours = _hours(said, clock, second, now)
        if hours is None:
            return None
        from_minute, to_minute = hours
        grain = "range" if second else "hour"
    elif second:
        to_minute, grain = second.minutes, "range"
    bound, edge = found["bound"] or "", found["edge"] or ""
    exact = clock is not None or part is not None
    if edge.endswith("后") or bound in ("最早", "不早于"):
        from_minute = from_minute if clock or bound else to_minute
        to_minute = max(DAY_LONG, to_minute) if exact else to_minute + LATER_DAYS * DAY_LONG
        grain = "range"
    elif edge or bound:
        closes = any(found[group] in ("底", "末") for group in _INCLUSIVE) or bool(bound)
        to_minute, from_minute, grain = (to_minute if closes else from_minute), 0, "range"
        if not exact and said.told:
            return _at(first - timedelta(OCCASION), 0, now), _at(first, 0, now), grain
        if not exact:
            return now, max(now, _at(until if closes else first, 0, now)), grain
    return _at(first, from_minute, now), _at(first, to_minute, now), grain


def _hours(said: _Said, clock: Clock, second: Clock | None, now: datetime) -> tuple[int, int] | None:
    """From and to, in minutes after midnight; None where the end cannot come after the start."""
    found, start = said.found, clock.minutes
    end = second.minutes if second else start + 60
    if second and end <= start:
        if found["part2"] in NIGHT:
            end += DAY_LONG
        elif end < NOON:
            end += NOON
        if end <= start:
            return None
    if said.days is None and not clock.sure and not said.told and start < NOON:
        first = now.date()
        if _at(first, start, now) < now and end + NOON <= DAY_LONG and (second is None or second.minutes < NOON):
            start, end = start + NOON, end + NOON  # 八点 said at ten in the morning is tonight's
    about = found.end("from_hour") == found.start("hour2")  # 三四点: from three until four has passed
    return start, end + (60 if second and about else 0)


def _at(day: date, minutes: int, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) + timedelta(minutes=minutes)
