"""The doorbell's wire of PostgreSQL: NOTIFY in the transaction that changes rows, LISTEN on a connection of its own."""

import logging
import selectors
import socket
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

CHANNEL = "helpline"
AGAIN_SECONDS = 1.0  # until a broken connection is made anew

log = logging.getLogger(__name__)


class NotifyWire:
    """Reaches every process on the same database. A pooler that shares connections lets LISTEN through to nobody."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._stop, self._stopping = socket.socketpair()

    def write(self, session: Session, parcels: list[str]) -> None:
        for parcel in parcels:
            session.execute(text("SELECT pg_notify(:channel, :parcel)"), {"channel": CHANNEL, "parcel": parcel})

    def sent(self, parcels: list[str]) -> None:
        """Nothing: they went with the commit."""

    def listen(self, heard: Callable[[str], None], connected: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=self._run, args=(heard, connected), name="doorbell", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._stop.close()
        if self._thread:
            self._thread.join(2.0)
        self._stopping.close()

    def _run(self, heard: Callable[[str], None], connected: Callable[[], None]) -> None:
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        while not self._stopped.is_set():
            try:
                with psycopg.connect(*arguments, **options, autocommit=True) as link:
                    link.execute(f"LISTEN {CHANNEL}")
                    connected()
                    self._hear(link, heard)
            except (psycopg.Error, OSError) as error:
                if not self._stopped.is_set():
                    log.warning("doorbell: changes of other processes are seen late: %s", type(error).__name__)
            self._stopped.wait(AGAIN_SECONDS)

    def _hear(self, link: psycopg.Connection, heard: Callable[[str], None]) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(link, selectors.EVENT_READ)
            ready.register(self._stopping, selectors.EVENT_READ)
            while not self._stopped.is_set():
                for notice in link.notifies(timeout=0):
                    heard(notice.payload)
                ready.select()
