"""Where foreign platforms call. Anybody may; the connector lets in only what its platform signed."""

import logging

from fastapi import APIRouter, Request, Response

from connectors.contract.request import BadMessage, Refused
from connectors.contract.request import Request as ForeignRequest
from gateway.api.deps import StateDep
from helpline.core import clock

routes = APIRouter(prefix="/channels", tags=["channels"])
LARGEST = 2 * 1024 * 1024

log = logging.getLogger(__name__)


@routes.api_route("/{name}", methods=["GET", "POST"])
@routes.api_route("/{name}/{rest:path}", methods=["GET", "POST"])
async def call(request: Request, held: StateDep, name: str, rest: str = "") -> Response:
    """The platform of the channel: everything it brings is stored before it is answered. 403 to anybody else."""
    channel = held.channels.get(name)
    if channel is None:
        return Response(status_code=404)
    body = await request.body()
    if len(body) > LARGEST:
        return Response("too large", status_code=413)
    foreign = ForeignRequest(
        method=request.method,
        path=rest,
        query=request.url.query,
        headers={key.lower(): value for key, value in request.headers.items()},
        body=body,
        at=clock.now(),
    )
    try:
        received = channel.receive(foreign)
        await held.batcher.store(channel, received)
    except Refused as error:
        log.warning("%s: refused a request: %s", name, error)
        return Response("refused", status_code=403)
    except BadMessage as error:
        log.warning("%s: a request is no message: %s", name, error)
        return Response("bad message", status_code=400)
    answer = received.answer
    return Response(answer.body, status_code=answer.status, media_type=answer.content_type)
