"""How serious a fault is (R13)."""

import re
from functools import lru_cache

from kb.emergency import detect
from kb.models.knowledge import GradingRule, Knowledge

_SPACES = re.compile(r"\s+")


def grade(kb: Knowledge, text: str, category_id: str) -> tuple[int, str]:
    """Level 1–3 for a normalised description, and why, in words for staff. A danger is always level 1."""
    danger = detect(kb, text)
    if danger is not None:
        return 1, danger.name
    return _graded(kb.policies.grading, _SPACES.sub("", text.lower()), category_id)


@lru_cache(maxsize=256)  # graded when it is told, and again when it is filed
def _graded(rules: tuple[GradingRule, ...], said: str, category_id: str) -> tuple[int, str]:
    for rule in rules:
        if (not rule.categories or category_id in rule.categories) and _compiled(rule.patterns).search(said):
            return rule.level, rule.reason
    return rules[-1].level, rules[-1].reason


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
