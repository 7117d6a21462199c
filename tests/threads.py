"""Real threads that begin at the same instant."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any


def at_once(count: int, verb: Callable[[int], Any]) -> list[Any]:
    """What `verb(n)` gave or raised in each of `count` threads, in the order of n."""
    start = Barrier(count)
    results: list[Any] = [None] * count

    def run(n: int) -> None:
        start.wait()
        try:
            results[n] = verb(n)
        except Exception as error:  # a result like any other: races are about who gets which
            results[n] = error

    threads = [Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
