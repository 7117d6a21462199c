"""An article is said in the form its channel's customers can use; what fits nothing is not said at all."""

from types import SimpleNamespace
from typing import cast

import pytest

from bot.actions.answers import articles
from bot.actions.engine.runtime import VECTORS
from bot.actions.engine.turn import DialogueTurn
from helpline.core.phrases import phrase
from kb import Knowledge
from kb.search.index import ArticleIndex


@pytest.fixture(scope="module")
def index(kb: Knowledge) -> ArticleIndex:
    index = ArticleIndex(kb, VECTORS)
    index.wait()
    return index


def turn_on(channel: str, kb: Knowledge, index: ArticleIndex) -> DialogueTurn:
    """As much of a turn as showing an article needs."""
    parts = SimpleNamespace(
        conversation=SimpleNamespace(channel=channel),
        runtime=SimpleNamespace(
            articles=index, kb=kb, channels={"web": "chat", "sms": "sms", "voice": "voice", "text": "sms"}
        ),
        words=lambda id, **values: phrase(kb, id, **values),
    )
    return cast(DialogueTurn, parts)


@pytest.mark.parametrize(
    ("channel", "form"),
    [("web", "chat"), ("sms", "sms"), ("voice", "voice"), ("text", "sms"), ("off", "chat")],
)
def test_form_of(channel: str, form: str, kb: Knowledge, index: ArticleIndex) -> None:
    assert articles.form_of(turn_on(channel, kb, index)) == form


def test_shown(kb: Knowledge, index: ArticleIndex) -> None:
    article = next(article for article in kb.articles if article.slug == "ac-not-cooling")
    chat, sms, voice = (articles.shown(turn_on(channel, kb, index), article) for channel in ("web", "sms", "voice"))
    assert article.title in chat and f"\n1. {article.steps[0]}\n" in chat
    assert sms == article.sms and voice.splitlines() == list(article.voice)


def test_in_one_piece_it_ends_with_whether_it_helped(kb: Knowledge, index: ArticleIndex) -> None:
    article = next(article for article in kb.articles if article.slug == "ac-not-cooling")
    sms, voice = (articles.asking(turn_on(channel, kb, index), article) for channel in ("sms", "voice"))
    assert sms.startswith(article.sms) and len(sms) <= 2 * 67 and "\n" not in sms and sms.endswith("解决了吗？")
    assert voice.splitlines() == list(article.voice)


# text, product, kind, article
BEST = [
    ("空調開了半天還是熱", None, None, "ac-not-cooling"),
    ("滤网怎么洗", "air_conditioner", None, "ac-filter-cleaning"),
    ("保修卡丢了还能保修吗", "lift", None, "warranty-without-card"),
    ("今天星期几", "lift", None, None),
    ("冰箱不制冷了", None, None, None),
]


@pytest.mark.parametrize(("text", "product", "kind", "slug"), BEST)
def test_best(
    kb: Knowledge, index: ArticleIndex, text: str, product: str | None, kind: str | None, slug: str | None
) -> None:
    found = articles.best(turn_on("web", kb, index), text, product, kind)
    assert (found and found.slug) == slug


def test_only_of_the_kind_asked_for(kb: Knowledge, index: ArticleIndex) -> None:
    found = articles.best(turn_on("web", kb, index), "空调滤网怎么清洗", "air_conditioner", "fault")
    assert found is None or found.kind == "fault"
