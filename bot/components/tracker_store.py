"""Rasa's conversations in SQL: a file beside the program by default, any database by `RASA_TRACKER_URL`.

The same table as Rasa's own store, read and written with fewer and lighter statements. SQLite's file is kept open, in
WAL mode, and waits for a writer instead of raising "database is locked".
"""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import StaticPool

# Events that are read: the last turns, whose answers may be asked for again. What a talk remembers stands elsewhere.
LATEST = 24
# Slots and forms of an earlier version are left unread.
TYPES = frozenset({"user", "bot", "action", "session_started", "user_featurization"})
DEFAULT_URL = "sqlite:///var/rasa.db"
BUSY_SECONDS = 15
# No wait for the disk at each commit: a crash of the program loses nothing, one of the machine perhaps the last turns.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")


class ConversationStore(SQLTrackerStore):
    """`SQLTrackerStore`, told its database by the environment."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        url = sa.engine.make_url(host or os.environ.get("RASA_TRACKER_URL") or DEFAULT_URL)
        file = url.database if url.get_backend_name() == "sqlite" else None
        if file and file != ":memory:":
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(
            domain=domain, host=url.render_as_string(hide_password=False), event_broker=event_broker, **kwargs
        )
        if file and file != ":memory:":
            self.engine.dispose()
            self.engine = _kept_open(url)
            self.sessionmaker.configure(bind=self.engine)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            query = session.query(self.SQLEvent.data).filter(self.SQLEvent.sender_id == sender_id)
            rows = query.order_by(self.SQLEvent.id.desc()).limit(LATEST).all()
        events = [json.loads(data) for (data,) in reversed(rows)]
        if len(events) == LATEST:  # whole turns only
            events = events[next((n for n, event in enumerate(events) if event["event"] == "user"), 0) :]
        events = [e for e in events if e["event"] in TYPES or e.get("name") == "dialogue"]
        if not events or not self.domain:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        if not fetch_events_from_all_sessions:
            tracker.stored_events = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that came since the tracker was read."""
        await self.stream_events(tracker)
        with self.session_scope() as session:
            stored = getattr(tracker, "stored_events", None)
            if stored is None:  # not read from here, or never stored before
                stored = self._event_query(session, tracker.sender_id, False).count()
            rows = [self._row(tracker.sender_id, event.as_dict()) for event in islice(tracker.events, stored, None)]
            if rows:
                session.execute(sa.insert(self.SQLEvent.__table__), rows)
            session.commit()
        tracker.stored_events = len(tracker.events)

    async def forget(self, sender_id: str) -> None:
        """Deletes everything of a sender."""
        with self.session_scope() as session:
            session.execute(sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == sender_id))
            session.commit()

    @staticmethod
    def _row(sender_id: str, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "sender_id": sender_id,
            "type_name": event["event"],
            "timestamp": event.get("timestamp"),
            "intent_name": ((event.get("parse_data") or {}).get("intent") or {}).get("name"),
            "action_name": event.get("name"),
            "data": json.dumps(event),
        }


def _kept_open(url: sa.engine.URL) -> sa.engine.Engine:
    """An engine of one connection; SQLAlchemy's own opens the file for each session, and closing it checkpoints."""
    engine = sa.create_engine(
        url, poolclass=StaticPool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    with engine.connect() as connection:
        for pragma in PRAGMAS:
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    return engine
