"""One-time codes: who tells the code that was sent to a phone holds that phone, and the conversation is theirs."""

import secrets
from collections.abc import Container
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, select, update

from helpline.conversations.messages import say
from helpline.conversations.opening import conversation_of
from helpline.core.phone import SMS, is_mobile, stored
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import consent, wrong_claims
from helpline.customers.identity import own
from helpline.customers.wrong_claims import is_locked
from helpline.tables import Conversation, OneTimeCode

DIGITS = 6


class Sending(StrEnum):
    SENT = "sent"
    WAIT = "wait"  # another was sent a moment ago
    REFUSED = "refused"  # enough were sent, or too much was guessed


class Check(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"  # no code is open: none was sent, or it ran out
    LOCKED = "locked"  # too much was guessed


def reaches(work: UnitOfWork, phone: str, channels: Container[str]) -> bool:
    """Whether a code can be sent to the phone by the `channels` that are on, and its owner takes messages."""
    return SMS in channels and is_mobile(phone) and not consent.withdrawn(work, SMS, stored(phone))


def send(work: UnitOfWork, conversation: Conversation, phone: str) -> Sending:
    """Sends a new code to the phone; earlier ones of this conversation are void."""
    policy = work.kb.policies.delivery.codes
    to_phone = select(func.count()).select_from(OneTimeCode).where(OneTimeCode.phone == phone)
    if work.session.scalar(to_phone.where(OneTimeCode.sent_at > work.now - timedelta(seconds=policy.again_seconds))):
        return Sending.WAIT
    today = work.session.scalar(to_phone.where(OneTimeCode.sent_at > work.now - timedelta(days=1))) or 0
    if today >= policy.a_day or is_locked(work, conversation, None) or _too_many(work, conversation, phone):
        return Sending.REFUSED
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    work.session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.conversation_id == conversation.id, OneTimeCode.used_at.is_(None))
        .values(expires_at=work.now)
    )
    work.session.add(
        OneTimeCode(
            conversation_id=conversation.id,
            phone=phone,
            code_hash=_hash(conversation.id, code),
            sent_at=work.now,
            expires_at=work.now + timedelta(minutes=policy.minutes),
            attempts=0,
        )
    )
    text = phrase(work.kb, "code_message", code=code, minutes=policy.minutes, company=work.kb.company.name)
    say(work, conversation_of(work, SMS, stored(phone)), text, purpose="code")
    return Sending.SENT


def _too_many(work: UnitOfWork, conversation: Conversation, phone: str) -> bool:
    """Whether somebody may be using us to pester phones that are not theirs."""
    policy = work.kb.policies.delivery.codes
    others = select(func.count(OneTimeCode.phone.distinct())).where(
        OneTimeCode.conversation_id == conversation.id, OneTimeCode.phone != phone
    )
    lately = select(func.count(OneTimeCode.id)).where(OneTimeCode.sent_at > work.now - timedelta(hours=1))
    limits = [(others, policy.phones), (lately, policy.an_hour)]
    if conversation.origin:
        from_there = lately.join(Conversation, Conversation.id == OneTimeCode.conversation_id)
        limits.append((from_there.where(Conversation.origin == conversation.origin), policy.origin_an_hour))
    return any((work.session.scalar(count) or 0) >= most for count, most in limits)


def open_code(work: UnitOfWork, conversation: Conversation) -> OneTimeCode | None:
    """The code this conversation is waiting for."""
    rows = select(OneTimeCode).where(
        OneTimeCode.conversation_id == conversation.id,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > work.now,
        OneTimeCode.attempts < work.kb.policies.delivery.codes.attempts,
    )
    return work.session.scalars(rows.order_by(OneTimeCode.id.desc()).with_for_update()).first()


def check(work: UnitOfWork, conversation: Conversation, told: str, name: str | None = None) -> Check:
    """Compares; when right, the conversation belongs to the phone's customer, with the cases filed with the phone.

    `name` is what the customer says to be called; it tells those apart who share a phone.
    """
    code = open_code(work, conversation)
    if code is None:
        return Check.NONE
    if is_locked(work, conversation, None):
        return Check.LOCKED
    code.attempts += 1
    if not secrets.compare_digest(code.code_hash, _hash(conversation.id, told)):
        wrong_claims.note(work, conversation, code.phone, told)
        return Check.LOCKED if is_locked(work, conversation, None) else Check.WRONG
    code.used_at = work.now
    own(work, conversation, code.phone, "code", name)
    return Check.RIGHT


def _hash(conversation_id: str, code: str) -> str:
    return sha256(f"{conversation_id}:{code}".encode()).hexdigest()
