"""Keeps each channel's foreign calls under the rate its platform bears. Counted in each process by itself."""

import random
import threading
import time
from collections.abc import Mapping
from datetime import timedelta

LONGEST_PAUSE = timedelta(minutes=10)
MOST_DOUBLINGS = 10  # beyond the longest pause; a day of tries would double past what a timedelta holds


class Throttle:
    """Spaces calls evenly; a rate of 0 is no limit."""

    def __init__(self, per_second: Mapping[str, float]) -> None:
        self._gap = {name: 1 / rate for name, rate in per_second.items() if rate > 0}
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, channel: str) -> None:
        """Returns when the channel may be called next."""
        gap = self._gap.get(channel)
        if gap is None:
            return
        with self._lock:
            at = max(self._next.get(channel, 0.0), time.monotonic())
            self._next[channel] = at + gap
        time.sleep(max(0.0, at - time.monotonic()))


def pause_after(attempts: int) -> timedelta:
    """Doubles from two seconds, shortened at random so that many do not come back together."""
    return min(timedelta(seconds=2 ** min(attempts, MOST_DOUBLINGS)), LONGEST_PAUSE) * random.uniform(0.75, 1.0)
