"""Web chat. A session's token opens its own conversation and no other; sessions themselves are open to anybody."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response, Security
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from connectors.contract.inbound import visible
from connectors.contract.request import BadMessage
from connectors.web import WebChannel, as_json
from gateway.api.chat_schemas import AnswerOut, ChatConfig, MessageIn, MessageOut, QuickStart, SessionOut
from gateway.api.deps import LONGEST_TOKEN, State, StateDep, address_of
from gateway.api.errors import refuses
from gateway.api.origin import origin_of
from gateway.api.schemas import FILE, STREAM, LastEventId, NameInPath, Picture
from gateway.api.schemas import Attachment as StoredPicture
from gateway.api.stream import stream_of
from gateway.workers.wait_for_bell import rung
from helpline.conversations.customer_leaves import leave
from helpline.conversations.files import LARGEST_PICTURE, keep_picture, storing
from helpline.conversations.opening import chat_of, open_chat
from helpline.conversations.queries import answers, handled
from helpline.core import clock
from helpline.core.errors import Invalid, NotFound, NotLoggedIn, TooManyRequests
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.delivery.outbox import outbound
from helpline.inbound.ingest import Stored, receive
from helpline.tables import Attachment
from kb.emergency import detect
from language.facts.normalise import normalise

routes = APIRouter(prefix="/chat", tags=["web chat"])
WEB = WebChannel()


_bearer = HTTPBearer(auto_error=False, scheme_name="chat_token", description="given by POST /chat/sessions")


def token(authorization: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> str:
    """The bearer token of the request."""
    if authorization is None or not 1 <= len(authorization.credentials) <= LONGEST_TOKEN:
        raise NotLoggedIn()
    return authorization.credentials.strip()


Token = Annotated[str, Depends(token)]


def conversation_id(held: State, token: str) -> str:
    with held.database.read() as session:
        return chat_of(UnitOfWork(session, held.kb, clock.now()), token).id


@routes.get("/config")
def show_chat_config(held: StateDep) -> ChatConfig:
    """Anybody: what the chat page shows before the first message."""
    company = held.kb.company
    names = {"company": company.name, "assistant": company.assistant, "hotline": company.hotline}
    quick = (entry.split("|", 1) for entry in held.kb.phrases["quick_starts"])
    return ChatConfig(
        **names,
        greeting=phrase(held.kb, "greeting", **names),
        quick=[QuickStart(title=title, text=text) for title, text in quick],
    )


@routes.post("/sessions", status_code=201, responses=refuses(429))
def open_session(request: Request, held: StateDep) -> SessionOut:
    """Anybody: a new conversation and the token that opens it."""
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now())
        made, conversation = open_chat(work, origin=origin_of(request, held))
        return SessionOut(token=made, conversation_id=conversation.id)


@routes.post("/leave", status_code=204, responses=refuses(401))
def leave_chat(held: StateDep, token: Token) -> None:
    """The token's owner: ends the talk on this device. The token opens nothing from then on."""
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now())
        leave(work, chat_of(work, token))


@routes.post(
    "/messages",
    responses=refuses(401, 404, 422, 429, 503)
    | {202: {"model": AnswerOut, "description": "stored; no answer came in time"}},
)
async def post_message(
    body: MessageIn,
    request: Request,
    response: Response,
    held: StateDep,
    token: Token,
    wait: Annotated[float, Query(ge=0, le=120, allow_inf_nan=False, description="seconds")] = 0,
) -> AnswerOut:
    """The token's owner: stores the message, then waits up to `wait` seconds for the answers to it.

    429 when there are too many of them, unless they tell of danger.
    """
    own = await asyncio.to_thread(conversation_id, held, token)
    try:
        held.limits.count(held.kb.policies.limits.messages, "messages", address_of(request), own)
    except TooManyRequests:
        if not await held.limits.aside(_tells_of_danger, held, body.text):
            raise
    now = asyncio.get_running_loop().time
    deadline = now() + wait
    with held.changes.listen_answer(own) as bell:  # from before it is stored: no answer comes unheard
        stored = await asyncio.to_thread(_store, held, own, body, origin_of(request, held))
        if wait and not stored.repeated:
            await rung(bell, wait)
        while True:
            bell.clear()
            done, answer = await asyncio.to_thread(_answers, held, stored.message_id)
            if done or now() >= deadline:
                response.status_code = 200 if answer.messages else 202
                return answer
            await rung(bell, max(0.0, deadline - now()))


def _tells_of_danger(held: State, text: str) -> bool:
    return detect(held.kb, normalise(visible(text))) is not None


def _store(held: State, mine: str, body: MessageIn, origin: str) -> Stored:
    try:
        inbound = WEB.parse(mine, body.model_dump())
    except BadMessage as error:
        raise Invalid(str(error)) from error
    return held.reserve.store(lambda: receive(held.database, held.kb, inbound, mine, origin), [inbound.text])


def _answers(held: State, message_id: int) -> tuple[bool, AnswerOut]:
    """Whether the message was dealt with, and what was said to it."""
    with held.database.read() as session:
        work = UnitOfWork(session, held.kb, clock.now())
        found = handled(work, message_id)
        said = answers(work, found.turn_id) if found.done and found.turn_id else []
        messages = [MessageOut(**as_json(outbound(m))) for m in said]
        return found.done, AnswerOut(owner=found.owner, messages=messages)


async def open_stream(request: Request, held: StateDep, token: Token) -> AsyncIterator[str]:
    """The conversation of the token, and a place for its stream until the stream has ended."""
    mine = await asyncio.to_thread(conversation_id, held, token)
    with held.limits.stream(mine, address_of(request)):
        yield mine


OpenStream = Annotated[str, Depends(open_stream)]


@routes.get("/stream", response_class=StreamingResponse, responses=STREAM | refuses(401, 422, 429))
async def stream_conversation(
    request: Request, held: StateDep, mine: OpenStream, last_event_id: Annotated[LastEventId, Header()] = 0
) -> StreamingResponse:
    """The token's owner: everything of the conversation as server-sent events, on from `Last-Event-ID`.

    Events: `message` (from bot, agent or system), `customer` (the visitor's own), `owner`, `typing`.
    """
    return StreamingResponse(
        stream_of(held, mine, last_event_id, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@routes.post("/attachments", status_code=201, response_model=StoredPicture, responses=refuses(401, 413, 422, 429))
async def upload_picture(file: Picture, held: StateDep, token: Token) -> dict[str, str]:
    """The token's owner: a picture to be named in a message's `attachments`. JPEG, PNG, WebP or GIF, at most 8 MB."""
    mine = await asyncio.to_thread(conversation_id, held, token)
    data = await file.read(LARGEST_PICTURE + 1)
    return await asyncio.to_thread(_keep, held, mine, file.filename or "", data)


def _keep(held: State, conversation: str, name: str, data: bytes) -> dict[str, str]:
    with storing(held.settings.uploads, data) as picture, held.database.write() as session:
        return keep_picture(UnitOfWork(session, held.kb, clock.now()), conversation, name, picture)


@routes.get("/attachments/{id}", response_class=FileResponse, responses=FILE | refuses(401, 404, 422))
def show_picture(id: NameInPath, held: StateDep, token: Token) -> FileResponse:
    """The token's owner: a picture of this conversation."""
    mine = conversation_id(held, token)
    with held.database.read() as session:
        row = session.get(Attachment, id)
    if row is None or row.conversation_id != mine:
        raise NotFound(id)
    return picture(held, row)


def picture(held: State, row: Attachment) -> FileResponse:
    """A stored picture, recording or film, never to be run as anything else; NotFound while it is not fetched."""
    if row.status != "ready":
        raise NotFound(row.id)
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return FileResponse(held.settings.uploads / row.id, media_type=row.content_type, headers=headers)
