"""Fetches the files that customers sent and that still lie with the platform; they are gone there after some days."""

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract.channel import Registry as Channels
from helpline.conversations.files import DAY, check_disk, check_room, media_type
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.errors import NoRoom
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import FetchAttachment
from helpline.tables import Attachment, Conversation, Message
from kb.models.knowledge import Knowledge

ATTEMPTS = 8
LARGEST = 20 * 1024 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MediaFetcher:
    """Stores files under `uploads`; an attachment ends `ready` or `lost`."""

    database: Database
    kb: Knowledge
    channels: Channels
    uploads: Path

    def fetch(self, payload: FetchAttachment) -> None:
        """Raises what the platform raises, to be tried again; a file that is gone for good is `lost` at once."""
        id = payload.attachment_id
        with self.database.read() as session:
            row = session.get(Attachment, id)
            if row is None or row.status != "waiting":  # its sender left meanwhile
                return
            talk = session.get_one(Conversation, row.conversation_id)
            channel, reference = self.channels.get(talk.channel), row.reference
        if channel is None:
            raise ConnectionError("the channel is off")
        try:
            self._check_room(talk.id, 1)
            data = channel.fetch(reference)
            kind = media_type(data)
            if kind is None or len(data) > LARGEST:
                raise LookupError("no picture, recording or film, or too large")
            self._check_room(talk.id, len(data))
        except (LookupError, NoRoom) as error:
            log.warning("attachment %s is lost: %s", id, error)
            self._settle(id, "lost")
            return
        self.uploads.mkdir(parents=True, exist_ok=True)
        (self.uploads / id).write_bytes(data)
        self._settle(id, "ready", kind, len(data))

    def _check_room(self, conversation_id: str, size: int) -> None:
        """NoRoom when its sender has sent too much within a day, or all have: an account of a platform never ends."""
        check_disk(self.kb, self.uploads)
        with self.database.read() as session:
            work = UnitOfWork(session, self.kb, clock.now())
            check_room(work, conversation_id, size, work.now - DAY)

    def _settle(self, id: str, status: str, content_type: str = "", size: int = 0) -> None:
        with self.database.write() as session:
            settle(session, id, status, content_type, size)


def lose(work: UnitOfWork, payload: FetchAttachment) -> None:
    """Tried often enough in vain."""
    settle(work.session, payload.attachment_id, "lost")


def settle(session: Session, id: str, status: str, content_type: str = "", size: int = 0) -> None:
    """Writes down what became of the file, also in the message that shows it."""
    row = session.get(Attachment, id)
    if row is None:  # its sender left meanwhile, and the file is erased with the others of the conversation
        return
    row.status, row.content_type, row.size = status, content_type, size
    conversation = session.get_one(Conversation, row.conversation_id, with_for_update=True)
    recent = select(Message).where(Message.conversation_id == row.conversation_id, Message.direction == "in")
    for message in session.scalars(recent.order_by(Message.seq.desc()).limit(200)):
        if any(entry["id"] == row.id for entry in message.attachments):
            message.attachments = [
                {**entry, "content_type": content_type, "status": status} if entry["id"] == row.id else entry
                for entry in message.attachments
            ]
            conversation.changed_at = clock.now()
            break
