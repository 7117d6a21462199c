"""Conversations come to be: a web visitor's by a random token, a sender's by their name on the channel."""

import secrets
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import bindparam, select

from helpline.core.errors import NotLoggedIn
from helpline.core.phone import stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.secrets import hash_token
from helpline.tables import Conversation, Customer, Identity, Person


def open_chat(work: UnitOfWork, channel: str = "web", origin: str = "") -> tuple[str, Conversation]:
    """A new conversation and the token that opens it and no other; only the token's hash is stored."""
    token = secrets.token_urlsafe(32)
    id = uuid4().hex
    conversation = _new(work, id, channel, id, hash_token(token))
    conversation.origin = origin
    return token, conversation


_OF_TOKEN = select(Conversation).where(Conversation.token_hash == bindparam("hash"))


def chat_of(work: UnitOfWork, token: str | None) -> Conversation:
    """The conversation the token opens, or NotLoggedIn.

    It opens nothing once nothing was said for as long as a device's proof holds: it may be somebody else's by then.
    """
    found = None
    if token:
        found = work.session.scalars(_OF_TOKEN, {"hash": hash_token(token)}).one_or_none()
    if found is None or _is_forgotten(work, found):
        raise NotLoggedIn()
    return found


def _is_forgotten(work: UnitOfWork, conversation: Conversation) -> bool:
    said = conversation.last_customer_at or conversation.changed_at
    return work.now - said >= timedelta(days=work.kb.policies.identity.strong_days)


def conversation_of(work: UnitOfWork, channel: str, sender: str) -> Conversation:
    """The sender's conversation, locked; made at their first message, with the customer they were shown to be."""
    rows = select(Conversation).where(Conversation.channel == channel, Conversation.external_id == sender)
    found = work.session.scalars(rows.with_for_update()).one_or_none()
    if found:
        return found
    made = _new(work, uuid4().hex, channel, sender, None)
    known = work.session.scalars(
        select(Identity).where(Identity.channel == channel, Identity.external_id == sender)
    ).one_or_none()
    if known:
        made.customer = work.session.get(Customer, known.customer_id)
        made.customer_proved_at, made.proved_by = known.proved_at, known.proved_by
    work.session.flush()
    return made


def talk_with(work: UnitOfWork, channel: str, person: Person) -> Conversation:
    """Where one of our own people is written to, by their phone; no customer's, unless they wrote there as one."""
    talk = conversation_of(work, channel, stored(person.phone))
    if talk.last_customer_at is None and talk.customer_id is None:
        talk.person_id = person.id
    return talk


def _new(work: UnitOfWork, id: str, channel: str, external_id: str, token_hash: str | None) -> Conversation:
    conversation = Conversation(
        id=id,
        channel=channel,
        external_id=external_id,
        token_hash=token_hash,
        owner="bot",
        opened_at=work.now,
        changed_at=work.now,
        priority=5,
        misunderstood=0,
        displeasure=0.0,
        last_seq=0,
        allowances={},
        unread=0,
    )
    work.session.add(conversation)
    return conversation
