"""When something was bought, as far as it was told."""

import re
from datetime import date, datetime, timedelta

from bot.actions.engine.turn import DialogueTurn
from helpline.core.unit_of_work import ZONE
from helpline.customers.warranty import add_months
from language.facts.normalise import squeeze

_MONTHS = {name: n for n, name in enumerate("一二三四五六七八九", 1)} | {"十": 10, "十一": 11, "十二": 12}
_MONTH = re.compile(r"(去年|今年|前年)?(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![0-9一二三四五六七八九十])")
_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2}


def bought_on(turn: DialogueTurn) -> date | None:
    """The last day it may have been, from this message; None when none is told."""
    value = turn.value("since")
    today = turn.work.today
    if isinstance(value, dict):
        end = datetime.fromisoformat(value["end"]).astimezone(ZONE).date() - timedelta(days=1)
        return min(end, today)
    found = _MONTH.search(squeeze(turn.text))
    if not found:
        return None
    month = _MONTHS.get(found[2]) or int(found[2])
    year = today.year - _YEARS_BACK.get(found[1] or "", 0)
    if date(year, month, 1) > today:
        year -= 1
    return min(add_months(date(year, month, 1), 1) - timedelta(days=1), today)
