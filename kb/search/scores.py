"""How well a text fits each article, learnt from the articles' own lines and from talk no article answers."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kb.models.knowledge import Knowledge
from kb.search.terms import Terms
from language import ridge
from language.embedding.weights import Floats as Vectors
from language.ridge import Matrix

# Chosen on the lines themselves, each scored as learnt from all the others (tools/score_search.py).
WRITTEN = 0.5  # likeness of characters beside likeness of meaning
RIDGE = 0.1  # how little a single line is trusted


@dataclass(frozen=True)
class Scores:
    """What was learnt. A column of a result is an article, in the order of the knowledge; the last is other talk."""

    terms: Terms
    rarity: dict[str, float]
    column: dict[str, int]
    by_term: Matrix  # what each term adds to each column
    middle: Vectors | None  # None: learnt from characters alone
    meant: Matrix  # of each line, less the middle, of length 1
    by_line: Matrix  # what likeness to each line adds to each column

    def of(self, text: str, vector: Vectors | None) -> Vectors:
        """About 1 where the text belongs, about 0 elsewhere. `vector` is needed when there is a `middle`."""
        scores: Vectors = np.zeros(self.by_term.shape[1], dtype=np.float32)
        for term, weight in _weights(self.terms.of(text), self.rarity).items():
            scores += np.float32(weight * WRITTEN) * self.by_term[self.column[term]]
        if self.middle is not None and vector is not None:
            scores += _alike(self.meant @ _centred(vector[None], self.middle)[0]) @ self.by_line
        return scores


class Examples:
    """Every line that is learnt from: `lines`, and of each the column it leads to in `owners`."""

    def __init__(self, kb: Knowledge) -> None:
        told = [
            (at, line)
            for at, article in enumerate(kb.articles)
            for line in (article.title, article.symptom, *article.asks)
        ]
        told += [(len(kb.articles), line) for line in kb.out_of_domain.lines]
        self.owners, self.lines = [at for at, _ in told], [line for _, line in told]
        self.terms = Terms(kb.categories, kb.models, kb.out_of_domain.goods)
        self._targets: Matrix = np.eye(len(kb.articles) + 1, dtype=np.float32)[self.owners]

    def learn(self, vectors: Vectors | None) -> Scores:
        """From the lines' vectors, or from characters alone. Takes a tenth of a second for a thousand lines."""
        rarity, column, written, meant, middle = self._features(vectors)
        weights = ridge.fit(_likeness(written, meant), self._targets, RIDGE)
        return Scores(self.terms, rarity, column, written.T @ weights, middle, meant, weights)

    def left_out(self, vectors: Vectors) -> Matrix:
        """Each line's scores, as learnt from all the other lines."""
        _, _, written, meant, _ = self._features(vectors)
        return ridge.left_out(_likeness(written, meant), self._targets, RIDGE)

    def _features(
        self, vectors: Vectors | None
    ) -> tuple[dict[str, float], dict[str, int], Matrix, Matrix, Vectors | None]:
        counts = [self.terms.of(line) for line in self.lines]
        rarity = _rarity(counts)
        column = {term: at for at, term in enumerate(rarity)}
        written: Matrix = np.zeros((len(counts), len(rarity)), dtype=np.float32)
        for row, count in zip(written, counts):
            for term, weight in _weights(count, rarity).items():
                row[column[term]] = weight
        if vectors is None:
            return rarity, column, written, np.zeros((len(counts), 0), dtype=np.float32), None
        middle: Vectors = vectors.mean(axis=0)
        return rarity, column, written, _centred(vectors, middle), middle


def _likeness(written: Matrix, meant: Matrix) -> Matrix:
    likeness: Matrix = WRITTEN * (written @ written.T) + _alike(meant @ meant.T)
    return likeness


def _alike(cosines: Matrix) -> Matrix:
    """What points elsewhere counts nothing, and what is close counts more than its share."""
    squares: Matrix = np.square(np.maximum(cosines, 0))
    return squares


def _centred(vectors: Vectors, middle: Vectors) -> Matrix:
    """E5's vectors all point roughly the same way: only what is left without the middle tells sentences apart."""
    apart = vectors - middle
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    centred: Matrix = apart / np.maximum(lengths, 1e-6)
    return centred


def _rarity(counts: Iterable[Counter[str]]) -> dict[str, float]:
    counts = list(counts)
    seen = Counter(term for count in counts for term in count)
    return {term: math.log(1 + (len(counts) - times + 0.5) / (times + 0.5)) for term, times in seen.items()}


def _weights(count: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    """Of the terms that some line holds; as a vector of length 1."""
    weights = {term: (1 + math.log(times)) * rarity[term] for term, times in count.items() if term in rarity}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}
