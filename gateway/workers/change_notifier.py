"""Wakes whoever in this process waits for news: streams of customers and of the desk, and who waits for an answer."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from helpline.conversations.queries import desk_fingerprint, fingerprints
from helpline.core import topics
from helpline.core.database import Database
from helpline.core.doorbell import FALLBACK_SECONDS, Topics

AT_ONCE = 500  # listened-to conversations looked at in one statement

log = logging.getLogger(__name__)


class ChangeNotifier:
    """Rings when the database's doorbell does; what that missed it finds within FALLBACK_SECONDS."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)  # by topic
        self._seen: dict[str, object] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self, conversation_id: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever what the customer of the conversation sees may have changed."""
        return self._listen(topics.conversation(conversation_id))

    def listen_answer(self, conversation_id: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever nothing of the customer may wait for the bot any longer."""
        return self._listen(topics.answered(conversation_id))

    def listen_desk(self, person_id: int) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever what the desk shows may have changed, or a log-in of the person has ended."""
        return self._listen(topics.DESK, topics.person(person_id))

    async def run(self) -> None:
        """Hears the doorbell until cancelled."""
        self._loop = asyncio.get_running_loop()
        with self._database.doorbell.listen(self._hear):
            while True:
                await asyncio.sleep(FALLBACK_SECONDS)
                try:
                    await self.look()
                except Exception:
                    log.exception("looking for changes failed")

    def _hear(self, changed: Topics) -> None:
        if topics.EVERYTHING not in changed and not any(topic in self._listeners for topic in changed):
            return  # most changes are waited for by nobody here, and waking the loop has its price
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, changed)

    def _ring(self, changed: Topics) -> None:
        for topic in self._listeners if topics.EVERYTHING in changed else changed:
            for bell in self._listeners.get(topic, ()):
                bell.set()

    @contextmanager
    def _listen(self, *heard: str) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        for topic in heard:
            self._listeners[topic].add(bell)
        try:
            yield bell
        finally:
            for topic in heard:
                self._listeners[topic].discard(bell)
                if not self._listeners[topic]:
                    del self._listeners[topic]
                    self._seen.pop(topic, None)

    async def look(self) -> None:
        """What is listened to is rung for if it differs from the last look."""
        listened = list(self._listeners)
        if not listened:
            return
        state = await asyncio.to_thread(self._state, listened)
        changed = {topic for topic in listened if topic in state and self._seen.get(topic) != state[topic]}
        self._seen.update((topic, state[topic]) for topic in changed)
        self._ring(frozenset(changed))

    def _state(self, listened: list[str]) -> Mapping[str, object]:
        """Rows by their keys and ends of indexes: as much work as there are listeners, whatever the tables hold."""
        found: dict[str, object] = {}
        named = (topic.partition("/") for topic in listened)
        ids = list(dict.fromkeys(id for kind, _, id in named if id and kind != topics.PERSON))
        with self._database.read() as session:
            for first in range(0, len(ids), AT_ONCE):
                for id, value in fingerprints(session, ids[first : first + AT_ONCE]).items():
                    found |= {topics.conversation(id): value, topics.answered(id): value}
            if topics.DESK in listened:
                found[topics.DESK] = desk_fingerprint(session)
        return found
