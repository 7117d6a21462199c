"""What every measurement is given: the contenders, how much to measure, and where to tell how far it is."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.contenders import Contender


@dataclass
class Run:
    """One run of the bench."""

    ours: Contender
    stock: Contender
    quick: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def rounds(self) -> int:
        """How often both are started and measured, by turns: a noisy minute then hits both."""
        return 1 if self.quick else 2

    def turns(self) -> Iterator[tuple[int, Contender]]:
        """Ours, stock, ours, stock … with the number of the round."""
        for number in range(self.rounds):
            yield number, self.ours
            yield number, self.stock

    def tell(self, text: str) -> None:
        """One short line of progress."""
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        print(f"[{minutes:2}:{seconds:02}] {text}", file=sys.stderr, flush=True)
