"""R22: every danger is heard, and talk about dangers raises no alarm."""

from pathlib import Path

import pytest
import yaml

from kb import Knowledge
from kb.emergency import detect

TABLE = yaml.safe_load((Path(__file__).parent / "emergency.yml").read_text(encoding="utf-8"))
DANGERS = [(kind, said) for kind, sentences in TABLE["danger"].items() for said in sentences]


@pytest.mark.parametrize(("kind", "said"), DANGERS)
def test_danger_is_heard(kb: Knowledge, kind: str, said: str) -> None:
    heard = detect(kb, said)
    assert heard is not None
    assert heard.id == kind


@pytest.mark.parametrize("said", TABLE["talk"])
def test_talk_raises_no_alarm(kb: Knowledge, said: str) -> None:
    heard = detect(kb, said)
    assert heard is None, heard and heard.id


def test_table_is_wide_enough() -> None:
    assert len(DANGERS) >= 60
    assert len(TABLE["talk"]) >= 80


def test_spaces_hide_nothing(kb: Knowledge) -> None:
    heard = detect(kb, "空调 冒 烟 了")
    assert heard is not None and heard.id == "fire"


def test_long_text_is_quick(kb: Knowledge) -> None:
    assert detect(kb, "如果上次的空调，不知道怎么样，" * 300) is None
