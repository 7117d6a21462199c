"""R04: questions lead to their article, also those that no article has seen."""

import time
from pathlib import Path

import pytest
import yaml

from kb import Knowledge
from kb.search import FLOOR, ArticleIndex

UNSEEN = yaml.safe_load((Path(__file__).parent / "questions.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def index(kb: Knowledge) -> ArticleIndex:
    return ArticleIndex(kb)


def test_each_asked_question_finds_its_article(kb: Knowledge, index: ArticleIndex) -> None:
    for article in kb.articles:
        for question in article.asks:
            hits = index.find(question)
            assert hits and hits[0].article.slug == article.slug, question
            assert FLOOR <= hits[0].score <= 1


def test_unseen_questions(kb: Knowledge, index: ArticleIndex) -> None:
    first = {article.slug: next(iter(article.categories), None) for article in kb.articles}
    asked = [(slug, question) for slug, questions in UNSEEN.items() for question in questions if slug in first]
    found = [[hit.article.slug for hit in index.find(question, first[slug])] for slug, question in asked]
    best = sum(slugs[:1] == [slug] for (slug, _), slugs in zip(asked, found, strict=True))
    among = sum(slug in slugs for (slug, _), slugs in zip(asked, found, strict=True))
    assert best / len(asked) > 0.75
    assert among / len(asked) > 0.88


@pytest.mark.parametrize(
    "said", ["", "？？？", "好的谢谢", "嗯嗯", "再见", "今天股票涨了没有", "帮我订一张去北京的机票"]
)
def test_nothing_is_offered_for_other_talk(index: ArticleIndex, said: str) -> None:
    assert index.find(said) == []


def test_the_product_decides(index: ArticleIndex) -> None:
    assert index.find("一点反应都没有，启动不了", "forklift")[0].article.slug == "forklift-wont-start"
    assert index.find("一点反应都没有，启动不了", "generator")[0].article.slug == "generator-wont-start"


def test_limit_and_order(index: ArticleIndex) -> None:
    hits = index.find("空调不制冷还滴水", limit=2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score


def test_a_query_takes_milliseconds(index: ArticleIndex) -> None:
    begun = time.perf_counter()
    for _ in range(50):
        index.find("办公室空调开了半天还是不凉快怎么回事")
    assert (time.perf_counter() - begun) / 50 < 0.02
