"""What becomes of a talk in which too much was guessed: people go on with it, but nobody fills their queue that way."""

from datetime import timedelta

from sqlalchemy import func, select

from helpline.conversations.messages import last_said
from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.wrong_claims import locked_until
from helpline.tables import Conversation

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def may_hand_over(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether people are called to it; no more than `locked_talks` of policy an hour are from one network address.

    `hand_off` counts them. Where no address is known, an account of a platform or a phone stands behind the talk.
    """
    if not conversation.origin:
        return True
    others = select(func.count(Conversation.id)).where(
        Conversation.origin == conversation.origin,
        Conversation.id != conversation.id,
        Conversation.locked_at > work.now - HOUR,
    )
    return (work.session.scalar(others) or 0) < work.kb.policies.identity.locked_talks


def words(work: UnitOfWork, conversation: Conversation, phone: str | None) -> str:
    """What is said instead of calling people: from when facts may be told again, in whole minutes, never too early."""
    at = locked_until(work, conversation, phone)
    if at is None:  # not the facts, but codes sent to the phone have been too many
        at = work.now + timedelta(minutes=work.kb.policies.identity.lock_minutes)
    if at.second or at.microsecond:
        at = at.replace(second=0, microsecond=0) + MINUTE
    return phrase(work.kb, "proof_locked_until", last_said(work, conversation, 2), time=said_time(work, at))
