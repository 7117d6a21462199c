"""How long to wait before trying once more: one back-off for everything."""

import random
from datetime import timedelta

LONGEST_PAUSE = timedelta(minutes=10)
MOST_DOUBLINGS = 10  # beyond the longest pause; a day of tries would double past what a timedelta holds


def pause_after(attempts: int) -> timedelta:
    """Doubles from two seconds, shortened at random so that many do not come back together."""
    return min(timedelta(seconds=2 ** min(attempts, MOST_DOUBLINGS)), LONGEST_PAUSE) * random.uniform(0.75, 1.0)
