"""Web chat. A session's token opens its own conversation and no other; sessions themselves are open to anybody."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import bindparam, select

from connectors.contract.request import BadMessage
from connectors.web import WebChannel, as_json
from gateway.api.deps import State, StateDep
from gateway.api.stream import stream_of
from helpline.conversations.chat import chat_of, open_chat
from helpline.conversations.files import LARGEST_PICTURE, keep_picture
from helpline.conversations.queries import answers
from helpline.core import clock
from helpline.core.errors import Invalid, NotFound, NotLoggedIn, TooManyAttempts
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.delivery.outbox import outbound
from helpline.inbound.ingest import Stored, receive
from helpline.tables import Attachment, Conversation, Message

routes = APIRouter(prefix="/chat", tags=["web chat"])
WEB = WebChannel()


class SessionOut(BaseModel):
    token: str
    conversation_id: str


class MessageIn(BaseModel):
    message_id: str = Field(
        min_length=1, max_length=100, description="made by the client; the same twice is one message"
    )
    text: str = Field("", max_length=2000)
    payload: str = Field("", max_length=500, description="of the button that was pressed")
    attachments: list[str] = Field(default_factory=list, max_length=9)


class Button(BaseModel):
    title: str
    payload: str


class MessageOut(BaseModel):
    id: str
    author: str = Field(description="bot, agent or system")
    author_name: str = ""
    text: str
    buttons: list[Button] = []
    attachments: list[dict[str, Any]] = []
    sent_at: str


class AnswerOut(BaseModel):
    owner: str = Field(description="bot, queue or agent")
    messages: list[MessageOut]


def token(authorization: Annotated[str, Header()] = "") -> str:
    """The bearer token of the request."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "bearer" or not value:
        raise NotLoggedIn()
    return value.strip()


Token = Annotated[str, Depends(token)]


def conversation_id(held: State, token: str) -> str:
    with held.database.read() as session:
        return chat_of(UnitOfWork(session, held.kb, clock.now()), token).id


@routes.get("/config")
def config(held: StateDep) -> dict[str, Any]:
    """Anybody: what the chat page shows before the first message."""
    company = held.kb.company
    quick = [
        {"title": title, "text": text}
        for title, text in (entry.split("|", 1) for entry in held.kb.phrases["quick_starts"])
    ]
    return {
        "company": company.name,
        "assistant": company.assistant,
        "hotline": company.hotline,
        "greeting": phrase(
            held.kb, "greeting", company=company.name, assistant=company.assistant, hotline=company.hotline
        ),
        "quick": quick,
    }


@routes.post("/sessions", status_code=201)
def open_session(request: Request, held: StateDep) -> SessionOut:
    """Anybody: a new conversation and the token that opens it."""
    limit: Any = request.app.state.session_limit
    if not limit.allows(request.client.host if request.client else ""):
        raise TooManyAttempts()
    with held.database.write() as session:
        made, conversation = open_chat(UnitOfWork(session, held.kb, clock.now()))
        return SessionOut(token=made, conversation_id=conversation.id)


@routes.post("/messages", responses={202: {"model": AnswerOut, "description": "stored; no answer came in time"}})
async def post_message(
    body: MessageIn, response: Response, held: StateDep, token: Token, wait: Annotated[float, Query(ge=0, le=120)] = 0
) -> AnswerOut:
    """The token's owner: stores the message, then waits up to `wait` seconds for the answers to it."""
    stored = await asyncio.to_thread(_store, held, token, body)
    mine = stored.conversation_id
    now = asyncio.get_running_loop().time
    deadline = now() + wait
    with held.changes.listen(mine) as bell:
        while True:  # the answer may have come before the bell was there, so the look comes first
            bell.clear()
            handled, answer = await asyncio.to_thread(_answers, held, stored.message_id)
            if handled or now() >= deadline:
                response.status_code = 200 if answer.messages else 202
                return answer
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), max(0.0, deadline - now()))


def _store(held: State, token: str, body: MessageIn) -> Stored:
    mine = conversation_id(held, token)
    try:
        inbound = WEB.parse(mine, body.model_dump())
    except BadMessage as error:
        raise Invalid(str(error)) from error
    return receive(held.database, held.kb, inbound, mine)


_HANDLED = (
    select(Message.handled_at, Message.turn_id, Conversation.owner)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(Message.id == bindparam("id"))
)


def _answers(held: State, message_id: int) -> tuple[bool, AnswerOut]:
    """Whether the message was dealt with, and what was said to it."""
    with held.database.read() as session:
        handled_at, turn_id, owner = session.execute(_HANDLED, {"id": message_id}).one()
        said = answers(UnitOfWork(session, held.kb, clock.now()), turn_id) if handled_at and turn_id else []
        messages = [MessageOut(**as_json(outbound(m))) for m in said]
        return handled_at is not None, AnswerOut(owner=owner, messages=messages)


@routes.get("/stream", response_class=StreamingResponse)
async def stream(
    request: Request, held: StateDep, token: Token, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """The token's owner: everything of the conversation as server-sent events, on from `Last-Event-ID`.

    Events: `message` (from bot, agent or system), `customer` (the visitor's own), `owner`, `typing`.
    """
    mine = await asyncio.to_thread(conversation_id, held, token)
    after = int(last_event_id) if last_event_id.isdigit() else 0
    return StreamingResponse(
        stream_of(held, mine, after, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@routes.post("/attachments", status_code=201)
async def upload(file: UploadFile, held: StateDep, token: Token) -> dict[str, str]:
    """The token's owner: a picture to be named in a message's `attachments`. JPEG, PNG, WebP or GIF, at most 8 MB."""
    mine = await asyncio.to_thread(conversation_id, held, token)
    data = await file.read(LARGEST_PICTURE + 1)
    return await asyncio.to_thread(_keep, held, mine, file.filename or "", data)


def _keep(held: State, conversation: str, name: str, data: bytes) -> dict[str, str]:
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now())
        return keep_picture(work, held.settings.uploads, conversation, name, data)


@routes.get("/attachments/{id}")
def download(id: str, held: StateDep, token: Token) -> FileResponse:
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
