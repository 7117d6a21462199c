"""A message is told apart into clauses as its table says, and whatever is written, the clauses joined are the message."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from language.clauses import clauses
from language.facts.extract import read_lists

ROWS: list[str] = yaml.safe_load((Path(__file__).parent / "clauses.yml").read_text(encoding="utf-8"))["rows"]
PIECES = ["空调不制冷", "，", "。", " ", "还有", "顺便", "不过", "1.", "文三路478号", "13800138000", "明天下午3点", "“", "”",
          "如果", "不对", "好的", "张三", "🙏", "\u200b", "\n", "~", "不是", "是", "3.5"]  # fmt: skip
LONGEST_SECONDS = 1.5


def test_there_are_enough_messages() -> None:
    assert len(set(ROWS)) == len(ROWS) >= 60


@pytest.mark.parametrize("row", ROWS)
def test_a_message_is_told_apart_as_the_table_says(row: str) -> None:
    found = clauses(row.replace("|", ""))
    assert "|".join(clause.text for clause in found) == row


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_joined_clauses_are_the_message(text: str) -> None:
    found = clauses(text)
    assert "".join(clause.text for clause in found) == text
    assert all(text[clause.start : clause.end] == clause.text for clause in found)
    assert all(clause.words for clause in found[:-1])


def test_the_words_are_without_the_marks() -> None:
    assert [clause.words for clause in clauses("好的～明天见！！")] == ["好的", "明天见"]


@pytest.mark.parametrize("piece", ["空 调 ", "不对，", "1.", "还有", "“", "，", "好 ", "文三路1号，", "空调坏了还有"])
def test_a_page_of_one_thing_takes_no_longer_than_a_message(piece: str) -> None:
    read_lists()
    clauses(piece)
    began = time.thread_time()
    text = (piece * 2000)[:2000]
    assert "".join(clause.text for clause in clauses(text)) == text
    assert time.thread_time() - began < LONGEST_SECONDS
