"""How well the knowledge search finds articles.

    python tools/score_search.py [QUESTIONS.yml [OTHER_TALK.yml]]

QUESTIONS.yml maps an article's file name to questions, as tests/kb/questions.yml does. Prints how often the right
article comes first and among three, with nothing known but the question and with the product known; on how much other
talk the search is silent; and the same for the lines the search learnt from, each scored as learnt from all the others.
That last figure is the one to choose weights by.
"""

import sys
import time
from pathlib import Path

import numpy as np
import yaml

from bot.actions.engine.runtime import VECTORS
from kb import Knowledge, load
from kb.search.index import FLOOR, ArticleIndex, meant
from kb.search.scores import Examples
from kb.search.terms import FOREIGN
from kb.search.vectors import Store
from language.facts.normalise import squeeze

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "kb"


def figures(
    questions: Path = TESTS / "questions.yml", out_of_domain: Path = TESTS / "out_of_domain.yml"
) -> dict[str, float]:
    """Shares from 0 to 1, counts, and milliseconds, by name."""
    kb = load(ROOT / "kb")
    begun = time.perf_counter()
    index = ArticleIndex(kb, VECTORS)
    index.wait()
    found = {"start_ms": round((time.perf_counter() - begun) * 1000, 1)}
    asked = [(slug, text) for slug, texts in _read(questions).items() for text in texts]
    product = {article.slug: next(iter(article.categories), None) for article in kb.articles}
    found["questions"] = len(asked)
    took = []
    for name, known in (("question_alone", False), ("product_known", True)):
        ranks = []
        for slug, text in asked:
            begun = time.perf_counter()
            hits = index.find(squeeze(text), product[slug] if known else None)
            took.append(time.perf_counter() - begun)
            ranks.append([hit.article.slug for hit in hits])
        found[f"{name}_first"] = _share(slugs[:1] == [slug] for (slug, _), slugs in zip(asked, ranks))
        found[f"{name}_among_three"] = _share(slug in slugs for (slug, _), slugs in zip(asked, ranks))
    found["query_ms"] = round(float(np.median(took[: len(asked)])) * 1000, 1)
    found["query_again_ms"] = round(float(np.median(took[len(asked) :])) * 1000, 2)
    talk = [line for lines in _read(out_of_domain).values() for line in lines]
    found["out_of_domain"] = len(talk)
    found["out_of_domain_silent"] = _share(not index.find(squeeze(line)) for line in talk)
    return found | _left_out(kb, index)


def _left_out(kb: Knowledge, index: ArticleIndex) -> dict[str, float]:
    examples = Examples(kb)
    raw = examples.left_out(Store(VECTORS).of(examples.lines))
    asks = {line for article in kb.articles for line in article.asks}
    first, among, silent = [], [], []
    for owner, line, row in zip(examples.owners, examples.lines, raw):
        named = examples.terms.named(line)
        fits = index.weighed(row, meant(named, None)) if named != {FOREIGN} else np.full(len(kb.articles), -1.0)
        best = [at for at in np.argsort(-fits)[:3] if fits[at] >= FLOOR]
        if owner == len(kb.articles):
            silent.append(not best)
        elif line in asks:
            first.append(best[:1] == [owner])
            among.append(owner in best)
    return {
        "left_out_asks": len(first),
        "left_out_first": _share(first),
        "left_out_among_three": _share(among),
        "left_out_lines": len(silent),
        "left_out_lines_silent": _share(silent),
    }


def _read(path: Path) -> dict[str, list[str]]:
    content: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _share(right: object) -> float:
    return round(float(np.mean(list(right))), 3)  # type: ignore[call-overload]


if __name__ == "__main__":
    for name, value in figures(*map(Path, sys.argv[1:])).items():
        print(f"{name:28} {value}")
