"""Fetches the files that customers sent and that still lie with the platform; they are gone there after some days."""

import logging
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from connectors.contract.channel import Registry
from helpline.conversations.files import media_type
from helpline.core import clock
from helpline.core.database import Database
from helpline.tables import Attachment, Conversation, Message

LEASE = timedelta(minutes=2)
ATTEMPTS = 8
BATCH = 5  # one after the other: the lease outlasts them, however slow the platform
LARGEST = 20 * 1024 * 1024

log = logging.getLogger(__name__)


def fetch_waiting(database: Database, channels: Registry, uploads: Path) -> int:
    """Fetches what is due; a file ends `ready` or `lost`. Returns how many were handled."""
    ids = _claim(database)
    for id in ids:
        with database.read() as session:
            row = session.get(Attachment, id)
            if row is None:  # its sender left meanwhile
                continue
            channel = channels.get(session.get_one(Conversation, row.conversation_id).channel)
            reference, attempts = row.reference, row.attempts
        try:
            if channel is None:
                raise ConnectionError("the channel is off")
            data = channel.fetch(reference)
            kind = media_type(data)
            if kind is None or len(data) > LARGEST:
                raise LookupError("no picture, recording or film, or too large")
        except LookupError as error:
            log.warning("attachment %s is lost: %s", id, error)
            _settle(database, id, status="lost")
        except Exception as error:
            log.warning("attachment %s could not be fetched: %s", id, type(error).__name__)
            _settle(database, id, status="lost" if attempts + 1 >= ATTEMPTS else "waiting")
        else:
            uploads.mkdir(parents=True, exist_ok=True)
            (uploads / id).write_bytes(data)
            _settle(database, id, status="ready", content_type=kind, size=len(data))
    return len(ids)


def _claim(database: Database) -> list[str]:
    now = clock.now()
    due = (Attachment.status == "waiting") & (Attachment.next_try_at <= now)
    with database.read() as session:
        if session.scalar(select(Attachment.id).where(due).limit(1)) is None:
            return []
    with database.write() as session:
        ids = list(session.scalars(select(Attachment.id).where(due).limit(BATCH).with_for_update(skip_locked=True)))
        session.execute(update(Attachment).where(Attachment.id.in_(ids)).values(next_try_at=now + LEASE))
        return ids


def _settle(database: Database, id: str, status: str, content_type: str = "", size: int = 0) -> None:
    with database.write() as session:
        row = session.get(Attachment, id)
        if row is None:  # its sender left meanwhile, and the file is erased with the others of the conversation
            return
        row.status, row.content_type, row.size, row.attempts = status, content_type, size, row.attempts + 1
        row.next_try_at = clock.now() + timedelta(seconds=2**row.attempts * 5) if status == "waiting" else None
        if status == "waiting":
            return
        conversation = session.get_one(Conversation, row.conversation_id, with_for_update=True)
        recent = select(Message).where(Message.conversation_id == row.conversation_id, Message.direction == "in")
        for message in session.scalars(recent.order_by(Message.seq.desc()).limit(200)):
            if any(entry["id"] == id for entry in message.attachments):
                message.attachments = [
                    {**entry, "content_type": content_type, "status": status} if entry["id"] == id else entry
                    for entry in message.attachments
                ]
                conversation.changed_at = clock.now()
                break
