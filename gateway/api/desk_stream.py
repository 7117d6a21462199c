"""The desk's stream: says that something changed; the desk then reads what it shows."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from gateway.api.deps import StaffDep, State, StateDep
from gateway.api.errors import refuses
from gateway.api.schemas import STREAM
from gateway.api.stream import HEARTBEAT_SECONDS
from gateway.workers.wait_for_bell import rung
from helpline.conversations.queries import count_mine, count_waiting
from helpline.core import clock
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.learning import review
from helpline.staff.sessions import is_open
from helpline.tasks.queries import count_unfinished

routes = APIRouter(prefix="/api", tags=["streams"])
SETTLE_SECONDS = 0.2


@routes.get("/stream", response_class=StreamingResponse, responses=STREAM | refuses(401))
async def stream_changes(request: Request, held: StateDep, actor: StaffDep) -> StreamingResponse:
    """Staff: an event `change` with counts whenever a conversation or task may have changed.

    While the stream is open the person counts as present at the desk. It ends with the log-in it was opened through.
    """
    return StreamingResponse(
        events(request, held, actor),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def events(request: Request, held: State, actor: Actor) -> AsyncIterator[str]:
    """An event now and one for each change, until the reader leaves or is logged out. Writes nothing.

    Whether they are still logged in is looked at before each event and each sign of life, so that a log-in that ends by
    time, or whose end no bell told, is noticed within HEARTBEAT_SECONDS.
    """
    assert actor.person_id is not None
    with held.presence.at_desk(actor.person_id), held.changes.listen_desk(actor.person_id) as bell:
        while not await request.is_disconnected():
            bell.clear()
            counts = await asyncio.to_thread(_counts, held, actor)
            if counts is None:
                return
            yield f"event: change\ndata: {json.dumps(counts)}\n\n"
            while not await rung(bell, HEARTBEAT_SECONDS):
                if await request.is_disconnected() or not await asyncio.to_thread(_is_open, held, actor):
                    return
                yield ": alive\n\n"
            await asyncio.sleep(SETTLE_SECONDS)  # several changes in a row are one event


def _is_open(held: State, actor: Actor) -> bool:
    with held.database.read() as session:
        return is_open(UnitOfWork(session, held.kb, clock.now(), actor))


def _counts(held: State, actor: Actor) -> dict[str, int] | None:
    """None when the person is not logged in any more."""
    with held.database.read() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        if not is_open(work):
            return None
        return {
            "queue": count_waiting(work),
            "mine": count_mine(work),
            "tasks": count_unfinished(work),
            "learning": review.count_waiting(work),
        }
