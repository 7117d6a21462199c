"""Stored before answered: what comes in is a row before its sender is told so."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.facts.displeasure import displeasure
from cases import clock
from cases.database import Database
from cases.errors import NotFound
from cases.messages import next_seq
from cases.tables import Attachment, Conversation, Message
from cases.work import CUSTOMER, Work
from connectors.channel import Inbound
from kb.models import Knowledge


@dataclass(frozen=True)
class Stored:
    message_id: int
    conversation_id: str
    repeated: bool


def receive(database: Database, kb: Knowledge, inbound: Inbound, conversation_id: str) -> Stored:
    """Stores the message in one transaction; the same external id again finds the first one's row."""
    try:
        with database.write() as session:
            known = _known(Work(session, kb, clock.now()), inbound)
            if known:
                return known
            return _store(Work(session, kb, clock.now(), CUSTOMER), inbound, conversation_id)
    except IntegrityError:
        with database.read() as session:
            known = _known(Work(session, kb, clock.now()), inbound)
            if known is None:
                raise
            return known


def _known(work: Work, inbound: Inbound) -> Stored | None:
    row = work.session.scalars(
        select(Message).where(Message.channel == inbound.channel, Message.external_id == inbound.external_id)
    ).one_or_none()
    return Stored(row.id, row.conversation_id, True) if row else None


def _store(work: Work, inbound: Inbound, conversation_id: str) -> Stored:
    conversation = work.session.get(Conversation, conversation_id, with_for_update=True)
    if conversation is None:
        raise NotFound(conversation_id)
    attachments = []
    for id in inbound.attachments:
        row = work.session.get(Attachment, id)
        if row is None or row.conversation_id != conversation_id:
            raise NotFound("attachment")
        attachments.append(
            {"id": row.id, "name": row.name, "content_type": row.content_type, "url": f"/chat/attachments/{row.id}"}
        )
    message = Message(
        conversation_id=conversation_id,
        seq=next_seq(work, conversation),
        direction="in",
        author="customer",
        text=inbound.text,
        payload=_offered(work, conversation, inbound.payload),
        attachments=attachments,
        channel=inbound.channel,
        external_id=inbound.external_id,
        created_at=work.now,
    )
    work.session.add(message)
    conversation.last_customer_at = work.now
    conversation.unread += 1
    if inbound.text:
        conversation.displeasure = max(displeasure(inbound.text), conversation.displeasure * 0.7)
    work.session.flush()
    return Stored(message.id, conversation_id, False)


def _offered(work: Work, conversation: Conversation, payload: str) -> str:
    """The payload, if one of the newest messages offered a button with it; customers cannot make up their own."""
    if not payload:
        return ""
    rows = select(Message.buttons).where(Message.conversation_id == conversation.id, Message.direction == "out")
    for buttons in work.session.scalars(rows.order_by(Message.seq.desc()).limit(20)):
        if any(button.get("payload") == payload for button in buttons):
            return payload
    return ""
