"""An article is said in the form its channel's customers can use; what fits nothing is not said at all."""

import re
from types import SimpleNamespace
from typing import cast

import pytest

from bot.actions.answers import articles
from bot.actions.engine.runtime import VECTORS
from bot.actions.engine.turn import DialogueTurn
from helpline.core.phrases import phrase
from kb import Knowledge
from kb.search.index import ArticleIndex
from language.facts.product import find_products
from language.facts.words import load_words


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


# what is wrong, with what, whose self-checks
CHECKS = [
    ("空调开着不凉", "air_conditioner", "ac-not-cooling"),
    ("空调制热一点都不暖", "air_conditioner", None),
    ("空调屏上显示E4", "air_conditioner", "ac-error-code"),
    ("净水器底下漏水", "water_purifier", None),
    ("3匹柜机，开机没反应", "air_conditioner", "ac-wont-start"),
    ("机器出故障了，机身号QH99000001。3匹柜机，开机没反应", "air_conditioner", "ac-wont-start"),
    ("打印机跟电脑连不上了", "printer", "printer-not-printing"),
    ("净水器出水像线一样细", "water_purifier", "water-purifier-slow"),
    ("您好 还是那个订单 热水器", "water_heater", None),
    ("机房精密空调报障，服务器自动关了机", "air_conditioner", None),
]


@pytest.mark.parametrize(("text", "product", "slug"), CHECKS)
def test_self_checks_are_those_of_the_fault(
    kb: Knowledge, index: ArticleIndex, text: str, product: str, slug: str | None
) -> None:
    found = articles.of_fault(turn_on("web", kb, index), text, product)
    assert (found and found.slug) == slug


def test_what_the_cameras_saw_is_no_camera(kb: Knowledge) -> None:
    words = load_words(kb.root / "products.yml")
    seen = [fact.value for fact in find_products("监控发现三号泵压力异常", words)]
    assert "camera" not in seen and "camera" in [fact.value for fact in find_products("监控黑屏", words)]


def test_what_is_explained_begins_with_its_answer(kb: Knowledge, index: ArticleIndex) -> None:
    article = next(article for article in kb.articles if article.slug == "ups-battery-care")
    for channel in ("web", "sms", "voice"):
        assert re.search("3到5年|三到五年", articles.shown(turn_on(channel, kb, index), article))
