"""Contradictions: facts told that do not fit the file. Each counts wherever it is told, and too many end the guessing.

They are counted for the talk, for the phone they were tried with and for the address they came from, over the last
`lock_minutes` of policy. While one of these counts is full, the right answer helps as little as a wrong one.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation, WrongClaim

KEPT = timedelta(days=30)


def is_locked(work: UnitOfWork, conversation: Conversation, phone: str | None) -> bool:
    """Whether too much was guessed: in this talk, with this phone, or from where this talk comes."""
    return locked_until(work, conversation, phone) is not None


def locked_until(work: UnitOfWork, conversation: Conversation, phone: str | None) -> datetime | None:
    """When that ends, if nothing more is guessed; None when facts may be told now."""
    policy = work.kb.policies.identity
    limits = [(WrongClaim.conversation_id == conversation.id, policy.attempts)]
    if phone:
        limits.append((WrongClaim.phone == phone, policy.phone_attempts))
    if conversation.origin:
        limits.append((WrongClaim.origin == conversation.origin, policy.origin_attempts))
    counts_for = timedelta(minutes=policy.lock_minutes)
    lately = select(WrongClaim.at).where(WrongClaim.at > work.now - counts_for).order_by(WrongClaim.at.desc()).limit(1)
    fill = [work.session.scalar(lately.where(of).offset(most - 1)) for of, most in limits]
    return max((at + counts_for for at in fill if at), default=None)


def note(work: UnitOfWork, conversation: Conversation, phone: str, claim: str) -> None:
    """One more contradiction. `claim` is what was told, of which only a hash is kept."""
    row = WrongClaim(
        conversation_id=conversation.id,
        phone=phone,
        origin=conversation.origin,
        claim_hash=_hash(conversation, claim),
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()


def is_noted(work: UnitOfWork, conversation: Conversation, phone: str, claim: str) -> bool:
    """Whether the same was told with this phone in this talk, and counted, lately."""
    since = work.now - timedelta(minutes=work.kb.policies.identity.lock_minutes)
    rows = select(WrongClaim.id).where(
        WrongClaim.conversation_id == conversation.id,
        WrongClaim.phone == phone,
        WrongClaim.claim_hash == _hash(conversation, claim),
        WrongClaim.at > since,
    )
    return work.session.scalar(rows.limit(1)) is not None


def forget(session: Session, now: datetime) -> None:
    """Drops what counts no more, whatever policy says: a phone that was tried is not kept for ever."""
    session.execute(delete(WrongClaim).where(WrongClaim.at < now - KEPT))


def _hash(conversation: Conversation, claim: str) -> str:
    return sha256(f"{conversation.id}:{claim}".encode()).hexdigest()
