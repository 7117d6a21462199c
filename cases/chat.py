"""Web chat sessions: a random token opens one conversation and no other."""

import secrets
from uuid import uuid4

from sqlalchemy import select

from cases.errors import NotLoggedIn
from cases.login import hash_token
from cases.tables import Conversation
from cases.work import Work


def open_chat(work: Work, channel: str = "web") -> tuple[str, Conversation]:
    """A new conversation and the token that opens it; only the token's hash is stored."""
    token = secrets.token_urlsafe(32)
    id = uuid4().hex
    conversation = Conversation(
        id=id,
        channel=channel,
        external_id=id,
        token_hash=hash_token(token),
        owner="bot",
        opened_at=work.now,
        changed_at=work.now,
        identity_attempts=0,
        priority=5,
        misunderstood=0,
        displeasure=0.0,
        last_seq=0,
        unread=0,
    )
    work.session.add(conversation)
    return token, conversation


def chat_of(work: Work, token: str | None) -> Conversation:
    """The conversation the token opens, or NotLoggedIn."""
    found = None
    if token:
        found = work.session.scalars(
            select(Conversation).where(Conversation.token_hash == hash_token(token))
        ).one_or_none()
    if found is None:
        raise NotLoggedIn()
    return found
