"""Who has the desk open: written for all of them together, so that no stream writes."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.workers.wait_for_bell import rung
from helpline.core import clock
from helpline.core.database import Database
from helpline.staff.sessions import SEEN_EVERY, seen_together

log = logging.getLogger(__name__)


class Presence:
    """Signs of life of those whose streams are open: at once when one opens, then every now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: Counter[int] = Counter()  # streams by person
        self._bell = asyncio.Event()

    @contextmanager
    def at_desk(self, person_id: int) -> Iterator[None]:
        """For the length of the block the person counts as present. Returns at once."""
        self._open[person_id] += 1
        self._bell.set()
        try:
            yield
        finally:
            self._open[person_id] -= 1
            self._open += Counter()  # without those who have left

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            await rung(self._bell, 1.1 * SEEN_EVERY.total_seconds())
            self._bell.clear()
            try:
                await asyncio.to_thread(self.write)
            except Exception:
                log.exception("who is at the desk could not be written")

    def write(self) -> None:
        """A sign of life of everybody whose last one is old enough, in one transaction."""
        if present := list(self._open):
            seen_together(self._database, present, clock.now())
