"""Wishes and history in the words people use for them: `times.yml` has what each means, or that it has to be asked."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from language.facts.extract import extract
from language.facts.festivals import days_off, festival
from language.facts.words import NO_WORDS

TABLE = yaml.load((Path(__file__).parent / "times.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
NOW = datetime.fromisoformat(TABLE["now"]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def _found(text: str) -> list[str]:
    told = []
    for fact in extract(text, NOW, NO_WORDS):
        if fact.kind in ("time", "since"):
            value = f"!{fact.error}"
            if fact.value:
                start, end = (fact.value[side][:16].removeprefix("2026-") for side in ("start", "end"))
                value = f"{start}/{end} {fact.value['grain']}"
            told.append(f"{fact.kind} {value}")
    return told


@pytest.mark.parametrize(("text", "expected"), [pytest.param(row[0], row[1:], id=row[0]) for row in TABLE["rows"]])
def test_a_time_is_read_whole_or_asked_for(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize("day", ["30号", "12月3号", "12.3 ", "周三", "明天", "下周二", "后天"])
@pytest.mark.parametrize("hour", ["9点", "下午3点半", "14:30", "14：30", "晚6点", "上午10点到11点"])
def test_a_day_and_an_hour_said_together_are_both_read(day: str, hour: str) -> None:
    told = [fact for fact in extract(day + hour, NOW, NO_WORDS) if fact.kind == "time"]
    assert len(told) == 1 and told[0].text == day + hour and told[0].error is None
    alone = next(fact for fact in extract(day + "上午", NOW, NO_WORDS) if fact.kind == "time")
    assert told[0].value["start"][:10] == alone.value["start"][:10]


@pytest.mark.parametrize("rest", ["3pm", "10来点", "8-10", "9", "一三五"])
def test_what_is_read_only_in_part_is_no_time(rest: str) -> None:
    told = [
        fact for fact in extract(("周" if rest == "一三五" else "明天") + rest, NOW, NO_WORDS) if fact.kind == "time"
    ]
    assert [(fact.value, fact.error) for fact in told] == [(None, "time_unread")]


def test_a_holiday_is_as_long_as_its_calendar_says_or_else_the_law() -> None:
    assert [day.isoformat() for day in days_off("国庆节", 2026)] == ["2026-10-01", "2026-10-08"]
    assert [day.isoformat() for day in days_off("国庆节", 2035)] == ["2035-10-01", "2035-10-04"]
    assert [day.isoformat() for day in days_off("春节", 2035)] == ["2035-02-07", "2035-02-11"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("春节", "2027-02-06"),
        ("除夕", "2027-02-05"),
        ("清明", "2027-04-05"),
        ("清明", "2028-04-04"),
        ("中秋", "2027-09-15"),
    ],
)
def test_festivals(name: str, day: str) -> None:
    assert festival(name, int(day[:4])).isoformat() == day
