"""The customer's stream of server-sent events: rows of the conversation, read whenever the bell rings."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request

from connectors.web import as_json
from gateway.api.deps import State
from gateway.workers.wait_for_bell import rung
from helpline.conversations.customer_leaves import LEFT
from helpline.conversations.ownership import position
from helpline.conversations.queries import has_open_turn, shown_to_customer
from helpline.core import clock
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.delivery.outbox import outbound
from helpline.tables import Conversation, Message

HEARTBEAT_SECONDS = 15.0


async def stream_of(held: State, conversation_id: str, after: int, request: Request) -> AsyncIterator[str]:
    """Events after a place in the conversation, then whatever comes, until the reader leaves. Writes nothing."""
    shown: dict[str, Any] = {}
    with held.changes.listen(conversation_id) as bell:
        while not await request.is_disconnected():
            bell.clear()
            messages, state, undelivered = await asyncio.to_thread(_news, held, conversation_id, after)
            for seq, name, data in messages:
                after = seq
                yield _event(name, data, seq)
            for name, data in state.items():
                if shown.get(name) != data:
                    shown[name] = data
                    yield _event(name, data)
            held.delivered.note(undelivered)
            if "left" in state:
                return
            while not await rung(bell, HEARTBEAT_SECONDS):
                yield ": alive\n\n"
                if state["owner"]["owner"] == "queue" or await request.is_disconnected():
                    break  # who waits in a queue moves up when others leave it


def _event(name: str, data: Any, id: int | None = None) -> str:
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _news(held: State, id: str, after: int) -> tuple[list[tuple[int, str, Any]], dict[str, Any], list[int]]:
    """Events of messages, what is true now, and which of the messages had not been delivered."""
    with held.database.read() as session:
        work = UnitOfWork(session, held.kb, clock.now())
        conversation = session.get_one(Conversation, id)
        found = shown_to_customer(work, id, after)
        events = [
            (m.seq, "message", as_json(outbound(m))) if m.direction == "out" else (m.seq, "customer", _own(m))
            for m in found
        ]
        waiting = conversation.owner == "queue"
        state = {
            "owner": {
                "owner": conversation.owner,
                "position": position(work, conversation) - 1 if waiting else None,
                "name": conversation.agent.name if conversation.agent and conversation.owner == "agent" else None,
            },
            "typing": {"on": conversation.owner == "bot" and has_open_turn(work, id)},
        }
        if conversation.unreachable == LEFT:
            state["left"] = {}
        return events, state, [m.id for m in found if m.direction == "out" and m.status != "delivered"]


def _own(message: Message) -> dict[str, Any]:
    assert message.external_id is not None
    return {
        "id": str(message.seq),
        "message_id": message.external_id.partition(":")[2],
        "text": message.text,
        "attachments": message.attachments,
        "sent_at": message.created_at.astimezone(ZONE).isoformat("T", "seconds"),
    }
