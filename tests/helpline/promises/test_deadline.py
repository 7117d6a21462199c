"""R18: a deadline leaves out closed hours and holds, by table."""

from datetime import UTC, datetime

import pytest

from helpline.core.unit_of_work import ZONE
from helpline.promises.business_time import deadline
from kb.calendar import calendar
from kb.models.knowledge import Knowledge

# calendar, start, minutes, holds as (begun, ended), due; "" for a hold that lasts
TABLE = [
    ("always", "11-23 10:00", 30, [], "11-23 10:30"),
    ("always", "11-23 23:50", 30, [], "11-24 00:20"),
    ("office", "11-23 11:30", 60, [], "11-23 13:30"),  # over lunch
    ("office", "11-20 17:30", 60, [], "11-23 09:30"),  # over the weekend
    ("office", "10-09 17:00", 240, [], "10-10 12:00"),  # Saturday is worked: a make-up day
    ("office", "09-30 17:00", 120, [], "10-08 10:00"),  # over the long holiday
    ("always", "11-23 10:00", 60, [("11-23 10:20", "11-23 11:20")], "11-23 12:00"),
    ("always", "11-23 10:00", 60, [("11-23 10:20", "11-23 10:30"), ("11-23 10:40", "11-23 12:00")], "11-23 12:30"),
    ("always", "11-23 10:00", 60, [("11-23 10:00", "11-23 10:30")], "11-23 11:30"),  # held from the first minute
    ("always", "11-23 10:00", 60, [("11-23 11:30", "11-23 12:00")], "11-23 11:00"),  # held after it was due
    ("always", "11-23 10:00", 60, [("11-23 11:00", "11-23 12:00")], "11-23 11:00"),  # held at the very end
    ("always", "11-23 10:00", 60, [("11-23 10:59", "11-23 12:00")], "11-23 12:01"),
    ("always", "11-23 10:00", 60, [("11-23 10:20", "")], None),
    ("always", "11-23 10:00", 60, [("11-23 12:00", "")], "11-23 11:00"),
    ("office", "11-23 11:00", 120, [("11-23 11:30", "11-23 14:00")], "11-23 15:30"),
    ("office", "11-23 11:00", 120, [("11-23 11:30", "11-23 12:30")], "11-23 14:30"),  # let go during lunch
    ("office", "11-23 17:30", 60, [("11-23 20:00", "11-24 08:00")], "11-24 09:30"),  # held while closed
]


def instant(local: str) -> datetime | None:
    return datetime.fromisoformat(f"2026-{local}").replace(tzinfo=ZONE).astimezone(UTC) if local else None


@pytest.mark.parametrize(("hours", "start", "minutes", "holds", "due"), TABLE)
def test_deadline(
    kb: Knowledge, hours: str, start: str, minutes: int, holds: list[tuple[str, str]], due: str | None
) -> None:
    stood = [(instant(begun), instant(ended)) for begun, ended in holds]
    found = deadline(instant(start), minutes, calendar(kb, hours), stood, ZONE)  # type: ignore[arg-type]
    assert found == (instant(due) if due else None)
