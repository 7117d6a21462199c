"""A month that has passed, as it is told: 五月份, 去年11月."""

import re
from datetime import date, timedelta

from language.facts.normalise import squeeze

_MONTHS = {name: n for n, name in enumerate("一二三四五六七八九", 1)} | {"十": 10, "十一": 11, "十二": 12}
_MONTH = re.compile(r"(去年|今年|前年)?(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![0-9一二三四五六七八九十])")
_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2}


def last_day_of_month(text: str, today: date) -> date | None:
    """The last day of the month a text names, not after today; None when it names none."""
    found = _MONTH.search(squeeze(text))
    if not found:
        return None
    month = _MONTHS.get(found[2]) or int(found[2])
    year = today.year - _YEARS_BACK.get(found[1] or "", 0)
    if date(year, month, 1) > today:
        year -= 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(following - timedelta(days=1), today)
