"""Minutes of business time, as pure functions of a calendar (R18)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kb.calendar import Calendar

LONGEST_CLOSURE = timedelta(days=400)

Span = tuple[datetime, datetime | None]  # begun, ended

_MIDNIGHT = time(0)


class NeverOpen(ValueError):
    """The calendar has no business time within more than a year."""


def add_minutes(start: datetime, minutes: int, calendar: Calendar, zone: tzinfo) -> datetime:
    """The first instant at which `minutes` of business time have passed since `start`, in UTC.

    Zero minutes give `start` itself while open, and the next opening while closed.
    """
    left = timedelta(minutes=minutes)
    for begin, end in _spans_from(start, calendar, zone):
        at = max(begin, start)
        if left < end - at or (minutes and left == end - at):
            return (at + left).astimezone(UTC)
        left -= end - at
    raise NeverOpen


def minutes_between(start: datetime, end: datetime, calendar: Calendar, zone: tzinfo) -> int:
    """Whole minutes of business time from `start` to `end`; 0 when `end` is not later."""
    passed = timedelta()
    if end <= start:
        return 0
    for opened, closed in _spans_from(start, calendar, zone, until=end):
        passed += max(min(closed, end) - max(opened, start), timedelta())
    return passed // timedelta(minutes=1)


def deadline(start: datetime, minutes: int, calendar: Calendar, holds: list[Span], zone: tzinfo) -> datetime | None:
    """The instant `minutes` of business time after `start`, with holds (in order) left out. None while a hold lasts."""
    left = minutes
    at = start
    for begun, ended in holds:
        if begun >= at:
            passed = minutes_between(at, begun, calendar, zone)
            if passed >= left:
                break
            left -= passed
        if ended is None:
            return None
        at = max(at, ended)
    return add_minutes(at, left, calendar, zone)


def _spans_from(
    start: datetime,
    calendar: Calendar,
    zone: tzinfo,
    until: datetime | None = None,
) -> Iterator[tuple[datetime, datetime]]:
    """The open spans that end after `start`, in order, as instants in UTC.

    Ends at `until`, or after a closure longer than any that can be meant.
    """
    day = start.astimezone(zone).date()
    opened_last = start
    while (
        (_instant(day, _MIDNIGHT, zone) < until)
        if until
        else (_instant(day, _MIDNIGHT, zone) - opened_last < LONGEST_CLOSURE)
    ):
        for begin, end in calendar.spans_on(day):
            last_day = day + timedelta(days=1) if end == _MIDNIGHT else day
            span = _instant(day, begin, zone), _instant(last_day, end, zone)
            if span[1] > start:
                opened_last = span[1]
                yield span
        day += timedelta(days=1)


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
