"""Conversations at the desk. Staff see the queues their role serves (R41: complaints only quality staff)."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field, model_validator

from gateway.api import views
from gateway.api.chat import picture
from gateway.api.deps import Reading, StateDep, Writing
from helpline.cases.queries import may_see_case
from helpline.conversations import access, ownership
from helpline.conversations.files import LARGEST_PICTURE, keep_picture
from helpline.conversations.queries import failed_counts, last_texts, list_conversations, thread, threads
from helpline.core.errors import NotFound
from helpline.tables import Attachment, Case

routes = APIRouter(prefix="/api/conversations", tags=["desk"])


Key = Annotated[str, Field(max_length=100, description="made by the client; the same twice is written once")]


class Note(BaseModel):
    text: str = Field(min_length=1, max_length=2000)
    key: Key = ""


class Reply(BaseModel):
    text: str = Field("", max_length=2000)
    attachments: list[str] = Field(default_factory=list, max_length=9)
    by: str = Field("", description="the customer's conversation to answer in; empty: the one that reaches them")
    key: Key = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text.strip() and not self.attachments:
            raise ValueError("text or attachments must be given")
        return self


@routes.get("")
def list_(
    work: Reading, owner: Literal["bot", "queue", "agent"] | None = None, mine: bool = False
) -> list[dict[str, Any]]:
    """Staff: conversations of their queues, the most urgent and longest waiting first."""
    rows = list_conversations(work, owner, mine)
    ids = [row.id for row in rows]
    last, failed = last_texts(work, ids), failed_counts(work, ids)
    places = ownership.positions(work, rows)
    return [
        views.conversation_row(work, row, places) | {"last_text": last.get(row.id, ""), "failed": failed.get(row.id, 0)}
        for row in rows
    ]


@routes.get("/{id}")
def show(id: str, work: Reading, held: StateDep, after: int = 0) -> dict[str, Any]:
    """Staff of the queue: the thread, the customer, the machines with warranty, the case."""
    conversation = access.require(work, id)
    customer = conversation.customer
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    ids = [other.id for other in threads(work, conversation)]
    return views.conversation_row(work, conversation) | {
        "failed": sum(failed_counts(work, ids).values()),
        "messages": [views.message_row(message) for message in thread(work, conversation, after)],
        "ways": views.ways(work, conversation, held.channels),
        "fallback": work.kb.policies.delivery.fallback,
        "customer_file": {
            "id": customer.id,
            "name": customer.name,
            "organisation": customer.organisation,
            "phone": customer.phone,
            "address": customer.address,
            "grade": customer.grade,
        }
        if customer
        else None,
        "equipment": [views.machine(work, machine) for machine in customer.equipment] if customer else [],
        "draft": views.draft(work, conversation),
        "case": views.case_detail(work, case) if case and may_see_case(work, case) else None,
    }


@routes.post("/{id}/take")
def take(id: str, work: Writing) -> dict[str, Any]:
    """Staff of the queue: become the owner; 409 when somebody else was first."""
    conversation = ownership.take(work, id)
    return views.conversation_row(work, conversation)


@routes.post("/{id}/reply")
def reply(id: str, body: Reply, work: Writing, held: StateDep) -> dict[str, Any]:
    """The owning agent: words or pictures to the customer, on the channel that reaches them or the one named."""
    conversation = ownership.reply(work, id, body.text, body.by, body.attachments, body.key)
    return views.conversation_row(work, conversation)


@routes.post("/{id}/note")
def note(id: str, body: Note, work: Writing) -> dict[str, Any]:
    """Staff of the queue: a note only staff see."""
    return views.conversation_row(work, ownership.write_note(work, id, body.text, body.key))


@routes.post("/{id}/return")
def give_back(id: str, work: Writing) -> dict[str, Any]:
    """The owning agent: the bot answers again, and knows what was said."""
    return views.conversation_row(work, ownership.give_back(work, id))


@routes.post("/{id}/close")
def close(id: str, work: Writing) -> dict[str, Any]:
    """The owning agent: the talk is over."""
    return views.conversation_row(work, ownership.close(work, id))


@routes.post("/{id}/attachments", status_code=201)
def upload(id: str, file: UploadFile, work: Writing, held: StateDep) -> dict[str, str]:
    """The owning agent: a picture to be named in a reply's `attachments`. JPEG, PNG, WebP or GIF, at most 8 MB."""
    access.require_own(work, id)
    return keep_picture(work, held.settings.uploads, id, file.filename or "", file.file.read(LARGEST_PICTURE + 1))


@routes.get("/{id}/attachments/{attachment}")
def attachment(id: str, attachment: str, work: Reading, held: StateDep) -> FileResponse:
    """Staff of the queue: a picture, recording or film of the customer's conversations."""
    ids = {other.id for other in threads(work, access.require(work, id))}
    row = work.session.get(Attachment, attachment)
    if row is None or row.conversation_id not in ids:
        raise NotFound(attachment)
    return picture(held, row)
