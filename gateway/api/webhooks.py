"""Where foreign platforms call. Anybody may; the connector lets in only what its platform signed."""

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from connectors.contract.request import BadMessage, Refused
from connectors.contract.request import Request as ForeignRequest
from gateway.api.deps import State, StateDep
from gateway.api.errors import refusal, refuses
from gateway.api.schemas import NO_NUL, NameInPath
from helpline.core import clock
from helpline.core.errors import NotFound

_TEXT = {"schema": {"type": "string"}}
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "what the platform asks for: an echo, an XML message, or nothing",
        "content": {"text/plain": _TEXT, "text/xml": _TEXT, "application/xml": _TEXT},
    }
}
routes = APIRouter(prefix="/channels", tags=["channels"], responses=ANSWER | refuses(400, 403, 404, 413, 422))

log = logging.getLogger(__name__)


Rest = Annotated[str, Path(pattern=NO_NUL, max_length=200)]


@routes.get("/{name}", response_class=Response)
async def verify_channel(request: Request, held: StateDep, name: NameInPath) -> Response:
    """The platform of the channel: asks whether the address is ours. 403 to anybody else."""
    return await _call(request, held, name)


@routes.post("/{name}", response_class=Response)
async def call_channel(request: Request, held: StateDep, name: NameInPath) -> Response:
    """The platform of the channel: everything it brings is stored before it is answered. 403 to anybody else."""
    return await _call(request, held, name)


@routes.get("/{name}/{rest:path}", response_class=Response)
async def verify_channel_part(request: Request, held: StateDep, name: NameInPath, rest: Rest) -> Response:
    """The platform of the channel: the same at an address of its own. 403 to anybody else."""
    return await _call(request, held, name, rest)


@routes.post("/{name}/{rest:path}", response_class=Response)
async def call_channel_part(request: Request, held: StateDep, name: NameInPath, rest: Rest) -> Response:
    """The platform of the channel: the same at an address of its own, e.g. receipts. 403 to anybody else."""
    return await _call(request, held, name, rest)


async def _call(request: Request, held: State, name: str, rest: str = "") -> Response:
    channel = held.channels.get(name)
    if channel is None:
        raise NotFound(name)
    foreign = ForeignRequest(
        method=request.method,
        path=rest,
        query=request.url.query,
        headers={key.lower(): value for key, value in request.headers.items()},
        body=await request.body(),
        at=clock.now(),
    )
    try:
        received = channel.receive(foreign)
        await held.batcher.store(channel, received)
    except Refused as error:
        log.warning("%s: refused a request: %s", name, error)
        return refusal(403, "not_allowed", "not signed by the platform")
    except BadMessage as error:
        log.warning("%s: a request is no message: %s", name, error)
        return refusal(400, "bad_message", str(error))
    answer = received.answer
    return Response(answer.body, status_code=answer.status, media_type=answer.content_type)
