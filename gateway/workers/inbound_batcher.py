"""Webhooks that come at the same time are stored in one transaction, so that each is answered soon."""

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from structlog.contextvars import bound_contextvars

from connectors.contract.channel import Channel, Registry
from connectors.contract.inbound import Received
from gateway.workers.disk_reserve import DiskReserve
from gateway.workers.wait_for_bell import rung
from helpline.core.database import Database
from helpline.inbound.ingest import Authentic, take_in, take_in_all
from helpline.inbound.puller import want_all
from kb.models.knowledge import Knowledge

MOST = 100  # requests in one transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Waiting:
    request: Authentic
    done: asyncio.Future[list[str]]


class InboundBatcher:
    """One writer, with a thread of its own that waits for nothing else."""

    def __init__(
        self, database: Database, kb: Knowledge, channels: Registry, reserve: DiskReserve | None = None
    ) -> None:
        self._reserve = reserve
        self._database, self._kb, self._channels = database, kb, channels.channels
        self._waiting: deque[_Waiting] = deque()
        self._bell = asyncio.Event()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="batcher")

    async def store(self, channel: Channel, received: Received) -> list[str]:
        """Returns when everything of the request is stored: the conversations that changed. Refused for a replay."""
        waiting = _Waiting((channel, received), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._quiet.clear()
        self._bell.set()
        return await waiting.done

    async def quiet(self, longest: float) -> None:
        """Returns when nothing waits to be stored, or after `longest` seconds."""
        await rung(self._quiet, longest)

    async def run(self) -> None:
        """Works until cancelled."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._ask_everywhere)
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                results = await loop.run_in_executor(self._thread, self._store, [one.request for one in batch])
                for one, result in zip(batch, results):
                    if one.done.done():  # whoever asked has gone
                        continue
                    if isinstance(result, Exception):
                        one.done.set_exception(result)
                    else:
                        one.done.set_result(result)
            self._quiet.set()

    def close(self) -> None:
        """Call when `run` has ended."""
        self._thread.shutdown()

    def _ask_everywhere(self) -> None:
        try:
            want_all(self._database, self._kb)
        except Exception:  # the next callback asks again
            log.exception("accounts could not be asked for what they have")

    def _store(self, requests: list[Authentic]) -> list[list[str] | Exception]:
        with bound_contextvars(job="inbound"):
            try:
                return list(take_in_all(self._database, self._kb, requests, self._channels))
            except Exception as error:  # one of them is to blame: each by itself, so that it spoils no other
                if len(requests) > 1:
                    log.info("%d requests are stored one by one: %s", len(requests), type(error).__name__)
                return [self._store_one(*request) for request in requests]

    def _store_one(self, channel: Channel, received: Received) -> list[str] | Exception:
        def store() -> list[str]:
            return take_in(self._database, self._kb, channel, received, self._channels)

        try:
            texts = [one.text for one in received.inbound]
            return self._reserve.store(store, texts) if self._reserve else store()
        except Exception as error:
            return error
