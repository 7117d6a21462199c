"""Wakes whoever waits for news of a conversation. Truth is rows; this is only the doorbell."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from helpline.core.database import Database
from helpline.tables import CaseEvent, Conversation, Task

POLL_SECONDS = 0.3
ANY = "*"  # the key of listeners to every conversation (the desk)


class ChangeNotifier:
    """Rings at once for changes of this process and within POLL_SECONDS for those of others."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._seen: dict[str, object] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    @contextmanager
    def listen(self, key: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the conversation may have changed."""
        bell = asyncio.Event()
        self._listeners[key].add(bell)
        try:
            yield bell
        finally:
            self._listeners[key].discard(bell)
            if not self._listeners[key]:
                del self._listeners[key]
                self._seen.pop(key, None)

    def ring(self, key: str) -> None:
        """May be called from any thread. Wakes who listens now, not who begins to listen afterwards."""
        if self._loop is None or self._loop.is_closed():
            return
        if threading.get_ident() == self._thread:
            self._ring(key)
        else:
            self._loop.call_soon_threadsafe(self._ring, key)

    def _ring(self, key: str) -> None:
        for bell in (*self._listeners.get(key, ()), *self._listeners.get(ANY, ())):
            bell.set()

    async def run(self) -> None:
        """Watches the database for what other processes changed."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self._listeners:
                continue
            keys = [key for key in self._listeners if key != ANY]
            state = await asyncio.to_thread(self._state, keys, ANY in self._listeners)
            for key, value in state.items():
                if self._seen.get(key) != value:
                    self._seen[key] = value
                    for bell in self._listeners.get(key, ()):
                        bell.set()

    def _state(self, keys: list[str], everything: bool) -> dict[str, object]:
        with self._database.read() as session:
            rows = select(Conversation.id, Conversation.last_seq, Conversation.owner, Conversation.changed_at)
            found: dict[str, object] = {}
            for part in range(0, len(keys), 500):
                for row in session.execute(rows.where(Conversation.id.in_(keys[part : part + 500]))):
                    found[row[0]] = tuple(row[1:])
            if everything:
                newest = select(func.max(Conversation.changed_at))
                tasks = select(func.max(Task.id), func.count(Task.done_at))
                events = select(func.max(CaseEvent.id))
                found[ANY] = (session.scalar(newest), *session.execute(tasks).one(), session.scalar(events))
            return found
