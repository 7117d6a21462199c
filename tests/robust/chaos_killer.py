"""Kills the gateway on the dot, sweeper and Rasa now and then, and lets Rasa hang, whatever they are doing."""

import random
import threading
import time
from collections import Counter

from gateway.processes.health_check import Seen, ask
from tests.product import Product

HANGS = "hung rasa"  # it is stopped, not ended


class Clockwork(threading.Thread):
    """`killed_at` holds the times of the kills that met a living process."""

    def __init__(self, product: Product, every: dict[str, float], seed: int) -> None:
        """`every`: the seconds between two kills of a part, or two halts of a Rasa that works.

        The first comes after a fifth of them.
        """
        super().__init__(daemon=True)
        self._product, self._every, self._random, self._ended = product, every, random.Random(seed), threading.Event()
        self.killed_at: dict[str, list[float]] = {part: [] for part in every}

    def run(self) -> None:
        due = {part: time.time() + seconds / 5 for part, seconds in self._every.items()}
        while not self._ended.wait(0.02):
            for part in [part for part, at in due.items() if at <= time.time()]:
                killed = time.time()
                if self._strike(part):
                    self.killed_at[part].append(killed)
                    due[part] += self._every[part] * self._random.uniform(0.9, 1.1)
                else:
                    due[part] += 1.0

    def _strike(self, part: str) -> bool:
        if part != HANGS:
            return self._product.kill(part)
        # One that is starting is given minutes to do so: only one that works can be seen to hang.
        seen = ask(f"http://127.0.0.1:{self._product.env['RASA_PORT']}/", 1.0)
        return seen == Seen.ANSWERED and self._product.hang("rasa")

    @property
    def killed(self) -> Counter[str]:
        return Counter({part: len(at) for part, at in self.killed_at.items()})

    def stop(self) -> None:
        self._ended.set()
        self.join()
