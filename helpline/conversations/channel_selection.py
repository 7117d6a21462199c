"""Where a customer can be reached: one person has several conversations, one a channel account."""

from datetime import timedelta

from sqlalchemy import select

from helpline.conversations import allowances
from helpline.conversations.opening import conversation_of
from helpline.core.phone import VOICE, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import consent
from helpline.customers.proof import Act, customer_of, may
from helpline.tables import Call, Case, Conversation


def conversations_of(work: UnitOfWork, conversation: Conversation) -> list[Conversation]:
    """This one, and those that were shown by strong proof to be its customer's, the last heard of first."""
    if customer_of(work, conversation) is None:
        return [conversation]
    since = work.now - timedelta(days=work.kb.policies.delivery.reach_days)
    rows = select(Conversation).where(
        Conversation.customer_id == conversation.customer_id,
        (Conversation.last_customer_at > since) | (Conversation.id == conversation.id),
    )
    theirs = (c for c in work.session.scalars(rows) if c.id == conversation.id or may(work, c, Act.TAKE_QUESTION))
    return sorted(theirs, key=lambda c: (c.last_customer_at or c.opened_at, c.id), reverse=True)


def reaches_now(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether what is said here would reach the customer now, as far as we know."""
    policy = work.kb.policies.delivery
    if conversation.unreachable:
        return False
    if conversation.channel in policy.windowed:
        return allowances.left(conversation, work.now) > 0
    if conversation.channel in policy.momentary:
        away = work.now - timedelta(minutes=policy.away_minutes)
        return conversation.last_customer_at is not None and conversation.last_customer_at > away
    return True


def best(work: UnitOfWork, conversation: Conversation) -> Conversation:
    """The conversation that reaches this one's customer: itself if it does, else the last heard of that does.

    When none does, itself, unless it is a call that is over: then the last heard of that is none.
    """
    if reaches_now(work, conversation):
        return conversation
    others = conversations_of(work, conversation)
    for other in others:
        if reaches_now(work, other):
            return other
    if conversation.channel == VOICE:
        return next((other for other in others if other.channel != VOICE), conversation)
    return conversation


def of_case(work: UnitOfWork, case: Case) -> Conversation | None:
    """Where to speak to a case's customer; None when there is no way.

    Of a case that came in without a conversation by text message, where its phone takes them.
    """
    conversation = work.session.get(Conversation, case.conversation_id) if case.conversation_id else None
    if conversation:
        return best(work, conversation)
    fallback = work.kb.policies.delivery.fallback
    return by_phone_of(work, fallback, case.phone) if fallback and case.phone else None


def by_phone(work: UnitOfWork, channel: str, conversation: Conversation) -> Conversation | None:
    """The conversation with the phone that this one's customer or case names, on a channel addressed by phone.

    None when no phone is known or, where policy asks for it, its owner has not agreed.
    """
    phone = phone_to_reach(work, conversation)
    return by_phone_of(work, channel, phone) if phone else None


def by_phone_of(work: UnitOfWork, channel: str, phone: str) -> Conversation | None:
    """The same for a phone that is known."""
    address = stored(phone)
    if consent.withdrawn(work, channel, address):
        return None
    if work.kb.policies.delivery.needs_consent and not consent.given(work, channel, address):
        return None
    return conversation_of(work, channel, address)


def phone_to_reach(work: UnitOfWork, conversation: Conversation) -> str:
    """Where a customer can be called or written to; "" when unknown.

    The phone of the case, else the one a call came from (a claim, but good enough to answer there), else the one on
    file.
    """
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    if case and case.phone:
        return case.phone
    call = work.session.get(Call, conversation.external_id) if conversation.channel == VOICE else None
    if call and call.from_phone:
        return call.from_phone
    customer = customer_of(work, conversation)
    return customer.phone if customer else ""
