"""Marks what chat pages have shown as delivered: many messages in one transaction, beside the streams."""

import asyncio
import logging

from helpline.conversations.queries import mark_delivered
from helpline.core.database import Database

COLLECTING_SECONDS = 0.05  # short: what has been shown need not be told to its customer another way
AT_ONCE = 500

log = logging.getLogger(__name__)


class DeliveredMarker:
    """One writer for all streams of a gateway. What it forgets when the process ends is shown, and noted, again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shown: set[int] = set()
        self._bell = asyncio.Event()

    def note(self, message_ids: list[int]) -> None:
        """These were shown to their customer. Returns at once."""
        if message_ids:
            self._shown.update(message_ids)
            self._bell.set()

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            await self._bell.wait()
            await asyncio.sleep(COLLECTING_SECONDS)
            self._bell.clear()
            shown, self._shown = sorted(self._shown), set()
            for first in range(0, len(shown), AT_ONCE):
                try:
                    await asyncio.to_thread(self._mark, shown[first : first + AT_ONCE])
                except Exception:
                    log.exception("shown messages could not be marked as delivered")

    def _mark(self, ids: list[int]) -> None:
        with self._database.write() as session:
            mark_delivered(session, ids)
