"""An article as it is shown on a screen, sent as a text message, or spoken."""

from typing import Literal

from kb.loading.article_file import SECTIONS
from kb.models.knowledge import Article

Form = Literal["chat", "sms", "voice"]

_STOP_HEADING = {
    kind: next(heading for heading, field in headings.items() if field == "stop") for kind, headings in SECTIONS.items()
}


def article_text(article: Article, form: Form) -> str:
    """`chat`: what it is about where that is explained, numbered steps, then when to stop. `sms`: one line. `voice`: a
    spoken sentence a line.

    The last two are written by hand in the article, and end as people end in that form: by ear with a question.
    """
    if form == "sms":
        return article.sms
    if form == "voice":
        return "\n".join(article.voice)
    steps = [f"{number}. {step}" for number, step in enumerate(article.steps, 1)]
    about = [] if article.kind == "fault" else [article.symptom]
    return "\n".join([*about, *steps, f"{_STOP_HEADING[article.kind]}：", *(f"- {line}" for line in article.stop)])
