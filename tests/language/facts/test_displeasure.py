"""How well displeasure is told from politeness, at the points where the escalation policy acts.

`python -m pytest tests/language/facts/test_displeasure.py -s` prints the figures. The sentences were used to improve the signs,
so that the figures of sentences it has never met are lower.
"""

from itertools import product
from pathlib import Path

import yaml

from language.facts.displeasure import displeasure, folded

SENTENCES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "displeasure_sentences.yml").read_text(encoding="utf-8")
)
POLICY = yaml.safe_load((Path(__file__).parents[3] / "kb" / "policies" / "escalation.yml").read_text(encoding="utf-8"))
ANNOYED, FURIOUS = sorted(
    {rule["when"]["displeasure_at_least"] for rule in POLICY["rules"] if "displeasure_at_least" in rule.get("when", {})}
)
SCORES = [(mood, displeasure(said)) for mood, sentences in SENTENCES.items() for said in sentences]


def of(*moods: str) -> list[float]:
    return [score for mood, score in SCORES if mood in moods]


def ranked(higher: list[float], lower: list[float]) -> float:
    """The area under the curve: how often the first of a pair is above the second."""
    return sum((a > b) + 0.5 * (a == b) for a, b in product(higher, lower)) / len(higher) / len(lower)


def right(threshold: float, *moods: str) -> float:
    return sum((score >= threshold) == (mood in moods) for mood, score in SCORES) / len(SCORES)


def test_there_is_enough_to_measure_with() -> None:
    assert SENTENCES.keys() == {"calm", "annoyed", "furious"} and len(SCORES) >= 120
    assert all(len(set(sentences)) == len(sentences) >= 40 for sentences in SENTENCES.values())


def test_moods_are_told_apart() -> None:
    figures = {
        "calm below the others": ranked(of("annoyed", "furious"), of("calm")),
        "furious above the others": ranked(of("furious"), of("calm", "annoyed")),
        f"right at {ANNOYED}": right(ANNOYED, "annoyed", "furious"),
        f"right at {FURIOUS}": right(FURIOUS, "furious"),
    }
    print("\n".join(f"{name:26} {figure:.3f}" for name, figure in figures.items()))
    assert min(figures.values()) >= 0.9, figures


def test_polite_customers_are_hardly_ever_taken_for_annoyed_ones() -> None:
    calm = of("calm")
    assert sum(score >= ANNOYED for score in calm) <= 0.03 * len(calm)
    assert max(calm) < FURIOUS


def test_what_went_before_counts() -> None:
    assert folded(0.0, 0.0, "你好") == 0
    assert folded(0.0, 0.6, "好的") == 0.6 * 0.7
    assert folded(0.5, 0.5, "太差了") > folded(0.5, 0.0, "太差了")
    assert folded(0.5, 0.0, "你们太差了", ["你们太差了"]) > folded(0.5, 0.0, "你们太差了", ["你好"])
    assert folded(0.5, 0.0, "太差了", (), 3) > folded(0.5, 0.0, "太差了", (), 0)
    assert folded(1.0, 1.0, "太差了", (), 9) == 1
