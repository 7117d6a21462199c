"""R18: business time, by table."""

from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from helpline.promises.business_time import NeverOpen, add_minutes, minutes_between
from kb import load
from kb.calendar import Calendar
from kb.models.knowledge import Hours

ZONE = ZoneInfo("Asia/Shanghai")
TABLE = yaml.safe_load((Path(__file__).parent / "business_time.yml").read_text(encoding="utf-8"))
WORKDAYS, EVERY_DAY = (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7)
HOURS = {
    "office": Hours(
        id="office", name="", days=WORKDAYS, holidays=True, spans=((time(9), time(12)), (time(13), time(18)))
    ),
    "evening": Hours(
        id="evening", name="", days=WORKDAYS, holidays=True, spans=((time(14), time(18)), (time(18, 30), time(0)))
    ),
    "daily": Hours(id="daily", name="", days=EVERY_DAY, spans=((time(8, 30), time(20, 30)),)),
    "always": Hours(id="always", name="", days=EVERY_DAY, spans=((time(0), time(0)),)),
}


@pytest.fixture(scope="module")
def calendars() -> dict[str, Calendar]:
    years = load(Path(__file__).resolve().parents[3] / "kb").years
    return {name: Calendar(hours, years) for name, hours in HOURS.items()}


def instant(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(("name", "start", "minutes", "end"), TABLE["add"])
def test_add(calendars: dict[str, Calendar], name: str, start: str, minutes: int, end: str) -> None:
    found = add_minutes(instant(start), minutes, calendars[name], ZONE)
    assert found == instant(end), found.astimezone(ZONE)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(("name", "start", "end", "minutes"), TABLE["between"])
def test_between(calendars: dict[str, Calendar], name: str, start: str, end: str, minutes: int) -> None:
    assert minutes_between(instant(start), instant(end), calendars[name], ZONE) == minutes


@pytest.mark.parametrize(("name", "start", "minutes", "end"), TABLE["add"])
def test_each_undoes_the_other(calendars: dict[str, Calendar], name: str, start: str, minutes: int, end: str) -> None:
    assert minutes_between(instant(start), instant(end), calendars[name], ZONE) == minutes


def test_seconds_are_kept(calendars: dict[str, Calendar]) -> None:
    start = datetime(2026, 11, 23, 3, 59, 30, tzinfo=UTC)  # 11:59:30
    assert add_minutes(start, 1, calendars["office"], ZONE) == datetime(2026, 11, 23, 5, 0, 30, tzinfo=UTC)


def test_a_calendar_without_days_is_told() -> None:
    never = Calendar(Hours(id="never", name="", days=(), spans=()), ())
    with pytest.raises(NeverOpen):
        add_minutes(instant("2026-11-23 09:00"), 1, never, ZONE)
    assert minutes_between(instant("2026-11-23 09:00"), instant("2026-11-24 09:00"), never, ZONE) == 0
