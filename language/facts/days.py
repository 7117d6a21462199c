"""Words for days → the first day and the day after the last one."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from language.facts.festivals import NAMES, days_off, festival, lunar
from language.facts.numerals import whole

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_NUMERALS = r"\d百千万零〇一二两三四五六七八九十"
_NEAR = {"大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨": -1, "今天": 0, "今日": 0, "今儿": 0, "今": 0,
         "当天": 0, "明天": 1, "明日": 1, "明儿": 1, "明": 1, "听日": 1, "后天": 2, "后日": 2, "后儿": 2, "大后天": 3}  # fmt: skip
_WEEK = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_MONTH = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_YEAR = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_WEEKDAYS = {char: n for n, char in enumerate("一二三四五六")} | {"日": 6, "天": 6} | {str(n + 1): n for n in range(7)}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_PART_OF_MONTH = "底|末|初(?![一二三四五六七八九十])|上旬|中旬|下旬|中(?![国心山间央])"
_PARTS_OF_MONTH = {"初": (1, 6), "上旬": (1, 11), "中": (11, 21), "中旬": (11, 21), "下旬": (21, 0)}
MONTH_END = 5  # 月底 is the last days of the month
BACK = 60  # days: a date without a year that lies further back is next year's
FAR = 180  # days
OCCASION = 3  # days that 年后 holds for

_PART_FOLLOWS = r"早|晚|上午|下午|中午|凌晨|傍晚|全天"
_TO = r"\s?(?:到|至|-|~|—|～)\s?"
_DAY_IN_WORDS = (
    r"(?:二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])"  # 四七八 is spelt out, no day
)
# A number with 号 that counts houses, rooms and machines, not days. An hour may follow a day at once: 30号9点.
_NO_DAY = (
    r"(?![楼院线门店厂库房机梯岗桌柜仓会员泵厅台屏街路灯柱杆井炉塔表锅车口桩铺箱板馆站客货扶电别公教弄栋幢座室内])"
    r"(?!\d(?!\d?(?:点|时(?!候)|:[0-5]\d|\s?(?:到|至|-|~)\s?\d{1,2}(?:点|:))))"
)
_WEEK_WORD = r"(?:周|星期|礼拜)"
DAY = (
    r"(?:(?P<near>大前天|大后天|前天|昨天|今天|明天|后天|当天|听日|[前昨今明后]日|[昨今明后]儿个?|[昨今明](?=早|晚|晨|上午|下午|中午|夜))"
    rf"|(?<![\d.])(?P<y>20\d\d|\d\d(?=年))[年\-/.]\s?(?P<ym>{_N})[月\-/.]\s?(?P<yd>{_N})[日号]?(?!\d)"
    rf"|(?:(?P<festival_year>前年|去年|今年|明年|后年)的?)?(?P<festival>{'|'.join(sorted((name for name in NAMES if name != '十一'), key=len, reverse=True))}|十一(?=假|长假|黄金周|放假|期间|过后|[之以]后))节?(?![路街村区]|广场|大道|公园|新村|大厦|商[城场]|门诊|小[学区])(?P<off>(?:小?长假|假期|放假|黄金周|期间|假)(?:里|期间|结束|放完)?)?(?=$|[^一-鿿]|[前后以之过那当来上下早晚中都也可行吧能我坏修买装就开停的])"
    rf"|(?P<year>大前年|前年|去年|(?:今年|本年|明年|后年|(?<!\d)20\d\d年|(?<!\d)\d\d年)(?=的?年?(?:[底末初]|{_N}月|买|装|购|安装|出厂|生产|入住)))(?:的|年)?(?:(?P<of_year>底|末|初)|(?P<year_m>{_N})月(?:份)?(?:(?P<year_part>{_PART_OF_MONTH})|(?P<year_d>{_N})[日号]?(?!\d))?)?"
    rf"|(?:农历|阴历)?(?P<lunar_m>[正冬腊])月(?:初)?(?P<lunar_d>{_N})[日号]?"
    rf"|(?<![{_NUMERALS}])(?P<m>{_N})月\s?(?P<d>{_N})(?:[日号]?{_TO}(?P<d_end>{_N})[日号](?!\d)|[日号]|(?![\d个点]))"
    rf"|(?P<which_month>这个月|本月|这月|下下个?月|下个?月|上上个?月|上个?月)?(?<![{_NUMERALS}])(?P<only_d>[12]?\d|3[01]|{_DAY_IN_WORDS})(?:{_TO}(?P<only_end>[12]?\d|3[01]|{_DAY_IN_WORDS}))?[号日]{_NO_DAY}"
    rf"|(?<![{_NUMERALS}个])(?P<mo>{_N})月(?:(?P<mo_part>{_PART_OF_MONTH})|份|(?=[前以之后来去再，,。！？!?买装坏修换过出回]|$|开始|到期))"
    rf"|(?P<which>这个?|本|当|下下个?|下个?|上上个?|上个?)月(?:份)?(?P<which_part>{_PART_OF_MONTH})?(?!\d)"
    rf"|(?<![\d一二两三四五六七八九十几半多个])月(?P<bare_part>底|末|初)"
    rf"|(?<![\d./\-A-Za-z])(?P<sm>1[0-2]|0?[1-9])(?P<sep>/|[.\-](?=[0-3]?\d(?:[日号]|{_TO}\d{{1,2}}[./]\d{{1,2}}(?![\d.])|\s?(?:{_PART_FOLLOWS}|[(（]?{_WEEK_WORD}|来|上门|过来|可以|行|方便|有空|[以之]?[前后])|\s\d{{1,2}}[点:])))(?P<sd>3[01]|[12]\d|0?[1-9])[日号]?(?![\d/])(?:{_TO}(?P<em>1[0-2]|0?[1-9])[./](?P<ed>3[01]|[12]\d|0?[1-9])[日号]?(?![\d.]))?"
    r"|(?<![\d一二两三四五六七八九十几半多好整])年(?P<new_year>前(?![两几]天)|后|底|末)"
    rf"|(?P<week>上上|下下|上|下|这|本)?(?:一)?(?:个)?{_WEEK_WORD}的?{_WEEK_WORD}?(?:(?P<weekday>[一二三四五六日天1-7])(?![年岁月块个次楼])(?P<more_weekdays>[、和跟]?[一二三四五六日]{{1,4}}(?![点时号月楼十]))?|(?P<weekend>末))"
    r"|(?P<days_off>双休日)"
    rf"|(?P<whole_week>下下|上上|下|这|本|上)(?:一)?(?:个)?{_WEEK_WORD}"
    rf"|(?P<ago>{_N}|半|好?几|十几)(?P<ago_unit>天|个?多?星期|个?多?礼拜|周|个?多?月|个半月|年多?)(?:之|以)?前"
    rf"|(?:再过|过|等)?(?P<later>{_N}|半)(?P<later_unit>天|个?星期|个?礼拜|周|个月)(?:之|以)?后"
    r"|(?P<soon>[这近][两几]天|最近[两几]天|过[两几]天|今明[两二]?天|明后[两二]?天)|(?P<long_ago>前[两几]天|前一?阵子?|前段时间))"
)
_AGAIN = (
    rf"(?:(?(weekday)(?!)|\s?{_WEEK_WORD}(?P<also>[一二三四五六日天]))|\s?[(（](?P<bracket>[^()（）]{{1,12}})[)）])?"
)
DAY_AND_AGAIN = DAY + _AGAIN  # 12月3号（周四）: the second way of saying it only confirms
_WHOLE = re.compile(DAY)


@dataclass(frozen=True)
class Days:
    """A stretch of days; `error` is set where the day cannot be. `named` means exactly one day was said."""

    first: date
    until: date
    named: bool = True
    error: str | None = None


def read_days(
    found: "re.Match[str]", today: date, week: str | None = None, after: date | None = None, past: bool = False
) -> Days | None:
    """What the groups of `DAY_AND_AGAIN` in `found` mean, seen from today; None if no day was said.

    A weekday without a week of its own is of `week`, where that is given, or the first that follows `after`. What may
    be either is the next one to come, or with `past` the last one that came.
    """
    days = _read(found, today, week, after, past)
    if days is None or days.error:
        return days
    return days if _confirmed(found, days, today) else Days(today, today, error="time_unread")


def _confirmed(found: "re.Match[str]", days: Days, today: date) -> bool:
    if found["also"]:
        return days.first.weekday() == _WEEKDAYS[found["also"]]
    again = _WHOLE.fullmatch(found["bracket"]) if found["bracket"] else None
    if again is None:
        return not re.search(r"[\d一二三四五六七八九十]", found["bracket"] or "")
    if again["weekday"] and not again["week"]:
        return days.first.weekday() == _WEEKDAYS[again["weekday"]]
    other = _read(again, today, None, None, False)
    return other is not None and other.first == days.first


def _read(found: "re.Match[str]", today: date, week: str | None, after: date | None, past: bool) -> Days | None:
    said = found.groupdict()
    if said["near"]:
        return _one(today + timedelta(_NEAR[said["near"].removesuffix("个")]))
    if said["y"]:
        return _dated(_full_year(said["y"]), whole(said["ym"]), whole(said["yd"]))
    if said["year"]:
        return _of_year(said, today)
    if said["lunar_m"]:
        return _lunar(_LUNAR_MONTHS[said["lunar_m"]], whole(said["lunar_d"]) or 0, today, past)
    if said["m"]:
        return _until(_month_and_day(whole(said["m"]), whole(said["d"]), today, past), said["d_end"])
    if said["sm"]:
        return _in_figures(said, today, past)
    if said["only_d"]:
        return _until(_day_of_month(said["which_month"] or "", whole(said["only_d"]), today, past), said["only_end"])
    if said["mo"]:
        return _month(whole(said["mo"]) or 0, said["mo_part"], today, past)
    if said["which"] or said["bare_part"]:
        return _which_month(said["which"], said["which_part"] or said["bare_part"], today)
    if said["festival"]:
        return _festival(said, today, past)
    if said["new_year"]:
        return _around_new_year(said["new_year"], today)
    if said["more_weekdays"]:
        return Days(today, today, error="time_unread")
    if said["weekday"] or said["weekend"] or said["days_off"]:
        return _weekday(said["week"] or week, said["weekday"], today, after, past)
    if said["whole_week"]:
        monday = today - timedelta(today.weekday()) + timedelta(weeks=_WEEK[said["whole_week"]])
        return Days(max(monday, today) if said["whole_week"] in "这本" else monday, monday + timedelta(7), named=False)
    if said["ago"]:
        return _shifted(said["ago"], said["ago_unit"], today, -1)
    if said["later"]:
        return _shifted(said["later"], said["later_unit"], today, 1)
    if said["soon"]:
        return _soon(said["soon"], today)
    if said["long_ago"]:
        back = 3 if "天" in said["long_ago"] else 30
        return Days(today - timedelta(back), today - timedelta(back - 1), named=False)
    return None


def _one(day: date) -> Days:
    return Days(day, day + timedelta(1))


def _full_year(said: str) -> int:
    year = int(said.removesuffix("年"))
    return year if year >= 100 else 2000 + year


def _dated(year: int, month: int | None, day: int | None) -> Days:
    try:
        return _one(date(year, month or 0, day or 0))
    except ValueError:
        return Days(date(year, 1, 1), date(year, 1, 1), error="no_such_day")


def _until(days: Days, last: str | None) -> Days:
    """3-5号, 12月3号到5号: up to and with the last one, which may be of the next month."""
    if last is None or days.error:
        return days
    end, day = days.first, whole(last)
    while end.day != day:
        end += timedelta(1)
        if (end - days.first).days > 31:
            return Days(days.first, days.first, error="no_such_day")
    return Days(days.first, end + timedelta(1), named=False)


def _first_of(year: int, month: int) -> date:
    """The first of a month that is counted on beyond December, or back before January."""
    index = year * 12 + month - 1
    return date(index // 12, index % 12 + 1, 1)


def _part_of_month(first: date, part: str | None) -> Days:
    after = _first_of(first.year, first.month + 1)
    if part in ("底", "末"):
        return Days(after - timedelta(MONTH_END), after, named=False)
    if part is None:
        return Days(first, after, named=False)
    start, end = _PARTS_OF_MONTH[part]
    return Days(first.replace(day=start), first.replace(day=end) if end else after, named=False)


def _of_year(said: dict[str, str], today: date) -> Days:
    year = today.year + _YEAR[said["year"]] if said["year"] in _YEAR else _full_year(said["year"])
    if said["of_year"]:
        return _part_of_month(date(year, 1 if said["of_year"] == "初" else 12, 1), said["of_year"])
    if said["year_d"]:
        return _dated(year, whole(said["year_m"]), whole(said["year_d"]))
    if said["year_m"]:
        month = whole(said["year_m"]) or 0
        if not 1 <= month <= 12:
            return Days(today, today, error="no_such_day")
        return _part_of_month(date(year, month, 1), said["year_part"])
    return Days(date(year, 1, 1), date(year + 1, 1, 1), named=False)


def _lunar(month: int, day: int, today: date, past: bool) -> Days:
    try:
        days = [lunar(year, month, day) for year in range(today.year - 2, today.year + 2)]
    except ValueError:
        return Days(today, today, error="no_such_day")
    if past:
        return _one(max(day for day in days if day <= today))
    return _one(min(day for day in days if day >= today))


def _month_and_day(month: int | None, day: int | None, today: date, past: bool) -> Days:
    """Without a year: this year's, unless that is months ago, when next year's is meant. The last one with `past`."""
    this_year = _dated(today.year, month, day)
    if this_year.error:
        return this_year
    if past:
        return this_year if this_year.first <= today else _dated(today.year - 1, month, day)
    return this_year if (today - this_year.first).days <= BACK else _dated(today.year + 1, month, day)


def _in_figures(said: dict[str, str], today: date, past: bool) -> Days:
    """12/3, 12.3下午, 12.28-12.30. A dash may also stand between two hours: 8-10上午 is no day in August."""
    days = _month_and_day(int(said["sm"]), int(said["sd"]), today, past)
    if days.error:
        return days
    if said["sep"] == "-" and (days.first - today).days > FAR:
        return Days(today, today, error="time_unread")
    if not said["em"]:
        return days
    last = _month_and_day(int(said["em"]), int(said["ed"]), days.first, False)
    return last if last.error else Days(days.first, last.until, named=False)


def _day_of_month(which: str, day: int | None, today: date, past: bool) -> Days:
    """A bare 25号 is the next one to come, 31号 that of the next month that has one."""
    if day is None or not 1 <= day <= 31:
        return Days(today, today, error="no_such_day")
    if which:
        first = _first_of(today.year, today.month + _MONTH[which.removesuffix("月").removesuffix("个")])
        return _dated(first.year, first.month, day)
    step = -1 if past else 1
    months = 0 if (day <= today.day if past else day >= today.day) else step
    while True:
        first = _first_of(today.year, today.month + months)
        days = _dated(first.year, first.month, day)
        if not days.error:
            return days
        months += step


def _month(month: int, part: str | None, today: date, past: bool) -> Days:
    if not 1 <= month <= 12:
        return Days(today, today, error="no_such_day")
    days = _part_of_month(date(today.year, month, 1), part)
    if past:
        return days if days.first <= today else _part_of_month(date(today.year - 1, month, 1), part)
    return days if days.until > today else _part_of_month(date(today.year + 1, month, 1), part)


def _which_month(which: str | None, part: str | None, today: date) -> Days:
    """月底 said in the last days of a month may be the end of the next one: nobody but the customer knows."""
    first = _first_of(today.year, today.month + (_MONTH[which.removesuffix("个")] if which else 0))
    days = _part_of_month(first, part)
    if which:
        return Days(max(days.first, today), days.until, named=False) if which[0] in "这本当" else days
    if part == "初":
        return days if today < days.until else _part_of_month(_first_of(today.year, today.month + 1), part)
    return days if today < days.first else Days(today, today, error="time_unread")


def _festival(said: dict[str, str], today: date, past: bool) -> Days:
    """The day, or the days off where they are told of: 国庆期间, 春节前, 中秋节后."""
    name = NAMES[said["festival"]]
    around = bool(said["off"] or said.get("edge"))

    def of(year: int) -> Days:
        first, until = days_off(name, year) if around else (day := festival(name, year), day + timedelta(1))
        return Days(first, until, named=not around)

    if said["festival_year"]:
        return of(today.year + _YEAR[said["festival_year"]])
    years = [of(year) for year in range(today.year - 1, today.year + 3)]
    if past:
        return max((days for days in years if days.first <= today), key=lambda days: days.first)
    return min((days for days in years if days.until > today), key=lambda days: days.first)


def _around_new_year(said: str, today: date) -> Days:
    if said in ("底", "末"):
        return _part_of_month(date(today.year, 12, 1), said)
    first, until = min(off for year in (today.year, today.year + 1) if (off := days_off("春节", year))[1] > today)
    return (
        Days(today, max(first, today), named=False) if said == "前" else Days(until, until + timedelta(OCCASION), False)
    )


def _weekday(week: str | None, weekday: str | None, today: date, after: date | None, past: bool) -> Days:
    """周二 is the next one to come, today included; 这周二 and 下周二 are of the week named, Monday first."""
    monday = today - timedelta(today.weekday())
    wanted = _WEEKDAYS[weekday] if weekday else 5
    if week:
        monday += timedelta(weeks=_WEEK[week])
    elif past:
        monday -= timedelta(weeks=wanted > today.weekday())
    elif after:
        monday = after - timedelta(after.weekday()) + timedelta(weeks=wanted < after.weekday())
    elif wanted < today.weekday() and not (weekday is None and today.weekday() == 6):
        monday += timedelta(weeks=1)
    first = monday + timedelta(wanted)
    return (
        _one(first) if weekday else Days(max(first, today) if not week else first, monday + timedelta(7), named=False)
    )


def _shifted(count: str, unit: str, today: date, sign: int) -> Days:
    amount = {"半": 0.5, "几": 3, "好几": 5, "十几": 12}.get(count) or whole(count) or 1
    if "半月" in unit:
        amount += 0.5
    length = 30 if "月" in unit else 365 if "年" in unit else 1 if "天" in unit else 7
    day = today + sign * timedelta(int(amount * length) or 1)
    return Days(day, day + timedelta(1), named="天" in unit)


def _soon(said: str, today: date) -> Days:
    first, length = today, 3
    if said.startswith("过"):
        first = today + timedelta(2)
    elif said.startswith("今明"):
        length = 2
    elif said.startswith("明后"):
        first, length = today + timedelta(1), 2
    return Days(first, first + timedelta(length), named=False)
