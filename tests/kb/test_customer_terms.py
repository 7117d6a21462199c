"""One word for one thing in all that customers read and hear, as docs/glossary.md says under 对客户的说法."""

import re
from pathlib import Path

import pytest

from kb import Knowledge
from kb.article_text import article_text

ROOT = Path(__file__).resolve().parents[2]
SECTION = re.search(r"(?ms)^## 对客户的说法\n(.*?)^## ", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
ROWS = re.findall(r"(?m)^\| (?!说 )([^|\n]+) \| ([^|\n]+) \|", SECTION[1] if SECTION else "")
UNSAID = [word.strip() for _, unsaid in ROWS for word in unsaid.split("、")]
PAGES = ("web/chat/strings.js", "web/desk/quick-replies.js")
TO_STAFF = {"colleagues", "desk"}  # files of phrases that customers never meet


@pytest.fixture(scope="module")
def texts(kb: Knowledge) -> dict[str, str]:
    """All that is written for customers, by where it stands; how they ask themselves is not among it."""
    staff = {
        id
        for file in TO_STAFF
        for id in re.findall(r"(?m)^(\w+):", (ROOT / "kb" / "phrases" / f"{file}.yml").read_text(encoding="utf-8"))
    }
    found = {f"phrase {id}": "\n".join(says) for id, says in kb.phrases.items() if id not in staff}
    for article in kb.articles:
        parts = (article.title, article.symptom, *article.steps, *article.stop, article.sms, *article.voice)
        found[f"article {article.slug}"] = "\n".join(parts)
    for term in kb.policies.warranty:
        found[f"warranty {term.id}"] = "\n".join((term.name, term.afterwards, *term.not_covered))
    found |= {f"business {business.id}": business.emergency for business in kb.businesses}
    found["returns"] = kb.policies.returns.words
    found["company"] = "\n".join((kb.company.opening, kb.company.address))
    return found | {place: (ROOT / place).read_text(encoding="utf-8") for place in PAGES}


def standing(texts: dict[str, str], pattern: str) -> list[str]:
    return [f"{place}: {hit[0]}" for place, text in texts.items() for hit in re.finditer(f".?.?.?(?:{pattern})", text)]


def test_the_glossary_has_its_table() -> None:
    assert len(ROWS) >= 15 and len(UNSAID) >= 30


@pytest.mark.parametrize("word", UNSAID)
def test_other_words_are_not_said(texts: dict[str, str], word: str) -> None:
    assert standing(texts, re.escape(word)) == []


def test_an_engineer_is_named_and_who_is_not_named_is_a_master(texts: dict[str, str]) -> None:
    assert standing(texts, r"工程师(?!\{engineer\})") == []
    assert standing(texts, r"(?<!工程师)\{engineer\}") == []


def test_every_case_has_a_case_number(texts: dict[str, str]) -> None:
    assert standing(texts, r"(?<![工订])单号|编号 ?\{") == []


def test_a_specialist_is_of_quality(texts: dict[str, str]) -> None:
    assert standing(texts, "(?<!质量监督)专员") == []


def test_quotes_are_chinese(texts: dict[str, str]) -> None:
    phrases = {place: text for place, text in texts.items() if place not in (*PAGES, "phrase machine_offers")}
    assert standing(phrases, "[\"'「」]") == []


def test_nobody_is_told_to_be_calm_or_hurried_through(texts: dict[str, str]) -> None:
    assert standing(texts, "先别急|帮不上|到时见|手上这件|还差一点就好|感谢您直说|谢谢您直说") == []


def test_what_cannot_be_known_is_not_promised(texts: dict[str, str]) -> None:
    assert standing(texts, "约满|有变化会|任何变化|马上重开|采纳结果|已更新给救援|不晚于|预计.{0,8}不") == []


def test_the_days_to_return_are_those_of_the_policy(kb: Knowledge, texts: dict[str, str]) -> None:
    days = f"{kb.policies.returns.days_on_request}天"
    for place in ("returns", "article return-exchange-7-days"):
        assert days in texts[place] and "签收或交付" in texts[place] and "购买" not in texts[place]


def test_what_warranty_leaves_out_is_the_same_everywhere(kb: Knowledge, texts: dict[str, str]) -> None:
    for term in kb.policies.warranty:
        assert "施工、碰撞、进水、鼠咬" in term.not_covered and "自行拆修、改装" in term.not_covered
    for word in ("施工", "进水", "鼠咬", "雷击"):
        assert word in texts["article warranty-not-covered"] and word in texts["phrase fee_covered"]


def test_viruses_are_told_of_with_computers_only(kb: Knowledge) -> None:
    terms = {term.id: "病毒" in "".join(term.not_covered) for term in kb.policies.warranty}
    infected = {category.id for category in kb.categories if terms[category.warranty]}
    assert infected == {"printer", "network", "camera", "server", "ups"}


def test_stopping_is_told_where_something_is_to_be_stopped(kb: Knowledge) -> None:
    for article in kb.articles:
        assert ("请停手" in article_text(article, "chat")) == (article.kind == "fault"), article.slug
