"""Every table under tests/language/facts: a sentence and the facts of one kind found in it.

A row is `- [sentence, expected, ...]`: the values in order, `!error` for a fact with an error. Times are written
"11-23T15:00/11-23T16:00 hour" (year left out while it is this one), asked at the moment `now` of the table.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from language.facts.displeasure import displeasure
from language.facts.extract import bare_name, extract
from language.facts.fact import Fact
from language.facts.normalise import normalise
from language.facts.words import Words
from language.facts.yes_no import yes_no

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Shanghai")
WORDS = Words(
    products={"空调": "air_conditioner", "柜式空调": "air_conditioner", "中央空调": "central_ac", "热水器": "water_heater",
              "显示屏": "led_display", "led屏": "led_display", "电梯": "lift", "货车": "truck"},
    models={"qf-kfr35": "QF-KFR35", "清风35": "QF-KFR35", "gl-p4": "GL-P4"},
    categories={"QF-KFR35": "air_conditioner", "GL-P4": "led_display"},
)  # fmt: skip


def _rows(table: str) -> list[Any]:
    # BaseLoader keeps 13500001234 and 3:30 as they are written.
    content = yaml.load((HERE / f"{table}.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return [pytest.param(content.get("now"), row[0], row[1:], id=row[0][:30]) for row in content["rows"]]


def _facts(text: str, now: str | None = None) -> list[Fact]:
    moment = datetime.fromisoformat(now or "2026-11-22T10:30").replace(tzinfo=ZONE)
    return extract(text, moment, WORDS)


def _shown(fact: Fact) -> str:
    if fact.value is None:
        return f"!{fact.error}"
    value = fact.value
    if fact.kind in ("time", "since"):
        start, end = (value[side].removeprefix("2026-").removesuffix(":00+08:00") for side in ("start", "end"))
        value = f"{start}/{end} {value['grain']}"
    return f"{value} !{fact.error}" if fact.error else str(value)


KINDS = [
    "phone", "name", "address", "time", "since", "serial", "case_number", "product", "model", "plate", "mileage_km",
    "alarm_code", "amount_yuan", "score", "fault", "place",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "now", "text", "expected"),
    [pytest.param(kind, *row.values, id=f"{kind}: {row.id}") for kind in KINDS for row in _rows(kind)],
)
def test_kind(kind: str, now: str | None, text: str, expected: list[str]) -> None:
    found = [fact for fact in _facts(text, now) if fact.kind == kind]
    assert [_shown(fact) for fact in found] == expected
    assert all(text[fact.start : fact.end] == fact.text for fact in found)


@pytest.mark.parametrize(("now", "text", "expected"), _rows("yes_no"))
def test_yes_no(now: None, text: str, expected: list[str]) -> None:
    assert yes_no(text) is {"true": True, "false": False, "null": None}[expected[0]]


@pytest.mark.parametrize(("now", "text", "expected"), _rows("displeasure"))
def test_displeasure(now: None, text: str, expected: list[str]) -> None:
    lowest, highest = map(float, expected)
    assert lowest <= displeasure(text) <= highest


@pytest.mark.parametrize(("now", "text", "expected"), _rows("bare_name"))
def test_bare_name(now: None, text: str, expected: list[str]) -> None:
    assert bare_name(text, WORDS) == (None if expected[0] == "null" else expected[0])


@pytest.mark.parametrize(("now", "text", "expected"), _rows("normalise"))
def test_normalise(now: None, text: str, expected: list[str]) -> None:
    assert normalise(text) == expected[0]
    assert len(normalise(text)) == len(text)


def test_all_facts_of_one_message_keep_their_places() -> None:
    text = "周海涛，一三五零零零零一二三四，浙江省杭州市西湖区文三路25号3幢301室，後天上午九点，空调报E4"
    found = {fact.kind: fact for fact in _facts(text)}
    assert set(found) == {"name", "phone", "address", "time", "product", "alarm_code"}
    assert found["phone"].text == "一三五零零零零一二三四"
    assert found["time"].text == "後天上午九点"
    assert found["address"].extra == {"province": "浙江省", "city": "杭州市", "district": "西湖区"}
