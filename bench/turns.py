"""A whole turn: from the customer's message at the gateway to its answer, alone and with many customers at once."""

import asyncio
import statistics
from collections import defaultdict
from itertools import islice

from bench.action_paths import Path, most_frequent, paths, share_of
from bench.contenders import Contender
from bench.customers import conversations, crowd
from bench.figures import Row, Target, percentile
from bench.product import Product
from bench.run import Run

TALKS = {1: 10, 8: 3, 32: 1}  # conversations of each customer, by how many customers talk at once
HALF = Target("at most 0.5 of stock", "ratio", at_most=0.5)
TWICE = Target("at least 2 times stock", "ratio", at_least=2.0)
LIGHT = Target("at most 1.1 of stock", "ratio", at_most=1.1)


class Turns:
    """Collects over the rounds."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._seconds = defaultdict[str, list[float]](list)  # of each turn of a customer alone
        self._rates = defaultdict[tuple[str, int], list[float]](list)
        self._rasa = defaultdict[str, list[float]](list)
        self._whole = defaultdict[str, list[float]](list)
        self._paths = defaultdict[str, list[Path]](list)

    def measure(self, contender: Contender, product: Product) -> None:
        """All crowds at a product that has just been started, then its memory."""
        talks = conversations()
        asyncio.run(crowd(product.base, [list(islice(talks, 1))]))  # warms up
        for customers, number in TALKS.items():
            number = max(1, number // 3) if self._run.quick else number
            seconds, whole = asyncio.run(crowd(product.base, [list(islice(talks, number)) for _ in range(customers)]))
            rate = len(seconds) / whole
            self._run.tell(f"  {contender.name}: {customers} at once, {rate:.1f} turns a second")
            self._rates[contender.name, customers].append(rate)
            if customers == 1:
                self._seconds[contender.name] += seconds
        rasa, everything = product.memory()
        self._rasa[contender.name].append(rasa)
        self._whole[contender.name].append(everything)
        self._paths[contender.name] += paths(product.tracker)

    def figures(self) -> list[Row]:
        """The rows, once every round is done."""
        mean, seconds = statistics.mean, self._seconds
        usual = most_frequent(self._paths["ours"])
        ours, stock = (share_of(usual, self._paths[name]) for name in ("ours", "stock"))
        return [
            *(
                Row(
                    f"turn p{n}",
                    "ms",
                    1000 * percentile(seconds["ours"], n),
                    1000 * percentile(seconds["stock"], n),
                    HALF,
                )
                for n in (50, 95)
            ),
            *(
                Row(f"turns, {n} at once", "1/s", mean(self._rates["ours", n]), mean(self._rates["stock", n]), TWICE)
                for n in TALKS
            ),
            Row("memory of Rasa", "MB", mean(self._rasa["ours"]), mean(self._rasa["stock"]), LIGHT),
            Row("memory of everything", "MB", mean(self._whole["ours"]), mean(self._whole["stock"]), LIGHT),
            Row("actions as ours take them", "share", ours, stock),
        ]
