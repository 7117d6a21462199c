"""What the invented company has in hand when it first opens with DEMO_WEEK: `kb/seed/week.yml`."""

from datetime import time
from enum import StrEnum

from kb.models.entry import Entry


class Ends(StrEnum):
    """What becomes of the visit."""

    SOLVED = "solved"
    SECOND_VISIT = "second_visit"
    NO_ACCESS = "no_access"
    DECLINED = "declined"


class WeekCase(Entry):
    """A case told from today: planned for a window of a day, or come in so many minutes ago and not planned."""

    id: str
    customer: str  # of kb/seed/customers.csv
    serial: str  # of kb/seed/equipment.csv
    description: str
    day: int = 0  # after today; below 0 before it
    window: tuple[time, time] | None = None
    ago: int = 0  # minutes, without a window
    outcome: Ends = Ends.SOLVED
    words: str = ""  # what was done, or why not
