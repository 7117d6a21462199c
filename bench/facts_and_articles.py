"""How many facts and articles are found; stock Rasa has nothing to compare with."""

from bench.figures import Row, Target
from bench.run import Run
from tools import score_facts, score_search

FACTS = Target("at least 0.95", "ours", at_least=0.95)
FIRST, AMONG_THREE = Target("at least 0.90", "ours", at_least=0.90), Target("at least 0.98", "ours", at_least=0.98)


def figures(run: Run) -> list[Row]:
    """Shares on the sentences and questions under tests/."""
    run.tell("facts and articles")
    newest = score_facts.figures()[max(score_facts.figures())]["all"]
    search = score_search.figures()
    return [
        Row("facts right", "share", newest["recall"], None, FACTS),
        Row("facts, precision", "share", newest["precision"], None, FACTS),
        Row("article first", "share", search["question_alone_first"], None, FIRST),
        Row("article among three", "share", search["question_alone_among_three"], None, AMONG_THREE),
        Row("article found in", "ms", search["query_ms"]),
    ]
