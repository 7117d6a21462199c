"""Talking to Rasa: one question, one answer, or a named failure."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

import httpx

AGAIN_SECONDS = 0.5

log = logging.getLogger(__name__)


class RasaUnavailable(Exception):
    """Rasa did not answer: not running, too slow, or it failed."""


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

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, timeout=httpx.Timeout(timeout_seconds, connect=2.0), trust_env=False
        )
        self.was_ready = False
        self._return: asyncio.Task[None] | None = None

    @property
    def is_gone(self) -> bool:
        """Whether nothing is there to take questions. One request in a while asks for everybody who waits."""
        return self._return is not None and not self._return.done()

    async def ask(self, sender: str, message_id: str, text: str, metadata: dict[str, Any]) -> Answer:
        """The answer to a turn; the same message id again gets the same answer. RasaUnavailable otherwise."""
        if self.is_gone:
            raise RasaUnavailable("nothing is there")
        body = {"sender": sender, "message_id": message_id, "text": text, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/gateway/webhook", json=body)
            response.raise_for_status()
            data = response.json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("rasa gave no answer: %s: %s", type(error).__name__, error)
            if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) and not self.is_gone:
                self._return = asyncio.create_task(self._until_ready())
            raise RasaUnavailable(f"{type(error).__name__}: {error}") from error
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

    async def may_answer(self, longest: float) -> None:
        """Waits until it is worth asking again, at most `longest` seconds."""
        if self._return is not None and self.is_gone:
            await asyncio.wait([self._return], timeout=longest)
        else:
            await asyncio.sleep(min(AGAIN_SECONDS, longest))

    async def _until_ready(self) -> None:
        while not await self.is_ready():
            await asyncio.sleep(AGAIN_SECONDS)
        log.info("rasa answers")

    async def is_ready(self) -> bool:
        """Whether a model is loaded and turns are answered."""
        try:
            response = await self._client.get("/status", timeout=2.0)
        except httpx.HTTPError:
            return False
        ready = response.status_code == 200 and bool(response.json().get("model_file"))
        self.was_ready = self.was_ready or ready
        return ready

    async def close(self) -> None:
        if self._return is not None:
            self._return.cancel()
        await self._client.aclose()
