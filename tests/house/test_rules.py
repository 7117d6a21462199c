"""Rules of `bot/data`: each leads from one intent to one action, after which the assistant listens."""

from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[2] / "bot" / "data"
RULES = [
    (file.name, rule)
    for file in sorted(FOLDER.rglob("*.yml"))
    for rule in yaml.safe_load(file.read_text("utf-8")).get("rules", [])
]


def test_every_rule_is_one_intent_and_one_action() -> None:
    """`bot/components/turn.py` predicts no second one."""
    assert RULES
    assert {file: rule["steps"] for file, rule in RULES if [set(step) for step in rule["steps"]] != SHAPE} == {}


SHAPE = [{"intent"}, {"action"}]
