"""Keeps one address from opening endless sessions."""

import time
from collections import OrderedDict


class RateLimit:
    """At most `a_minute` in each minute per key; remembers the newest 10 000 keys."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._counts: OrderedDict[tuple[str, int], int] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Counts one; False when the minute's share is used up."""
        slot = (key, int(time.monotonic() // 60))
        self._counts[slot] = self._counts.get(slot, 0) + 1
        self._counts.move_to_end(slot)
        while len(self._counts) > 10_000:
            self._counts.popitem(last=False)
        return self._counts[slot] <= self._a_minute
