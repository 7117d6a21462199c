"""From what is written (character 1–3-grams) and what is meant (sentence vectors) to probabilities of intents.

Kernel ridge regression: how alike two sentences are is the cosine of their characters plus a bell curve over the
distance of their meanings. The solution is closed, so nothing is iterated or stopped early, and what each example
would have scored had it not been learnt is known exactly. On those scores a temperature is fitted, which keeps the
probabilities honest: of the answers given with 80 % about 80 % are right, and a threshold on them means something.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.linalg.lapack import spotrf, spotri
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from language.facts.wording import wording

SEQUENCES = (1, 3)  # lengths of the character sequences
RAREST = 2  # sequences seen in fewer examples tell nothing that can be relied on
TINY = 1e-12


@dataclass
class IntentModel:
    """Untrained until `fit`; afterwards `probabilities` has a column for each of `intents`."""

    ridge: float = 0.3  # larger trusts single examples less
    embedding_weight: float = 2.0  # weight of the meanings beside the characters
    narrowness: float = 2.0  # how quickly meanings stop being alike with their distance

    def fit(self, texts: list[str], vectors: np.ndarray, intents: list[str]) -> None:
        """Learn from examples of at least two intents: texts, sentence vectors (a row each), names of intents."""
        self.intents = sorted(set(intents))
        column = {name: number for number, name in enumerate(self.intents)}
        wanted = np.array([column[name] for name in intents])
        self._ngrams = TfidfVectorizer(
            analyzer="char", ngram_range=SEQUENCES, sublinear_tf=True, min_df=RAREST, dtype=np.float32
        )
        written = self._ngrams.fit_transform([_marked(text) for text in texts])
        self._mean = vectors.mean(axis=0)
        self._meant = self._direction(vectors)
        self._by_sequence = written.T.tocsr()  # transposed once, not at every message
        self._rarity = self._ngrams.idf_
        alike = (written @ self._by_sequence).toarray()
        alike += self._alike_in_meaning(self._meant)
        with threadpool_limits(os.cpu_count()):  # nobody else is working, unlike when messages are answered
            self._weights, self._temperature = _solved(alike, self.ridge, wanted, len(self.intents))

    def probabilities(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
        """Of texts and their sentence vectors: one row a text, one column an intent, each row summing to one."""
        scores = [
            (self._alike_in_writing(text) + self._alike_in_meaning(meant)) @ self._weights
            for text, meant in zip(texts, self._direction(vectors), strict=True)
        ]  # one by one: a matrix of two rows takes BLAS five times as long as two vectors
        return _softmax(np.array(scores) / self._temperature)

    def _alike_in_writing(self, text: str) -> np.ndarray:
        """Of one text with each example: what `self._ngrams.transform` and a product of matrices also give, in a
        twentieth of the time, since most of theirs goes into checks and formats that pay for thousands of texts."""
        known = self._ngrams.vocabulary_
        counts = Counter(
            known[sequence] for sequence in self._ngrams.build_analyzer()(_marked(text)) if sequence in known
        )
        columns = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        weights = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._rarity[columns]
        weights /= np.linalg.norm(weights) + TINY
        starts, examples, values = self._by_sequence.indptr, self._by_sequence.indices, self._by_sequence.data
        alike = np.zeros(self._by_sequence.shape[1], dtype=np.float32)
        for column, weight in zip(columns, weights, strict=True):
            of_column = slice(starts[column], starts[column + 1])
            alike[examples[of_column]] += weight * values[of_column]
        return alike

    def _alike_in_meaning(self, meant: np.ndarray) -> np.ndarray:
        """Of each text (rows) with each example (columns); of one text one row."""
        return self.embedding_weight * np.exp(-self.narrowness * (1.0 - meant @ self._meant.T))

    def _direction(self, vectors: np.ndarray) -> np.ndarray:
        # E5 vectors all point roughly the same way: only the difference from their mean tells sentences apart.
        moved = vectors - self._mean
        return moved / (np.linalg.norm(moved, axis=1, keepdims=True) + TINY)


def _solved(alike: np.ndarray, ridge: float, wanted: np.ndarray, intents: int) -> tuple[np.ndarray, float]:
    """What each example adds to each intent, and the temperature that makes probabilities of the sums."""
    targets = np.eye(intents, dtype=np.float32)[wanted]
    alike = alike.astype(np.float32)
    alike[np.diag_indices_from(alike)] += ridge
    inverse = _inverse(alike)
    weights = (inverse @ targets).astype(np.float32)
    left_out = targets - weights / np.diag(inverse)[:, None]
    return weights, _temperature(left_out, wanted)


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Of a symmetric positive matrix, in half the time any matrix takes."""
    lower, _ = spotrf(matrix, lower=True, overwrite_a=True)
    half, _ = spotri(lower, lower=True, overwrite_c=True)
    return np.tril(half) + np.tril(half, -1).T


def _temperature(scores: np.ndarray, wanted: np.ndarray) -> float:
    """What to divide scores by, so that confidence is how often it is right."""
    loss = partial(_loss, scores, wanted)
    return float(minimize_scalar(loss, bounds=(0.01, 1.0), method="bounded").x)


def _loss(scores: np.ndarray, wanted: np.ndarray, temperature: float) -> float:
    chances = _softmax(scores / temperature)[np.arange(len(wanted)), wanted]
    return float(-np.log(chances + TINY).mean())


def _marked(text: str) -> str:
    """Marks where a sentence begins and ends: 好 alone is a reply, 好 inside a sentence is not."""
    return f"^{wording(text)}$"


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
