"""Rasa's conversations in SQL: a file beside the program by default, any database by `RASA_TRACKER_URL`.

SQLite is opened in WAL mode and waits for a writer instead of raising "database is locked".
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

DEFAULT_URL = "sqlite:///var/rasa.db"
BUSY_SECONDS = 15


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
        if url.get_backend_name() == "sqlite":
            _prepare_sqlite(url)
            url = url.update_query_dict({"timeout": str(BUSY_SECONDS)})
        rendered = url.render_as_string(hide_password=False)
        super().__init__(domain=domain, host=rendered, event_broker=event_broker, **kwargs)


def _prepare_sqlite(url: sa.engine.URL) -> None:
    """WAL is a property of the file, so setting it once at start is enough."""
    if not url.database or url.database == ":memory:":
        return
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()
