"""A circuit breaker: while Rasa gives no answers, nobody is made to wait for one.

Closed, questions are asked. Several in a row without an answer open it, or a connection refused for longer than anybody
waits; then every question fails at once, and one request in a while asks for all whether turns are answered again.
Its first good answer closes the breaker.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

FAILURES = 3  # in a row
AGAIN_SECONDS = 0.5

log = logging.getLogger(__name__)


class Breaker:
    """Of one client, in its event loop."""

    def __init__(self, is_back: Callable[[], Awaitable[bool]], patience_seconds: float) -> None:
        self._is_back, self._patience = is_back, patience_seconds
        self._failures = 0
        self._gone_since: float | None = None
        self._probe: asyncio.Task[None] | None = None

    @property
    def is_gone(self) -> bool:
        """Whether nothing takes questions, and one request in a while asks for everybody who waits."""
        return self._probe is not None and not self._probe.done()

    @property
    def is_open(self) -> bool:
        """Whether waiting would be in vain."""
        if not self.is_gone or self._gone_since is None:
            return False
        return self._failures >= FAILURES or time.monotonic() - self._gone_since >= self._patience

    def answered(self) -> None:
        self._failures = 0

    def failed(self, refused: bool) -> None:
        """A question got no answer; `refused`: there was not even a connection."""
        if self.is_gone:
            return
        self._failures += 1
        if refused or self._failures >= FAILURES:
            self._gone_since = time.monotonic()
            self._probe = asyncio.create_task(self._until_back())

    async def wait(self, longest: float) -> None:
        """Until it is worth asking again, at most `longest` seconds."""
        if self._probe is not None and self.is_gone:
            await asyncio.wait([self._probe], timeout=longest)
        else:
            await asyncio.sleep(min(AGAIN_SECONDS, longest))

    async def _until_back(self) -> None:
        while not await self._is_back():
            await asyncio.sleep(AGAIN_SECONDS)
        self._failures, self._gone_since = 0, None
        log.info("rasa answers")

    def close(self) -> None:
        if self._probe is not None:
            self._probe.cancel()
