"""kb/calendars/*.yml."""

from collections.abc import Iterator

from kb.checks.check import known, spans_in_order, unique, weekdays
from kb.errors import Fault
from kb.loading.parts import Parts

USED_BY_NAME = ("always", "office")  # calendars that the program asks for by these ids


def hours(parts: Parts) -> Iterator[Fault]:
    source = parts.source("hours")
    yield from unique(source, (), parts["hours"])
    for id in USED_BY_NAME:
        yield from known(source, (), "calendar", id, {hours.id for hours in parts["hours"]})
    for index, hours in enumerate(parts["hours"]):
        yield from weekdays(source, (index, "days"), hours.days)
        yield from spans_in_order(source, (index, "spans"), hours.spans)
        if not hours.days or not hours.spans:
            yield source.fault((index,), f"nobody ever works on the calendar {hours.id!r}; give it days and spans")


def years(parts: Parts) -> Iterator[Fault]:
    for name, year in parts.group("year"):
        source = parts.source(name)
        if name != f"year {year.year}":
            yield source.fault(("year",), f"the file is named after another year than {year.year}; rename one of them")
        for field in ("holidays", "workdays"):
            for day in getattr(year, field):
                if day.year != year.year:
                    yield source.fault((field, str(day)), f"{day} is not in {year.year}; move it to its year's file")
        for day in year.holidays.keys() & year.workdays.keys():
            yield source.fault(("workdays", str(day)), f"{day} is a holiday and a working day; keep one")
