"""Sentence vectors of the articles' lines, kept in a file from one start to the next."""

import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import numpy as np

from language.embedding import DIMENSIONS, VERSION, vectors
from language.embedding.weights import Floats as Vectors

_log = logging.getLogger(__name__)


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
        missing = [text for text in texts if _key(text) not in self._kept]
        self._kept |= zip(map(_key, missing), vectors(missing))
        rows = np.array([self._kept[_key(text)] for text in texts], dtype=np.float32)
        if self._path and not complete:
            _write(self._path, {_key(text): row for text, row in zip(texts, rows)})
        return rows


def _key(text: str) -> str:
    return hashlib.sha256(f"{VERSION} {text}".encode()).hexdigest()[:16]


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
