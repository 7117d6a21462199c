"""The outbox: what is to be sent is a row, and every row ends sent or failed with its reason."""

import logging
from datetime import timedelta

from sqlalchemy import or_, select, update

from cases import clock
from cases.database import Database
from cases.tables import Conversation, Message
from cases.work import ZONE
from connectors.channel import Delivery, Outbound, Registry

LEASE = timedelta(seconds=30)
ATTEMPTS = 8
BATCH = 100

log = logging.getLogger(__name__)


def outbound(message: Message) -> Outbound:
    """The row as connectors see it."""
    return Outbound(
        id=message.id,
        seq=message.seq,
        author=message.author,
        author_name=message.author_name,
        text=message.text,
        buttons=tuple(message.buttons),
        attachments=tuple(message.attachments),
        sent_at=message.created_at.astimezone(ZONE).isoformat(timespec="seconds"),
    )


def deliver(database: Database, channels: Registry) -> int:
    """Sends what is pending and due; a failure is tried again with growing pauses. Returns how many were handled."""
    ids = _claim(database)
    for message_id in ids:
        try:
            _send(database, channels, message_id)
        except Exception as error:  # a poisoned message never blocks the others
            log.exception("message %s could not be sent", message_id)
            _settle(database, message_id, Delivery.RETRY, repr(error))
    return len(ids)


def _claim(database: Database) -> list[int]:
    now = clock.now()
    with database.write() as session:
        due = (
            select(Message.id)
            .where(Message.status == "pending", or_(Message.next_try_at.is_(None), Message.next_try_at <= now))
            .order_by(Message.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        ids = list(session.scalars(due))
        if ids:
            session.execute(update(Message).where(Message.id.in_(ids)).values(next_try_at=now + LEASE))
        return ids


def _send(database: Database, channels: Registry, message_id: int) -> None:
    with database.read() as session:
        message = session.get_one(Message, message_id)
        to = session.get_one(Conversation, message.conversation_id).external_id
        result = channels[message.channel].send(to, outbound(message))
    _settle(database, message_id, result, "")


def _settle(database: Database, message_id: int, result: Delivery, error: str) -> None:
    with database.write() as session:
        message = session.get_one(Message, message_id)
        message.attempts += 1
        message.error = error[:500]
        if result == Delivery.SENT:
            message.status = "sent"
        elif result == Delivery.NEVER or (result == Delivery.RETRY and message.attempts >= ATTEMPTS):
            message.status = "failed"
        elif result == Delivery.HOLD:
            message.status = "held"
        else:
            message.next_try_at = clock.now() + timedelta(seconds=2 ** min(message.attempts, 8))
