"""R22: every danger is heard, and talk about dangers raises no alarm."""

from pathlib import Path

import pytest
import yaml

from kb import Knowledge
from kb.emergency import detect, is_only_talk

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "emergency.yml").read_text(encoding="utf-8"))
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


def test_talk_is_told_from_what_says_nothing_of_danger(kb: Knowledge) -> None:
    assert is_only_talk(kb, "没有冒烟，就是不转")
    assert is_only_talk(kb, "漏电保护器多少钱")
    assert not is_only_talk(kb, "空调不制冷")
    assert not is_only_talk(kb, "空调冒烟了")


def test_a_space_parts_clauses(kb: Knowledge) -> None:
    """没有…触电 would be denied were it one clause."""
    assert detect(kb, "师傅没有来 触电了一个工人") is not None
