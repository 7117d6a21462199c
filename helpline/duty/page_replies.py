"""Text messages of colleagues who were rung: the digits they were told, and nothing else, take a page on."""

import re
from datetime import timedelta
from unicodedata import normalize

from sqlalchemy import select

from helpline.core.errors import AlreadyTaken
from helpline.core.phone import SMS
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.wrong_claims import is_locked, note
from helpline.duty import page_words, paging
from helpline.tables import Conversation, Page, Person
from helpline.tables.page import PageOutcome

_NOT_WORDS = re.compile(r"\W+")


def heard(work: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """What the colleague is told, when their message answers a page; None for anything else.

    The sender of a text message is a claim: it takes a page on only with the digits that the ring told
    (`page_words.code`), of which few may be guessed. A refusal needs none: the next in line is rung, and who refused
    may still take it.
    """
    page = _page(work, conversation) if conversation.channel == SMS else None
    if page is None:
        return None
    policy, said = work.kb.policies.duty.page, _NOT_WORDS.sub("", normalize("NFKC", text))
    number, code = page.page_round.case.number, page_words.code(page.page_round)
    taken = said == code
    if not taken and said not in policy.refusals:
        if said not in policy.answers:
            if not said.isdecimal():
                return None
            note(work, conversation, "", said)
        return phrase(work.kb, "duty_code_needed", number=number, code=code)
    if taken and is_locked(work, conversation, None):
        return phrase(work.kb, "duty_code_locked", number=number)
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
