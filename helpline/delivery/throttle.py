"""Keeps each channel's foreign calls under the rate its platform bears. Counted in each process by itself."""

import threading
import time
from collections.abc import Mapping


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
