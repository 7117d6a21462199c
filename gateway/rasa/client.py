"""Talking to Rasa: one question, one answer, or a named failure."""

import logging
from dataclasses import dataclass, field
from typing import Any

import httpx

from gateway.rasa.breaker import Breaker
from gateway.rasa.server import HEALTH

SAMPLE = "hello"  # understood, it shows that Rasa works, not only that it listens

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
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(timeout_seconds, connect=2.0),
            trust_env=False,
        )
        self.breaker = Breaker(self._works, patience_seconds)
        self.was_ready = was_ready

    async def ask(self, sender: str, message_id: str, text: str, metadata: dict[str, Any]) -> Answer:
        """The answer to a turn; the same message id again gets the same answer. RasaUnavailable otherwise."""
        if self.breaker.is_gone:
            raise RasaAway("nothing is there")
        body = {"sender": sender, "message_id": message_id, "text": text, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/gateway/webhook", json=body)
            response.raise_for_status()
            data = response.json()
        except httpx.TransportError as error:
            log.warning("rasa gave no answer: %s: %s", type(error).__name__, error)
            self.breaker.failed(refused=isinstance(error, httpx.ConnectError | httpx.ConnectTimeout))
            raise RasaAway(f"{type(error).__name__}: {error}") from error
        except (httpx.HTTPError, ValueError) as error:
            log.warning("rasa failed: %s: %s", type(error).__name__, error)
            raise RasaUnavailable(f"{type(error).__name__}: {error}") from error
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
        try:
            ready = (await self._client.get(HEALTH, timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False
        self.was_ready = self.was_ready or ready
        return ready

    async def _works(self) -> bool:
        """Whether a sentence is understood just now."""
        try:
            answer = await self._client.post("/webhooks/gateway/understand", json={"text": SAMPLE}, timeout=2.0)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    async def close(self) -> None:
        self.breaker.close()
        await self._client.aclose()
