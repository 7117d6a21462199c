"""Text messages of colleagues who were rung: what takes a page on is a whole message of policy's list."""

import re
from datetime import timedelta

from sqlalchemy import select

from helpline.core.errors import AlreadyTaken
from helpline.core.phone import SMS
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import paging
from helpline.tables import Conversation, Page, Person
from helpline.tables.page import PageOutcome

_NOT_WORDS = re.compile(r"\W+")


def heard(work: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """What the colleague is told, when their message answers a page; None for anything else."""
    page = _page(work, conversation) if conversation.channel == SMS else None
    if page is None:
        return None
    policy, said = work.kb.policies.duty.page, _NOT_WORDS.sub("", text)
    taken = said in policy.answers
    if not taken and said not in policy.refusals:
        return None
    number = page.page_round.case.number
    try:
        paging.answer(work, page.id, taken, SMS)
    except AlreadyTaken as error:
        return phrase(work.kb, "duty_taken_by", number=number, name=error.detail)
    return phrase(work.kb, "duty_taken" if taken else "duty_refused", number=number)


def _page(work: UnitOfWork, conversation: Conversation) -> Page | None:
    """The newest ring of whoever has this phone that may still be answered; one that rings before others."""
    since = work.now - timedelta(minutes=work.kb.policies.duty.page.answer_minutes)
    rows = (
        select(Page)
        .join(Person)
        .where(Person.phone == conversation.external_id, Page.rung_at > since, Page.outcome != PageOutcome.SKIPPED)
        .order_by((Page.outcome != PageOutcome.RINGING), Page.id.desc())
        .limit(1)
    )
    return work.session.scalars(rows).one_or_none()
