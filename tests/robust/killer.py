"""A hand that kills parts of a running product."""

import random
import threading
import time
from collections import Counter

from tests.product import Product


class Killer(threading.Thread):
    """Kills a part every few seconds; each is let work for a while first, so that there is something to interrupt.

    Only time in which the product is ready counts, so that a slow machine sees the same kills as a fast one.
    """

    WORKS_SECONDS = {"gateway": 10.0, "sweeper": 6.0, "rasa": 24.0}

    def __init__(self, product: Product, seed: int, longest: float) -> None:
        super().__init__(daemon=True)
        self._product, self._random, self._ended = product, random.Random(seed), threading.Event()
        self._longest = longest
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        until = time.monotonic() + self._longest
        worked = {part: self._random.uniform(0, seconds) for part, seconds in self.WORKS_SECONDS.items()}
        pause = self._random.uniform(0.5, 4.0)
        while not self._ended.wait(pause) and time.monotonic() < until:
            if not self._product.is_ready():
                continue
            worked = {part: seconds + pause for part, seconds in worked.items()}
            ripe = [part for part, seconds in self.WORKS_SECONDS.items() if worked[part] > seconds]
            part = self._random.choice(ripe) if ripe else ""
            if part and self._product.kill(part):
                self.killed[part] += 1
                worked[part] = 0.0
            pause = self._random.uniform(0.5, 4.0)

    def has_killed_each(self, times: int) -> bool:
        return all(self.killed[part] >= times for part in self.WORKS_SECONDS)

    def stop(self) -> None:
        self._ended.set()
        self.join()
