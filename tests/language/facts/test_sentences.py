"""Every file of labelled sentences: enough of the stated facts are found, and little that is not there; no text breaks it."""

import random
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from language.facts.extract import bare_name, extract
from language.facts.words import load_words
from tools.score_facts import KINDS, SENTENCES, score

FILES = sorted(SENTENCES.glob("*.yml"))
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
STRANGE = "\0\x07\x1b\n\t​‮\ud800😀👍🏽ａ０①㈱…—~～%{}[]()<>\\|^$*+?壹洞拐两点号楼路区室年月日元块不没的GD京A"
OVERALL, A_KIND = 0.95, 0.85


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_facts_are_found_and_none_invented(file: Path) -> None:
    result = score(file)
    assert result.recall() >= OVERALL and result.precision() >= OVERALL, result.wrong
    weak = {kind for kind in KINDS if min(result.recall(kind), result.precision(kind)) < A_KIND}
    assert weak == set(), result.wrong


def test_a_file_is_large_enough_to_mean_something() -> None:
    for file in FILES:
        assert len(yaml.safe_load(file.read_text(encoding="utf-8"))["rows"]) >= 110


def test_no_text_breaks_it_and_every_fact_is_where_it_says() -> None:
    chance = random.Random(4)
    said = "".join(row["say"] for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8"))["rows"])
    words = load_words()
    for _ in range(2000):
        length = chance.choice((0, 1, 3, 10, 40))
        text = "".join(chance.choice(said if chance.random() < 0.7 else STRANGE) for _ in range(length))
        assert all(text[fact.start : fact.end] == fact.text for fact in extract(text, NOW, words))
        bare_name(text, words)


@pytest.mark.parametrize("piece", ["1", "一", " ", "不", "号", "浙江路", "三楼的", "明天", "1-", "😀", "13500001234，"])
def test_a_page_of_one_thing_is_read_too(piece: str) -> None:
    text = (piece * 5000)[:5000]
    assert all(text[fact.start : fact.end] == fact.text for fact in extract(text, NOW, load_words()))
