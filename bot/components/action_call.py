"""Calling an action of ours, at a fraction of what Rasa's own call costs.

Rasa's `RemoteAction` sends every event of the conversation and the whole domain, opens a new connection, and compiles
a JSON schema to look at the answer: several tens of milliseconds. Our action reads the latest message: this call sends
that, keeps its connection, and looks at the answer's shape itself.
"""

from __future__ import annotations

import json
from typing import Any, cast

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

LONGEST_SECONDS = 30.0
KEPT_SECONDS = 4.0  # an idle connection: less than the 5 s after which the gateway closes it

_session: aiohttp.ClientSession | None = None


class ActionCall(RemoteAction):
    """One action of the action server. What goes wrong is raised (`RasaException`, `ClientError`), never silent."""

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """What the action said and changed, as events."""
        answer = await self._ask(tracker)
        said = await self._utter_responses(answer.get("responses", []), output_channel, nlg, tracker)
        return cast("list[Event]", said) + deserialise_events(answer.get("events", []))

    async def _ask(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        if self.action_endpoint is None:
            raise RasaException(f"{self.name()}: endpoints.yml names no action server")
        body = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": {"sender_id": tracker.sender_id, "latest_message": tracker.latest_message.parse_data},
        }
        url, params = self.action_endpoint.url, self.action_endpoint.combine_parameters()
        async with _connections().post(url, params=params, json=body, headers=self.action_endpoint.headers) as response:
            if response.status != 200:  # without the address in words, because the token stands in it
                raise RasaException(f"{self.name()}: the action server answered {response.status}")
            answer = await response.json()
        if not is_action_result(answer):
            raise RasaException(f"{self.name()}: the action server's answer has not the shape of an answer")
        return cast("dict[str, Any]", answer)


def is_action_result(answer: Any) -> bool:
    """Whether it is an object whose `events` and `responses`, where there are any, are lists."""
    return isinstance(answer, dict) and all(isinstance(answer.get(key, []), list) for key in ("events", "responses"))


async def close() -> None:
    """Ends the connections that were kept."""
    if _session is not None:
        await _session.close()


def _connections() -> aiohttp.ClientSession:
    """The connections kept open, for the event loop this process serves on."""
    global _session
    if _session is None or _session.closed:
        _session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
            timeout=aiohttp.ClientTimeout(total=LONGEST_SECONDS),
            json_serialize=lambda body: json.dumps(body, ensure_ascii=False),
        )
    return _session
