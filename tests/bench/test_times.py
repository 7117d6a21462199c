"""How readings of times are judged."""

from datetime import datetime

import pytest

from bench.times import _expected, _right, _wrong

NINE, TEN = datetime(2026, 11, 30, 9), datetime(2026, 11, 30, 10)
HOUR, DAY, ASK = (
    _expected(["time 11-30T09:00/11-30T10:00 hour"]),
    _expected(["since 11-30T00:00/12-01T00:00 day"]),
    None,
)


def test_an_hour_that_was_said_counts_and_one_that_was_not_does_not() -> None:
    assert _right([NINE, NINE], [HOUR, DAY]) == 1
    assert _right([TEN, TEN], [HOUR, DAY]) == 0.5


def test_a_year_is_read_from_the_table() -> None:
    assert _expected(["time 2027-02-06T00:00/2027-02-07T00:00 day"]) == (datetime(2027, 2, 6), False)


@pytest.mark.parametrize(("read", "wrong"), [(None, 0), (NINE, 0.5)])
def test_what_is_to_be_asked_for_is_wrong_when_it_is_read(read: datetime | None, wrong: float) -> None:
    assert _expected(["time !time_unread"]) is None
    assert _wrong([NINE, read], [HOUR, ASK]) == wrong
