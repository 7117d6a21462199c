"""A visit was changed by somebody weakly shown to be its customer: whoever is on file hears of it."""

from sqlalchemy import select

from helpline.conversations.channel_selection import by_phone_of, of_case, reaches_now
from helpline.conversations.messages import say
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.proof import Act, Level, level_of, may
from helpline.tables import Case, Conversation


def tell(work: UnitOfWork, case: Case, done_in: Conversation, id: str, **values: str) -> None:
    """Says the phrase `id` where the case's customer can be reached, if not `done_in` their own talk.

    In the talk it was filed in, else in one of theirs that was strongly shown, else by text message where its phone
    takes them. Nothing where there is no way.
    """
    if case.conversation_id == done_in.id or level_of(work, done_in) == Level.STRONG:
        return
    there = _way(work, case, done_in)
    if there is not None:
        company = work.kb.company
        told = phrase(work.kb, id, number=case.number, hotline=company.hotline, company=company.short_name, **values)
        say(work, there, told, purpose="notice")


def _way(work: UnitOfWork, case: Case, done_in: Conversation) -> Conversation | None:
    filed_in = of_case(work, case)
    if filed_in and filed_in.id != done_in.id:
        return filed_in
    if case.customer_id:
        theirs = select(Conversation).where(Conversation.customer_id == case.customer_id, Conversation.id != done_in.id)
        newest = work.session.scalars(theirs.order_by(Conversation.last_customer_at.desc(), Conversation.id))
        for other in newest:
            if may(work, other, Act.TAKE_QUESTION, case) and reaches_now(work, other):
                return other
    fallback = work.kb.policies.delivery.fallback
    there = by_phone_of(work, fallback, case.phone) if fallback and case.phone else None
    return there if there and there.id != done_in.id else None
