"""R04: questions lead to their article, also those that no article has seen; other talk leads nowhere."""

from difflib import SequenceMatcher
from pathlib import Path

import pytest
import yaml

from bot.actions.engine.runtime import VECTORS
from kb import Knowledge
from kb.search.index import FLOOR, ArticleIndex, meant
from kb.search.scores import Examples
from language.facts.normalise import squeeze

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
UNSEEN = yaml.safe_load((HERE / "questions.yml").read_text(encoding="utf-8"))
MORE = yaml.safe_load((HERE / "more_questions.yml").read_text(encoding="utf-8"))
OTHER = [line for lines in yaml.safe_load((HERE / "out_of_domain.yml").read_text("utf-8")).values() for line in lines]
TOO_CLOSE = 0.75  # of the characters are the same, in the same order


@pytest.fixture(scope="module")
def index(kb: Knowledge) -> ArticleIndex:
    """With the vectors; the first time on a machine they take half a minute."""
    index = ArticleIndex(kb, VECTORS)
    index.wait()
    return index


def test_each_asked_question_finds_its_article(kb: Knowledge, index: ArticleIndex) -> None:
    for article in kb.articles:
        for question in article.asks:
            hits = index.find(squeeze(question))
            assert hits and hits[0].article.slug == article.slug, question
            assert hits[0].score >= FLOOR


@pytest.mark.parametrize(("questions", "each"), [(UNSEEN, 5), (MORE, 3)])
def test_unseen_questions(kb: Knowledge, index: ArticleIndex, questions: dict[str, list[str]], each: int) -> None:
    """Nothing is known but the question."""
    assert {slug: len(asked) for slug, asked in questions.items()} == {article.slug: each for article in kb.articles}
    asked = [(slug, question) for slug, texts in questions.items() for question in texts]
    found = [[hit.article.slug for hit in index.find(squeeze(question))] for _, question in asked]
    first = sum(slugs[:1] == [slug] for (slug, _), slugs in zip(asked, found, strict=True))
    among = sum(slug in slugs for (slug, _), slugs in zip(asked, found, strict=True))
    assert first / len(asked) >= 0.9
    assert among / len(asked) >= 0.975


def test_characters_alone_serve_until_the_vectors_are_there(
    kb: Knowledge, index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_scores", Examples(kb).learn(None))
    asked = [(slug, question) for slug, texts in UNSEEN.items() for question in texts]
    found = [[hit.article.slug for hit in index.find(squeeze(question))] for _, question in asked]
    assert sum(slug in slugs for (slug, _), slugs in zip(asked, found, strict=True)) / len(asked) > 0.8


def test_nothing_is_offered_for_out_of_domain(index: ArticleIndex) -> None:
    offered = [line for line in OTHER if index.find(squeeze(line))]
    assert len(offered) / len(OTHER) <= 0.05, offered


@pytest.mark.parametrize("said", ["", "？？？", "好的谢谢", "嗯嗯", "再见"])
def test_nothing_is_offered_for_next_to_nothing(index: ArticleIndex, said: str) -> None:
    assert index.find(said) == []


def test_unseen_means_unseen(kb: Knowledge) -> None:
    learnt = [line for article in kb.articles for line in (article.title, *article.asks)]
    learnt += kb.out_of_domain.lines
    unseen = [question for texts in (*UNSEEN.values(), *MORE.values()) for question in texts] + OTHER
    close = [(one, other) for one in unseen for other in learnt if _close(one, other)]
    assert close == []


def _close(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other)
    return matcher.real_quick_ratio() > TOO_CLOSE and matcher.quick_ratio() > TOO_CLOSE and matcher.ratio() > TOO_CLOSE


def test_the_product_decides(index: ArticleIndex) -> None:
    assert index.find("一点反应都没有，启动不了", "forklift")[0].article.slug == "forklift-wont-start"
    assert index.find("一点反应都没有，启动不了", "generator")[0].article.slug == "generator-wont-start"


# products named, the dialogue's product, what is meant
MEANT = [
    (set(), None, set()),
    (set(), "lift", {"lift"}),
    ({"lift"}, None, {"lift"}),
    ({"lift", "server"}, "lift", {"lift"}),
    ({"server"}, "lift", {"lift", "server"}),
    ({""}, "lift", {"lift"}),
]


@pytest.mark.parametrize(("named", "product", "wanted"), MEANT)
def test_the_product_meant(named: set[str], product: str | None, wanted: set[str]) -> None:
    assert meant(named, product) == wanted


def test_limit_and_order(index: ArticleIndex) -> None:
    hits = index.find("空调不制冷还滴水", limit=2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score
