"""Talking to Rasa: one question, one answer, or a named failure."""

import logging
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from gateway.rasa.breaker import Breaker
from gateway.rasa.server import HEALTH

SAMPLE = "hello"  # understood, it shows that Rasa works, not only that it listens
CONNECT_SECONDS = 2.0
KEPT_SECONDS = 4.0  # an idle connection; Rasa itself ends it after five
PROBE_SECONDS = 2.0  # for what should be answered at once

log = logging.getLogger(__name__)


class RasaUnavailable(Exception):
    """Rasa did not answer: it failed, or (`RasaAway`) is not there."""


class RasaAway(RasaUnavailable):
    """Rasa is not running, or hangs: whatever is asked gets no answer, until it is back."""


@dataclass(frozen=True)
class Answer:
    """What the bot said to one turn. `flow` is the form it is in afterwards, `asked` the slot it asks for.

    `ranking` is what the message was taken for, the most probable first: {"name", "confidence"}.
    """

    messages: list[dict[str, Any]]
    intent: str
    confidence: float
    flow: str
    asked: str = ""
    ranking: list[dict[str, Any]] = field(default_factory=list)


class Rasa:
    """A client of our input channel (`bot/components/gateway_channel.py`)."""

    def __init__(
        self, url: str, token: str, timeout_seconds: float, patience_seconds: float, was_ready: bool = False
    ) -> None:
        """`patience_seconds`: how long anybody waits for a Rasa that is not there. `was_ready`: it was there before."""
        self._url, self._token, self._timeout = url, token, timeout_seconds
        self._session: aiohttp.ClientSession | None = None
        self.breaker = Breaker(self._works, patience_seconds)
        self.was_ready = was_ready

    async def ask(self, sender: str, message_id: str, text: str, metadata: dict[str, Any]) -> Answer:
        """The answer to a turn; the same message id again gets the same answer. RasaUnavailable otherwise."""
        if self.breaker.is_gone:
            raise RasaAway("nothing is there")
        body = {"sender": sender, "message_id": message_id, "text": text, "metadata": metadata}
        try:
            data = await self._call("POST", "/webhooks/gateway/webhook", body, self._timeout)
        except (aiohttp.ClientResponseError, ValueError) as error:
            log.warning("rasa failed: %s: %s", type(error).__name__, error)
            raise RasaUnavailable(f"{type(error).__name__}: {error}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("rasa gave no answer: %s: %s", type(error).__name__, error)
            self.breaker.failed(
                refused=isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
            )
            raise RasaAway(f"{type(error).__name__}: {error}") from error
        self.breaker.answered()
        self.was_ready = True
        intent = data.get("intent") or {}
        return Answer(
            data["messages"],
            intent.get("name") or "",
            float(intent.get("confidence") or 0),
            data.get("flow") or "",
            data.get("asked") or "",
            data.get("ranking") or [],
        )

    async def is_ready(self) -> bool:
        """Whether a model is loaded."""
        ready = await self._answers("GET", HEALTH)
        self.was_ready = self.was_ready or ready
        return ready

    async def _works(self) -> bool:
        """Whether a sentence is understood just now."""
        return await self._answers("POST", "/webhooks/gateway/understand", {"text": SAMPLE})

    async def _answers(self, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        try:
            await self._call(method, path, body, PROBE_SECONDS)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False
        return True

    async def _call(self, method: str, path: str, body: dict[str, Any] | None, seconds: float) -> Any:
        """The JSON answered; ClientResponseError for a status that is no success, ValueError for what is no JSON."""
        if self._session is None:  # made here, because it belongs to the loop that runs
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Bearer {self._token}"},
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
            )
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        async with self._session.request(
            method, self._url + path, json=body, timeout=timeout, raise_for_status=True
        ) as response:
            return await response.json(content_type=None)

    async def close(self) -> None:
        self.breaker.close()
        if self._session is not None:
            await self._session.close()
