"""Showing customers that an answer is being written, where their channel can (`Types`)."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Semaphore

from connectors.contract.channel import Registry, Types

AT_ONCE = 2
MOST = 20  # waiting for a platform that is slow; more would be shown after the answer


class TypingIndicator:
    """Beside the turns, and never in their way."""

    def __init__(self, channels: Registry) -> None:
        self._channels = channels
        self._room = Semaphore(MOST)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="typing")

    def show(self, channel: str, to: str) -> None:
        """Returns at once; nothing is shown when the channel cannot, or its platform is behind."""
        types = self._channels.get(channel)
        if isinstance(types, Types) and self._room.acquire(blocking=False):
            self._threads.submit(partial(types.typing, to, True)).add_done_callback(self._done)

    def close(self) -> None:
        """What has not been shown is not shown any more."""
        self._threads.shutdown(cancel_futures=True)

    def _done(self, _future: Future[None]) -> None:
        self._room.release()
