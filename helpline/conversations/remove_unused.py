"""What visitors left unused is removed: files no message names, and sessions in which nothing was said."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, exists, select

from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import RemoveUnused
from helpline.tables import Attachment, Conversation, Message

MOST = 500  # sessions at once


@dataclass(frozen=True)
class UnusedFiles:
    """Removing twice does no harm."""

    database: Database
    uploads: Path

    def remove(self, payload: RemoveUnused) -> None:
        """Removes the file unless a message of its conversation names it."""
        with self.database.write() as session:
            row = session.get(Attachment, payload.attachment_id)
            if row is not None:
                session.get_one(Conversation, row.conversation_id, with_for_update=True)
                sent = session.scalars(
                    select(Message.attachments).where(Message.conversation_id == row.conversation_id)
                )
                if any(entry["id"] == row.id for entries in sent for entry in entries):
                    return
                session.delete(row)
        (self.uploads / payload.attachment_id).unlink(missing_ok=True)


def remove_unused_sessions(work: UnitOfWork) -> int:
    """Removes web sessions in which nothing was ever said and nothing uploaded; how many."""
    before = work.now - timedelta(hours=work.kb.policies.limits.unused_session_hours)
    unused = (
        select(Conversation.id)
        .where(Conversation.channel == "web", Conversation.last_seq == 0, Conversation.opened_at < before)
        .where(Conversation.customer_id.is_(None), Conversation.case_id.is_(None))
        .where(~exists().where(Attachment.conversation_id == Conversation.id))
        .limit(MOST)
    )
    ids = list(work.session.scalars(unused))
    work.session.execute(delete(Conversation).where(Conversation.id.in_(ids)))
    return len(ids)
