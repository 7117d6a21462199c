"""Emoji and characters nobody sees do not hide what is said."""

from datetime import datetime

import pytest

from language.facts.decoration import undecorated
from language.facts.extract import extract
from language.facts.wording import wording
from language.facts.words import load_words
from language.facts.yes_no import yes_no

NOW = datetime(2026, 11, 27, 10)


@pytest.mark.parametrize(
    "text", ["空调坏了😂🐳👨‍👩‍👧[微笑]", "空调坏了[微笑][微笑]", "🙏空\u200b调坏\u200b了", "\ufeff空调\u200d坏了❤️"]
)
def test_a_decorated_fault_is_judged_as_a_plain_one(text: str) -> None:
    assert wording(text) == wording("空调坏了")


def test_unseen_characters_within_words_hide_no_fact() -> None:
    text = "空\u200b调漏\u200b水，电话139\u200b1234\u200b5002，明\u200b天下午"
    found = {fact.kind: fact for fact in extract(text, NOW, load_words())}
    assert {kind: found[kind].value for kind in ("product", "fault", "phone")} == {
        "product": "air_conditioner", "fault": "漏水", "phone": "13912345002"}  # fmt: skip
    assert "time" in found
    assert all(text[fact.start : fact.end] == fact.text for fact in found.values())


@pytest.mark.parametrize("text", ["👍", "🙏", "[微笑]"])
def test_a_message_of_nothing_else_is_kept(text: str) -> None:
    assert undecorated(text) == text


@pytest.mark.parametrize(
    ("text", "answer"), [("👍", True), ("好的🙏", True), ("不用了😂", False), ("❌", False), ("🙏", None)]
)
def test_yes_and_no_with_emoji(text: str, answer: bool | None) -> None:
    assert yes_no(text) is answer


def test_words_written_apart_are_read() -> None:
    text = "我 家 空 调 不 制 冷 ，电话 1 3 9 1 2 3 4 5 0 0 2"
    found = {fact.kind: (fact.value, fact.text) for fact in extract(text, NOW, load_words())}
    assert found["product"] == ("air_conditioner", "空 调") and found["fault"] == ("不制冷", "不 制 冷")
    assert found["phone"][0] == "13912345002"
    assert wording("空 调 不 制 冷") == "空调不制冷"
