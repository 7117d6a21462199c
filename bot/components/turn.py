"""One customer message's way through Rasa, with two promises the stock processor does not make.

- A message already answered is never processed again: its answers are read back from the tracker.
- A failure anywhere (action server down, broken answer, database gone) ends the turn with `TurnFailed` and leaves the
  tracker as it was, so that the same message may simply be sent again. The stock processor logs such failures and
  carries on with what is left, which the customer sees as silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

LOCK_POLL_SECONDS = 0.05  # Rasa's own second would be heard on the telephone


class TurnFailed(BaseException):
    """The turn was abandoned and nothing of it was stored.

    Not an `Exception`, because the processor swallows those where actions run.
    """


@dataclass(frozen=True)
class Turn:
    """What the assistant answered to one message."""

    messages: list[dict[str, Any]]
    intent: dict[str, Any]
    flow: str  # the task in hand now
    repeated: bool
    asked: str = ""  # what the assistant asks for
    ranking: list[dict[str, Any]] = field(default_factory=list)  # the intents the message was weighed against


async def take_turn(agent: Agent, message: UserMessage) -> Turn:
    """Answer `message`, or repeat the answers it already got. One turn at a time per sender."""
    if not agent.is_ready():
        raise TurnFailed("no model is loaded")
    processor = _StrictProcessor(agent.processor)
    async with agent.lock_store.lock(message.sender_id, wait_time_in_seconds=LOCK_POLL_SECONDS):
        tracker = await processor.get_tracker(message.sender_id)
        answered = answers_to(message.message_id, list(tracker.events))
        if answered is not None:
            return _as_turn(message.message_id, tracker, answered, repeated=True)
        await processor.process(message, tracker)
    answered = answers_to(message.message_id, list(tracker.events))
    if answered is None:
        raise TurnFailed("the message is missing from its own tracker")
    return _as_turn(message.message_id, tracker, answered, repeated=False)


async def forget(agent: Agent, sender_id: str) -> None:
    """Nothing is remembered of the sender when this returns; a turn under way ends first."""
    async with agent.lock_store.lock(sender_id, wait_time_in_seconds=LOCK_POLL_SECONDS):
        await _own_store(agent.tracker_store).forget(sender_id)


def answers_to(message_id: str, events: Sequence[Event]) -> tuple[list[dict[str, Any]], dict[str, Any]] | None:
    """Everything said between the message and the next one, and the intent it was read as; None if it never came."""
    positions = [n for n, event in enumerate(events) if isinstance(event, UserUttered)]
    for position, following in zip(positions, [*positions[1:], len(events)], strict=False):
        heard = events[position]
        if heard.message_id != message_id:
            continue
        said = [event for event in events[position:following] if isinstance(event, BotUttered)]
        intent = {"name": heard.intent.get("name"), "confidence": heard.intent.get("confidence", 0.0)}
        return [_as_message(event) for event in said], intent
    return None


def ranking_of(message_id: str, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The intents the message was weighed against, the most probable first, without Rasa's fallback."""
    heard = next((e for e in events if isinstance(e, UserUttered) and e.message_id == message_id), None)
    ranking = heard.parse_data.get("intent_ranking") or [] if heard else []
    return [
        {"name": rank["name"], "confidence": round(float(rank["confidence"]), 4)}
        for rank in ranking
        if rank.get("name") not in (None, "nlu_fallback")
    ]


def _as_turn(
    message_id: str,
    tracker: DialogueStateTracker,
    answered: tuple[list[dict[str, Any]], dict[str, Any]],
    repeated: bool,
) -> Turn:
    dialogue = tracker.get_slot("dialogue") or {}
    return Turn(
        *answered,
        flow=dialogue.get("flow") or "",
        repeated=repeated,
        asked=dialogue.get("asked") or "",
        ranking=ranking_of(message_id, list(tracker.events)),
    )


def _as_message(event: BotUttered) -> dict[str, Any]:
    return {
        "text": event.text or "",
        "buttons": event.data.get("buttons") or [],
        "custom": event.data.get("custom") or {},
    }


def _own_store(store: TrackerStore) -> TrackerStore:
    """The store itself: Rasa's wrapper answers a database failure with an empty conversation kept in memory."""
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store


class _StrictProcessor(MessageProcessor):
    """Rasa's processor with its loaded model, but failures end the turn."""

    def __init__(self, processor: MessageProcessor) -> None:
        # Loading a model takes seconds, so the one already loaded is shared instead of calling the parent's __init__.
        self.__dict__.update(processor.__dict__)
        self.tracker_store = _own_store(self.tracker_store)

    async def process(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        """Like `handle_message` on a tracker already read, whose events then hold the answers; stored at the end.

        Left out is `action_extract_slots`: the domain's only slot is set by the action.
        """
        await self._update_tracker_session(tracker, message.output_channel, message.metadata)
        await self._handle_message_with_tracker(message, tracker)
        await self._act(message.output_channel, tracker)
        await self.save_tracker(tracker)

    async def _act(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        """The one action that the rules choose; then the assistant listens, which every rule of `bot/data` ends with
        and which therefore is not predicted as well."""
        action, prediction = self.predict_next_with_tracker_if_should(tracker)
        tracker.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, self.nlg, tracker, self.domain)
        except Exception as error:
            raise TurnFailed(f"{action.name()}: {error}") from error
        tracker.update(action.event_for_successful_execution(prediction), self.domain)
        tracker.update_with_events(events, self.domain)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Left out: only warnings, for which Rasa builds an empty domain to compare with, at every message."""
