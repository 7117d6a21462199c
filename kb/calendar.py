"""On which spans of which days somebody works (R18)."""

from datetime import date, time

from kb.lookup import hours
from kb.models.knowledge import Hours, Knowledge, Year

Span = tuple[time, time]


class Calendar:
    """A weekly pattern with public holidays and make-up working days (调休) where the pattern keeps them.

    A year without a file falls back to the plain weekly pattern, one that is provisional to the days that the law
    names; `is_known` says so.
    """

    def __init__(self, hours: Hours, years: tuple[Year, ...]) -> None:
        self._hours = hours
        self._spans = sorted(hours.spans)
        self._holidays = {day for year in years for day in year.holidays}
        self._workdays = {day for year in years for day in year.workdays}
        self._years = {year.year for year in years if not year.provisional}

    def spans_on(self, day: date) -> list[Span]:
        """The spans worked on a day, in order; an end of 00:00 is midnight at the end of the day."""
        return self._spans if self._is_worked(day) else []

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday, and this calendar keeps those."""
        return self._hours.holidays and day in self._holidays

    def is_made_up(self, day: date) -> bool:
        """Whether it is a day off that is worked instead of another (调休), and this calendar keeps those."""
        return self._hours.holidays and day in self._workdays

    def is_known(self, year: int) -> bool:
        """Whether holidays of that year are known, or do not matter to this calendar."""
        return not self._hours.holidays or year in self._years

    def _is_worked(self, day: date) -> bool:
        if self.is_holiday(day):
            return False
        return self.is_made_up(day) or day.isoweekday() in self._hours.days


def calendar(kb: Knowledge, id: str) -> Calendar:
    """The calendar under this id in `kb/calendars/hours.yml`."""
    return Calendar(hours(kb, id), kb.years)
