from datetime import date, time

import pytest

from kb import Knowledge
from kb.calendar import calendar

OFFICE = [(time(9), time(12)), (time(13), time(18))]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),  # Monday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # Saturday, worked for National Day
        (date(2026, 9, 20), True),  # Sunday, worked for National Day
        (date(2026, 2, 23), False),  # Spring Festival, a Monday
        (date(2026, 2, 28), True),  # Saturday, worked for Spring Festival
        (date(2027, 1, 1), False),  # not published yet, and a holiday by law
        (date(2028, 1, 3), True),  # not known: a plain Monday
        (date(2027, 1, 2), False),  # a plain Saturday
    ],
)
def test_office_days(kb: Knowledge, day: date, worked: bool) -> None:
    assert calendar(kb, "office").spans_on(day) == (OFFICE if worked else [])


def test_always_knows_no_holiday(kb: Knowledge) -> None:
    always = calendar(kb, "always")
    assert always.spans_on(date(2026, 10, 1)) == [(time(0), time(0))]
    assert always.is_known(2050)


def test_unknown_year_is_visible(kb: Knowledge) -> None:
    assert calendar(kb, "office").is_known(2026)
    assert not calendar(kb, "office").is_known(2027)
