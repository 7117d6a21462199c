"""The hotline's webhooks. Included before the other channels' routes: a call is led on by the answers."""

import logging
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Request, Response

from connectors.contract.request import BadMessage, Refused
from connectors.contract.request import Request as ForeignRequest
from connectors.voice.channel import VoiceChannel
from gateway.api.deps import State, StateDep
from gateway.api.errors import refusal, refuses
from gateway.api.schemas import NameInPath
from gateway.workers.hotline import Hotline
from helpline.core import clock
from helpline.core.errors import NotFound

TWIML: dict[int | str, dict[str, Any]] = {
    200: {"description": "TwiML: what the call does next", "content": {"text/xml": {"schema": {"type": "string"}}}}
}
routes = APIRouter(prefix="/channels/voice", tags=["hotline"], responses=TWIML | refuses(400, 403, 404, 413))
log = logging.getLogger(__name__)


def hotline(request: Request, held: StateDep) -> Hotline:
    """The hotline of this gateway; NotFound while it is switched off."""
    channel = held.channels.get("voice")
    if not isinstance(channel, VoiceChannel):
        raise NotFound("voice")
    return _made(request, held, channel)


def _made(request: Request, held: State, channel: VoiceChannel) -> Hotline:
    made: Hotline | None = getattr(request.app.state, "hotline", None)
    if made is None or made.channel is not channel:
        made = Hotline(held.database, held.kb, held.changes, channel, held.channels)
        request.app.state.hotline = made
    return made


HotlineDep = Annotated[Hotline, Depends(hotline)]


@routes.post("", response_class=Response)
async def begin_call(request: Request, hotline: HotlineDep) -> Response:
    """Twilio only: a call comes in."""
    return await _answer(request, hotline, "")


@routes.post("/{path}", response_class=Response, responses=refuses(422))
async def lead_call(path: NameInPath, request: Request, hotline: HotlineDep) -> Response:
    """Twilio only: a call goes on or is over."""
    return await _answer(request, hotline, path)


async def _answer(request: Request, hotline: Hotline, path: str) -> Response:
    foreign = ForeignRequest(
        method=request.method,
        path=unquote(path),
        query=request.url.query,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        at=clock.now(),
    )
    try:
        event = hotline.channel.event(foreign)
    except Refused as error:
        log.warning("voice: refused: %s", error)
        return refusal(403, "not_allowed", "not signed by the platform")
    except BadMessage as error:
        log.warning("voice: not understood: %s", error)
        return refusal(400, "bad_message", str(error))
    return Response(await hotline.answer(event), media_type="text/xml")
