"""Business time against a slow model that looks at every minute of ten years, days made up (调休) included (R18)."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.core.unit_of_work import ZONE
from helpline.promises.business_time import add_minutes, deadline, minutes_between
from kb.calendar import Calendar
from kb.models.knowledge import Hours, Year

pytestmark = pytest.mark.slow

YEARS = range(2017, 2027)  # as they were published, day by day
DAYS = [
    date(YEARS[0], 1, 1) + timedelta(days=n) for n in range((date(YEARS[-1] + 1, 1, 1) - date(YEARS[0], 1, 1)).days)
]
BEGIN, MINUTE = datetime.combine(DAYS[0], time(), ZONE).astimezone(UTC), timedelta(minutes=1)
END = len(DAYS) * 24 * 60
WORKDAYS, EVERY_DAY = (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7)
NOON, DAY, NIGHT = (time(9), time(12)), (time(13), time(18)), (time(18, 30), time(0))
HOURS = {
    "office": Hours(id="office", name="", days=WORKDAYS, holidays=True, spans=(NOON, DAY)),
    "evening": Hours(id="evening", name="", days=WORKDAYS, holidays=True, spans=(DAY, NIGHT)),
    "daily": Hours(id="daily", name="", days=EVERY_DAY, spans=((time(8, 30), time(20, 30)),)),
    "always": Hours(id="always", name="", days=EVERY_DAY, spans=((time(0), time(0)),)),
}
NAMES = st.sampled_from(sorted(HOURS))
STARTS = st.integers(0, END - 60 * 24 * 60)  # two months before the end of what is known
HOLDS = st.lists(st.tuples(st.integers(-600, 6000), st.integers(0, 3000)), max_size=4)


def published(year: int) -> Year:
    """The year as it is kept under kb/calendars."""
    details = {day: chinese_calendar.get_holiday_detail(day) for day in DAYS if day.year == year}
    return Year(
        year=year,
        source="chinesecalendar",
        holidays={day: name for day, (off, name) in details.items() if off and name},
        workdays={day: name for day, (off, name) in details.items() if not off and name},
    )


@pytest.fixture(scope="module")
def calendars() -> dict[str, Calendar]:
    years = tuple(published(year) for year in YEARS)
    return {name: Calendar(hours, years) for name, hours in HOURS.items()}


@pytest.fixture(scope="module")
def minutes() -> dict[str, bytearray]:
    """Of every minute since `BEGIN` whether it counts: 1 or 0."""
    return {name: _minutes(hours) for name, hours in HOURS.items()}


def _minutes(hours: Hours) -> bytearray:
    spans = [(_of_day(begin), _of_day(end) or 24 * 60) for begin, end in hours.spans]
    worked = bytes(any(begin <= minute < end for begin, end in spans) for minute in range(24 * 60))
    free = bytes(24 * 60)
    days = [chinese_calendar.is_workday(day) if hours.holidays else day.isoweekday() in hours.days for day in DAYS]
    return bytearray(b"".join(worked if is_worked else free for is_worked in days))


def _of_day(at: time) -> int:
    return at.hour * 60 + at.minute


def walked(counts: bytearray, start: int, length: int, until: int = END) -> int | None:
    """Minute by minute until so many have counted; None where they have not by `until`."""
    at, left = start, length
    while left and at < until:
        left -= counts[at]
        at += 1
    while not length and at < END and not counts[at]:
        at += 1
    return None if left else at


def instant(minute: int) -> datetime:
    return BEGIN + minute * MINUTE


@settings(max_examples=300, deadline=None)
@given(name=NAMES, start=STARTS, length=st.integers(0, 6000))
def test_so_many_minutes_later(
    calendars: dict[str, Calendar], minutes: dict[str, bytearray], name: str, start: int, length: int
) -> None:
    due = walked(minutes[name], start, length)
    assert due is not None
    assert add_minutes(instant(start), length, calendars[name], ZONE) == instant(due)
    assert minutes_between(instant(start), instant(due), calendars[name], ZONE) == length


@settings(max_examples=300, deadline=None)
@given(name=NAMES, start=STARTS, length=st.integers(0, 90 * 24 * 60))
def test_so_many_minutes_between(
    calendars: dict[str, Calendar], minutes: dict[str, bytearray], name: str, start: int, length: int
) -> None:
    end = min(start + length, END)
    counted = minutes_between(instant(start), instant(end), calendars[name], ZONE)
    assert counted == sum(minutes[name][start:end])


@settings(max_examples=300, deadline=None)
@given(name=NAMES, start=STARTS, length=st.integers(1, 3000), holds=HOLDS, lasts=st.booleans())
def test_due_without_what_was_held(
    calendars: dict[str, Calendar], minutes: dict[str, bytearray], name: str, start: int, length: int,
    holds: list[tuple[int, int]], lasts: bool,
) -> None:  # fmt: skip
    """Holds may overlap, begin before the promise, and the last may go on."""
    spans = sorted((max(0, start + begin), max(0, start + begin) + held) for begin, held in holds)
    ends: list[int | None] = [end for _, end in spans]
    if spans and lasts:
        ends[-1] = None
    counts = bytearray(minutes[name])
    for begin, end in spans:
        counts[begin:end] = bytes(end - begin)
    due = walked(counts, start, length, max(start, spans[-1][0]) if spans and lasts else END)
    told = [(instant(begin), None if end is None else instant(end)) for (begin, _), end in zip(spans, ends)]
    found = deadline(instant(start), length, calendars[name], told, ZONE)
    assert found == (None if due is None else instant(due))


def test_every_day_of_ten_years(calendars: dict[str, Calendar], minutes: dict[str, bytearray]) -> None:
    """An hour from half past five: over the evening, a weekend, a holiday, to a Saturday that is worked."""
    for name, counts in minutes.items():
        for day in range(len(DAYS) - 30):
            start = day * 24 * 60 + 17 * 60 + 30
            due = walked(counts, start, 60)
            assert due is not None and add_minutes(instant(start), 60, calendars[name], ZONE) == instant(due), DAYS[day]
        assert minutes_between(BEGIN, instant(END), calendars[name], ZONE) == sum(counts)
