"""Articles in a conversation: finding the fitting one, and saying it in the form its channel is made for (R04)."""

from typing import cast

from bot.actions.engine.turn import DialogueTurn
from kb.article_text import Form, article_text
from kb.lookup import product_words
from kb.models.knowledge import Article
from language.facts.fault import faults_in
from language.facts.normalise import normalise, squeeze
from language.facts.product import find_products
from language.facts.words import Words

LIKE_NONE = 0.25  # how well self-checks must fit where no fault is told that is known by a word


def form_of(turn: DialogueTurn) -> Form:
    """What the channel's customers can read or hear best, as the channel itself says (`Capabilities.form`)."""
    return cast(Form, turn.runtime.channels.get(turn.conversation.channel, "chat"))


def best(
    turn: DialogueTurn, text: str, product: str | None, kind: str | None = None, least: float = 0.0
) -> Article | None:
    """The article that answers the text; None when nothing fits well enough to be offered, with a score of `least`.

    With a `kind`, the best of that kind among the three that fit best.
    """
    hits = turn.runtime.articles.find(squeeze(text), product)
    return next((hit.article for hit in hits if kind in (None, hit.article.kind) and hit.score >= least), None)


def of_fault(turn: DialogueTurn, text: str, product: str) -> Article | None:
    """The self-checks for what is wrong: those that speak of a fault that is told; where none is, those whose words are
    like it. Of a machine beside it that they do not speak of nothing is offered: the fault may be that one's.
    """
    hits = turn.runtime.articles.find(squeeze(text), product)
    hit = next((hit for hit in hits if hit.article.kind == "fault"), None)
    words = product_words(turn.runtime.kb)
    others = _products(text, words) - {product}
    if hit is None or others - _products(_lines(hit.article), words):
        return None
    told, known = faults_in(text), faults_in(_lines(hit.article))
    fits = bool(told & known) if told and known else hit.score >= LIKE_NONE
    return hit.article if fits else None


def _products(text: str, words: Words) -> set[str]:
    return {str(fact.value) for fact in find_products(normalise(text), words)}


def _lines(article: Article) -> str:
    return "\n".join((article.title, article.symptom, *article.asks))


def shown(turn: DialogueTurn, article: Article) -> str:
    """The article in the channel's form; on a screen within the words that lead to it."""
    form = form_of(turn)
    text = article_text(article, form)
    return turn.words("article", title=article.title, text=text) if form == "chat" else text


def asking(turn: DialogueTurn, article: Article) -> str:
    """The same in one piece, for where each message costs or is heard once, ending with whether it helped."""
    form = form_of(turn)
    text = article_text(article, form)
    return turn.words("tips_sms", text=text) if form == "sms" else text  # spoken, it ends with that question anyway
