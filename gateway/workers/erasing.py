"""Erases what those who left have outside the database: their files, and what Rasa remembers of the talk."""

import logging
from datetime import timedelta

import httpx
from sqlalchemy import delete, select, update

from gateway.settings import Settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.tables import Erasure

AGAIN = timedelta(minutes=1)
BATCH = 20
TIMEOUT_SECONDS = 5.0

log = logging.getLogger(__name__)


def erase_left(database: Database, settings: Settings) -> int:
    """Erases what is due, as often as it takes until all of it is gone. Returns how many conversations were done with.

    To erase twice does no harm, so nothing is claimed.
    """
    due = select(Erasure).where(Erasure.due_at <= clock.now()).order_by(Erasure.due_at).limit(BATCH)
    with database.read() as session:
        rows = [(row.conversation_id, row.files) for row in session.scalars(due)]
    if not rows:
        return 0
    done: list[str] = []
    with httpx.Client(base_url=settings.rasa_url, timeout=TIMEOUT_SECONDS, trust_env=False) as rasa:
        for conversation_id, files in rows:
            try:
                for file in files:
                    (settings.uploads / file).unlink(missing_ok=True)
                rasa.post("/webhooks/gateway/forget", json={"sender": conversation_id}).raise_for_status()
                done.append(conversation_id)
            except (httpx.HTTPError, OSError) as error:
                log.warning("conversation %s, which was left, is erased later: %s", conversation_id, error)
                if isinstance(error, httpx.TransportError):  # it would not answer for the others either
                    break
    later = [conversation_id for conversation_id, _ in rows if conversation_id not in done]
    with database.write() as session:
        session.execute(delete(Erasure).where(Erasure.conversation_id.in_(done)))
        session.execute(update(Erasure).where(Erasure.conversation_id.in_(later)).values(due_at=clock.now() + AGAIN))
    return len(done)
