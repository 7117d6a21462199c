"""R13: words decide the level."""

from pathlib import Path

import pytest
import yaml

from kb import Knowledge
from kb.grading import grade

TABLE = yaml.safe_load((Path(__file__).parent / "grading.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("said", "category", "level"), TABLE)
def test_level(kb: Knowledge, said: str, category: str, level: int) -> None:
    found, reason = grade(kb, said, category)
    assert found == level, reason
    assert reason


def test_unknown_product_has_a_level_too(kb: Knowledge) -> None:
    assert grade(kb, "", "")[0] == 3
