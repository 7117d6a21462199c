"""A gateway's workers over a database, with a Rasa that says what a test wants."""

from collections.abc import Callable
from typing import Any

from gateway.rasa.breaker import Breaker
from gateway.rasa.client import Answer, RasaUnavailable
from gateway.settings import Settings
from gateway.workers.turns import Turns
from tests.world import World

Saying = Callable[[str, str], list[str]]


class FakeRasa:
    """Answers with `saying(sender, text)`; RasaUnavailable when that raises it."""

    def __init__(self, saying: Saying) -> None:
        self._saying, self.was_ready = saying, True
        self.breaker = Breaker(self.is_ready, 10)
        self.asked: list[tuple[str, str]] = []

    async def is_ready(self) -> bool:
        return True

    async def ask(self, sender: str, message_id: str, text: str, metadata: dict[str, Any]) -> Answer:
        self.asked.append((message_id, text))
        messages = [{"text": line, "buttons": []} for line in self._saying(sender, text)]
        return Answer(messages, "inform", 0.9, "report_fault")


def down(_sender: str, _text: str) -> list[str]:
    raise RasaUnavailable("down")


def gateway(world: World, saying: Saying = lambda _sender, text: [f"收到：{text}"], port: int = 1) -> Turns:
    """One gateway's workers, not running: tests take the steps themselves."""
    settings = Settings(port=port, burst_quiet_seconds=1, burst_longest_seconds=4, rasa_patience_seconds=0)
    return Turns(world.database, world.kb, FakeRasa(saying), settings)  # type: ignore[arg-type]  # not an HTTP client
