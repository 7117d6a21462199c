"""Finding the article that answers a customer's question (R04)."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import numpy as np

from kb.models.knowledge import Article, Knowledge
from kb.search.scores import Examples, Scores
from kb.search.terms import FOREIGN
from kb.search.vectors import Store
from language.embedding import vector
from language.embedding.weights import Floats as Vectors

# Chosen on the articles' own lines and on kb/out_of_domain.yml (tools/score_search.py).
FLOOR = 0.03  # below this nothing is offered: a wrong article is worse than asking back
OTHER_CATEGORY = 0.1  # what is left of a score when another product is meant
SILENCE = 0.5  # how much a likeness to other talk takes from every article


@dataclass(frozen=True)
class Hit:
    """An article and how well it fits; about 1 for a question it was written for."""

    article: Article
    score: float


class ArticleIndex:
    """All articles in memory. A query takes what the sentence model needs, some 5 ms, and next to nothing when the
    same was asked before.

    Vectors of the articles that are not in the file `store` are computed beside the caller, 5 ms a line; until they
    are there the characters alone decide.
    """

    def __init__(self, kb: Knowledge, store: Path | None = None) -> None:
        self._articles = kb.articles
        self._examples = Examples(kb)
        self._scores: Scores
        self._learning: Thread | None = None
        kept = Store(store)
        if kept.holds(self._examples.lines):
            self._learn(kept)
        else:
            self._scores = self._examples.learn(None)
            self._learning = Thread(target=self._learn, args=(kept,), name="articles", daemon=True)
            self._learning.start()

    def find(self, text: str, category: str | None = None, limit: int = 3) -> list[Hit]:
        """The best articles for a squeezed text, best first; none below `FLOOR`.

        `category` is the product the dialogue is about; products named in the text count first.
        """
        if not text.strip():
            return []
        scores, named = self._scores, self._examples.terms.named(text)
        if named == {FOREIGN}:
            return []
        raw = scores.of(text, vector(text) if scores.middle is not None else None)
        fits = self.weighed(raw, meant(named, category))
        hits = [Hit(article, float(score)) for article, score in zip(self._articles, fits) if score >= FLOOR]
        return sorted(hits, key=lambda hit: (-hit.score, hit.article.slug))[:limit]

    def wait(self) -> None:
        """Until the vectors of the articles are there."""
        if self._learning:
            self._learning.join()

    def weighed(self, raw: Vectors, products: Collection[str]) -> Vectors:
        """One score an article, from what `Scores.of` gave: less for articles on other products and for other talk."""
        share = [
            OTHER_CATEGORY if products and article.categories and not set(article.categories) & set(products) else 1.0
            for article in self._articles
        ]
        weighed: Vectors = raw[:-1] * np.array(share, dtype=np.float32) - SILENCE * raw[-1]
        return weighed

    def _learn(self, kept: Store) -> None:
        self._scores = self._examples.learn(kept.of(self._examples.lines))


def meant(named: Collection[str], category: str | None) -> frozenset[str]:
    """The products a question is about: those named; the dialogue's where none or it among others is named."""
    named = frozenset(named) - {FOREIGN}
    if category and (not named or category in named):
        return frozenset({category})
    return named | ({category} if category else set())
