"""Words for days → the first day and the day after the last one."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from language.facts.numerals import whole

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_NEAR = {"大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨": -1, "今天": 0, "今日": 0, "今儿": 0, "今": 0,
         "当天": 0, "明天": 1, "明日": 1, "明儿": 1, "明": 1, "后天": 2, "后日": 2, "后儿": 2, "大后天": 3}  # fmt: skip
_WEEK = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
MONTH_END = 5  # 月底 is the last days of the month
_HOLIDAYS = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1)}  # only those whose day is the same every year
_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六")} | {"日": 6, "天": 6} | {str(n + 1): n for n in range(7)}

DAY = (
    r"(?:(?P<near>大前天|大后天|前天|昨天|今天|明天|后天|当天|[前昨今明后]日|[昨今明后]儿个?|[昨今明](?=早|晚|上午|下午|中午))"
    rf"|(?P<y>20\d\d)[年\-/.](?P<ym>{_N})[月\-/.](?P<yd>{_N})[日号]?"
    rf"|(?P<m>{_N})月(?P<d>{_N})(?:[日号]|(?![\d个]))"
    rf"|(?P<which_month>这个月|本月|这月|下个?月|上个?月)?(?<!\d)(?P<only_d>[12]?\d|3[01]|[一二三四五六七八九十]{{1,3}})[号日](?![楼院线门店厂库房机梯岗桌柜仓会员泵厅台屏街路灯柱杆井炉塔表锅车口桩铺箱板馆站客货扶电别公教\d])"
    r"|(?P<sm>1[0-2]|0?[1-9])/(?P<sd>3[01]|[12]\d|0?[1-9])(?![\d/])"
    r"|(?P<month_end>(?:这个?|本)?月(?:底|末))|(?P<holiday>元旦|五一(?:节)?(?!路|广场)|国庆(?:节)?(?!路))(?=$|[^一-鿿]|[前后以之过那当来上下早可行吧期假放有能我])"
    r"|(?P<week>上上|下下|上|下|这|本)?(?:个)?(?:周|星期|礼拜)(?:(?P<weekday>[一二三四五六日天1-6])(?![年岁月块个次楼])|(?P<weekend>末))"
    r"|(?P<whole_week>下下|下|这|本|上)(?:个)?(?:周|星期|礼拜)"
    rf"|(?P<ago>{_N}|半|好?几)(?P<ago_unit>天|个?星期|个?礼拜|周|个?多?月|年)(?:之|以)?前"
    rf"|(?:过|再过|等)?(?P<later>{_N})(?P<later_unit>天|个?星期|个?礼拜|周)(?:之|以)?后"
    r"|(?P<soon>这[两几]天|近[两几]天|最近[两几]天|过[两几]天)|(?P<long_ago>前[两几]天|上个?月|去年|前年))"
)


@dataclass(frozen=True)
class Days:
    """A stretch of days; `error` is set where the day cannot be. `named` means exactly one day was said."""

    first: date
    until: date
    named: bool = True
    error: str | None = None


def read_days(found: "re.Match[str]", today: date, week: str | None = None) -> Days | None:
    """What the groups of `DAY` in `found` mean, seen from today; None if no day was said. A weekday without a week of its
    own is of `week`, where that is given.
    """
    said = found.groupdict()
    if said["near"]:
        near = said["near"].removesuffix("个") if said["near"] not in _NEAR else said["near"]
        return _one(today + timedelta(_NEAR[near]))
    if said["y"]:
        return _dated(int(said["y"]), whole(said["ym"]), whole(said["yd"]))
    if said["m"]:
        return _month_and_day(whole(said["m"]), whole(said["d"]), today)
    if said["sm"]:
        return _month_and_day(int(said["sm"]), int(said["sd"]), today)
    if said["month_end"]:
        first_of_next = date(today.year + today.month // 12, today.month % 12 + 1, 1)
        return Days(max(today, first_of_next - timedelta(MONTH_END)), first_of_next, named=False)
    if said["holiday"]:
        return _month_and_day(*_HOLIDAYS[said["holiday"][:2]], today)
    if said["only_d"]:
        return _day_of_month(said["which_month"] or "", whole(said["only_d"]), today)
    if said["weekday"] or said["weekend"]:
        return _weekday(said["week"] or week, said["weekday"], today)
    if said["whole_week"]:
        monday = today - timedelta(today.weekday()) + timedelta(weeks=_WEEK[said["whole_week"]])
        return Days(max(monday, today) if said["whole_week"] in "这本" else monday, monday + timedelta(7), named=False)
    if said["ago"]:
        return _shifted(said["ago"], said["ago_unit"], today, -1)
    if said["later"]:
        return _shifted(said["later"], said["later_unit"], today, 1)
    if said["soon"]:
        first = today + timedelta(2) if said["soon"].startswith("过") else today
        return Days(first, first + timedelta(3), named=False)
    if said["long_ago"]:
        back = (
            3
            if said["long_ago"].startswith("前") and "天" in said["long_ago"]
            else 30
            if "月" in said["long_ago"]
            else 365
        )
        return Days(today - timedelta(back), today - timedelta(back - 1), named=False)
    return None


def _one(day: date) -> Days:
    return Days(day, day + timedelta(1))


def _dated(year: int, month: int | None, day: int | None) -> Days:
    try:
        return _one(date(year, month or 0, day or 0))
    except ValueError:
        return Days(date(year, 1, 1), date(year, 1, 1), error="no_such_day")


def _month_and_day(month: int | None, day: int | None, today: date) -> Days:
    """Without a year: this year's, unless that is months ago, when next year's is meant."""
    this_year = _dated(today.year, month, day)
    if this_year.error or (today - this_year.first).days <= 60:
        return this_year
    return _dated(today.year + 1, month, day)


def _day_of_month(which: str, day: int | None, today: date) -> Days:
    """A bare 25号 is the next one to come."""
    months = {"下": 1, "上": -1}.get(which[:1], 0)
    if not which and day is not None and day < today.day and day <= 31:
        months = 1
    index = today.year * 12 + today.month - 1 + months
    return _dated(index // 12, index % 12 + 1, day)


def _weekday(week: str | None, weekday: str | None, today: date) -> Days:
    """周二 is the next one to come, today included; 这周二 and 下周二 are of the week named, Monday first."""
    monday = today - timedelta(today.weekday())
    wanted = _WEEKDAYS[weekday] if weekday else 5
    if week:
        monday += timedelta(weeks=_WEEK[week])
    elif wanted < today.weekday() and not (weekday is None and today.weekday() == 6):
        monday += timedelta(weeks=1)
    first = monday + timedelta(wanted)
    return (
        _one(first) if weekday else Days(max(first, today) if not week else first, monday + timedelta(7), named=False)
    )


def _shifted(count: str, unit: str, today: date, sign: int) -> Days:
    amount = {"半": 0.5, "几": 3, "好几": 5}.get(count) or whole(count) or 1
    length = 30 if "月" in unit else 365 if "年" in unit else 1 if "天" in unit else 7
    day = today + sign * timedelta(int(amount * length) or 1)
    return Days(day, day + timedelta(1), named="天" in unit)
