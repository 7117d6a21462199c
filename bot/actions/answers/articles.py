"""Articles in a conversation: finding the fitting one, and saying it in the form its channel is made for (R04)."""

from typing import cast

from bot.actions.engine.turn import DialogueTurn
from kb.article_text import Form, article_text
from kb.models.knowledge import Article
from language.facts.normalise import squeeze


def form_of(turn: DialogueTurn) -> Form:
    """What the channel's customers can read or hear best, as the channel itself says (`Capabilities.form`)."""
    return cast(Form, turn.runtime.channels.get(turn.conversation.channel, "chat"))


def best(turn: DialogueTurn, text: str, product: str | None, kind: str | None = None) -> Article | None:
    """The article that answers the text; None when nothing fits well enough to be offered.

    With a `kind`, the best of that kind among the three that fit best.
    """
    hits = turn.runtime.articles.find(squeeze(text), product)
    return next((hit.article for hit in hits if kind in (None, hit.article.kind)), None)


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
