"""Finding the article that answers a customer's question (R04)."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from kb.models import Article, Knowledge
from kb.terms import Terms

FLOOR = 0.18  # below this nothing is offered: a wrong article is worse than asking back
SAME_CATEGORY, OTHER_CATEGORY = 1.3, 0.5  # how the product, where it is known, moves a score
LEAST = 40.0  # a text with less weight than this says too little to be answered in full
NEW_TERM = 0.3  # what a term no article holds counts against the whole
STEPS = 0.3  # the steps' words beside those of title, symptom and questions
LINE, WHOLE = 1 / 3, 2 / 3  # likeness to the nearest single line, and to the whole article
SATURATION, LENGTH = 1.2, 0.6  # BM25's k1 and b

_Weights = dict[str, float]


@dataclass(frozen=True)
class Hit:
    """An article and how well it fits, 0–1."""

    article: Article
    score: float


class ArticleIndex:
    """All articles in memory; a query takes about a millisecond. The first index of a process loads jieba's words.

    A score joins BM25 over the whole article, as a share of the best that the query could reach, with the cosine to
    the nearest line of title, symptom and `asks`.
    """

    def __init__(self, kb: Knowledge) -> None:
        self._articles = kb.articles
        self._terms = Terms(kb.categories)
        contents = [self._content(article) for article in kb.articles]
        self._idf = _idf(contents)
        self._new = NEW_TERM * math.log(2 * len(contents) + 2)
        self._whole = self._postings(contents)
        self._lines = [
            (at, self._vector(Counter(self._terms.of(line))))
            for at, article in enumerate(kb.articles)
            for line in (article.title, article.symptom, *article.asks)
        ]

    def find(self, text: str, category: str | None = None, limit: int = 3) -> list[Hit]:
        """The best articles for a normalised text, best first; none below `FLOOR`."""
        query = Counter(self._terms.of(text))
        said = sum(self._idf.get(term, self._new) for term in query)
        enough = min(1.0, said / LEAST)
        whole, line = self._likeness_to_whole(query, said or 1.0), self._likeness_to_lines(query)
        hits = []
        for at, article in enumerate(self._articles):
            score = enough * (WHOLE * whole[at] + LINE * line[at])
            if category and article.categories:
                score *= SAME_CATEGORY if category in article.categories else OTHER_CATEGORY
            if score >= FLOOR:
                hits.append(Hit(article, min(score, 1.0)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.article.slug))[:limit]

    def _likeness_to_whole(self, query: Counter[str], possible: float) -> list[float]:
        scores = [0.0] * len(self._articles)
        for term in query:
            for at, share in self._whole.get(term, ()):
                scores[at] += self._idf[term] * share / possible
        return scores

    def _likeness_to_lines(self, query: Counter[str]) -> list[float]:
        scores = [0.0] * len(self._articles)
        asked = self._vector(query)
        for at, line in self._lines:
            cosine = sum(asked[term] * line[term] for term in asked.keys() & line.keys())
            scores[at] = max(scores[at], cosine)
        return scores

    def _content(self, article: Article) -> dict[str, float]:
        content: dict[str, float] = defaultdict(float)
        for line in (article.title, article.title, article.symptom, *article.asks):
            for term in self._terms.of(line):
                content[term] += 1
        for line in (*article.steps, *article.stop):
            for term in self._terms.of(line):
                content[term] += STEPS
        return dict(content)

    def _postings(self, contents: list[dict[str, float]]) -> dict[str, list[tuple[int, float]]]:
        """Where each term stands, and how much of its weight it earns there, 0–1."""
        average = sum(sum(content.values()) for content in contents) / (len(contents) or 1)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, content in enumerate(contents):
            damping = SATURATION * (1 - LENGTH + LENGTH * sum(content.values()) / average)
            for term, times in content.items():
                postings[term].append((at, times / (times + damping)))
        return dict(postings)

    def _vector(self, count: Counter[str]) -> _Weights:
        weights = {term: (1 + math.log(times)) * self._idf.get(term, self._new) for term, times in count.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {term: weight / length for term, weight in weights.items()}


def _idf(contents: list[dict[str, float]]) -> _Weights:
    seen = Counter(term for content in contents for term in content)
    return {term: math.log(1 + (len(contents) - times + 0.5) / (times + 0.5)) for term, times in seen.items()}
