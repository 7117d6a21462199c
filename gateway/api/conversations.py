"""Conversations at the desk. Staff see the queues their role serves (R41: complaints only quality staff)."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from cases import handoff, repository
from cases.errors import NotFound
from cases.tables import Attachment, Case
from gateway.api import views
from gateway.api.chat import picture
from gateway.api.deps import Reading, StateDep, Writing

routes = APIRouter(prefix="/api/conversations", tags=["desk"])


class Words(BaseModel):
    text: str = Field(min_length=1, max_length=2000)


@routes.get("")
def list_(
    work: Reading, owner: Literal["bot", "queue", "agent"] | None = None, mine: bool = False
) -> list[dict[str, Any]]:
    """Staff: conversations of their queues, the most urgent and longest waiting first."""
    rows = repository.list_conversations(work, owner, mine)
    last = repository.last_texts(work, [row.id for row in rows])
    return [views.conversation_row(work, row) | {"last_text": last.get(row.id, "")} for row in rows]


@routes.get("/{id}")
def show(id: str, work: Reading, after: int = 0) -> dict[str, Any]:
    """Staff of the queue: the thread, the customer, the machines with warranty, the case."""
    conversation = handoff.require(work, id)
    customer = conversation.customer
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    return views.conversation_row(work, conversation) | {
        "messages": [views.message_row(message) for message in repository.thread(work, id, after)],
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
        "case": views.case_detail(work, case) if case and repository.may_see_case(work, case) else None,
    }


@routes.post("/{id}/take")
def take(id: str, work: Writing, held: StateDep) -> dict[str, Any]:
    """Staff of the queue: become the owner; 409 when somebody else was first."""
    conversation = handoff.take(work, id)
    held.live.ring(id)
    return views.conversation_row(work, conversation)


@routes.post("/{id}/reply")
def reply(id: str, body: Words, work: Writing, held: StateDep) -> dict[str, Any]:
    """The owning agent: words to the customer."""
    conversation = handoff.reply(work, id, body.text)
    return views.conversation_row(work, conversation)


@routes.post("/{id}/note")
def note(id: str, body: Words, work: Writing) -> dict[str, Any]:
    """Staff of the queue: a note only staff see."""
    return views.conversation_row(work, handoff.write_note(work, id, body.text))


@routes.post("/{id}/return")
def give_back(id: str, work: Writing) -> dict[str, Any]:
    """The owning agent: the bot answers again, and knows what was said."""
    return views.conversation_row(work, handoff.give_back(work, id))


@routes.post("/{id}/close")
def close(id: str, work: Writing) -> dict[str, Any]:
    """The owning agent: the talk is over."""
    return views.conversation_row(work, handoff.close(work, id))


@routes.get("/{id}/attachments/{attachment}")
def attachment(id: str, attachment: str, work: Reading, held: StateDep) -> FileResponse:
    """Staff of the queue: a picture of the conversation."""
    handoff.require(work, id)
    row = work.session.get(Attachment, attachment)
    if row is None or row.conversation_id != id:
        raise NotFound(attachment)
    return picture(held, row)
