"""Learning from use: agents suggest what a message meant, reviewers decide (`kb/policies/learning.yml` says who)."""

from functools import cache
from itertools import groupby, islice
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from gateway.api import views
from gateway.api.deps import Reading, Writing
from gateway.settings import ROOT
from helpline.core.errors import Invalid
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning import review
from helpline.learning.examples import trained
from helpline.tables import ReviewItem

routes = APIRouter(prefix="/api/learning", tags=["desk"])

SHOWN = 50  # items at a time
CHOICES = 5


class Suggestion(BaseModel):
    conversation: str
    message: int
    intent: str


class Label(BaseModel):
    intent: str
    example: str | None = Field(None, max_length=500)


@routes.get("")
def list_(work: Reading) -> list[dict[str, Any]]:
    """Reviewers: the messages that wait for them, each with what was said around it and the most probable intents."""
    return [_row(work, item) for item in review.waiting(work, SHOWN)]


@routes.get("/intents")
def intents(_work: Reading) -> list[dict[str, Any]]:
    """Staff: every intent a message can have, with two of its examples."""
    return [{"name": name, "examples": list(examples)} for name, examples in known_intents().items()]


@routes.post("/suggest")
def suggest(body: Suggestion, work: Writing) -> dict[str, Any]:
    """Staff of the conversation's queue: the customer's message meant this; a reviewer will look at it."""
    item = review.relabel(work, body.conversation, body.message, _known(body.intent))
    return {"id": item.id, "status": item.status}


@routes.post("/{id}/label")
def label(id: int, body: Label, work: Writing) -> dict[str, Any]:
    """Reviewers: it means this, and is to become an example (or is held out to measure with)."""
    item = review.label(work, id, _known(body.intent), body.example)
    return {"id": item.id, "status": item.status}


@routes.post("/{id}/reject")
def reject(id: int, work: Writing) -> dict[str, Any]:
    """Reviewers: nothing to learn from."""
    item = review.reject(work, id)
    return {"id": item.id, "status": item.status}


@routes.post("/{id}/undo")
def undo(id: int, work: Writing) -> dict[str, Any]:
    """Reviewers: it waits again; 409 once it has become an example."""
    item = review.undo(work, id)
    return {"id": item.id, "status": item.status}


@cache
def known_intents() -> dict[str, tuple[str, ...]]:
    """The intents customers can mean, each with two examples; as the gateway found them when it started."""
    by_intent = groupby(trained(ROOT), key=lambda sentence: sentence.intent)
    return {intent: tuple(sentence.text for sentence in islice(rows, 2)) for intent, rows in by_intent}


def _known(intent: str) -> str:
    if intent not in known_intents():
        raise Invalid(f"no intent {intent}")
    return intent


def _row(work: UnitOfWork, item: ReviewItem) -> dict[str, Any]:
    around, own = review.context(work, item)
    return {
        "id": item.id,
        "conversation_id": item.conversation_id,
        "channel": item.conversation.channel,
        "text": item.text,
        "example": item.example,
        "reason": item.reason,
        "predicted": item.predicted,
        "times": item.times,
        "suggested": item.suggested,
        "suggested_by": item.suggested_by,
        "created_at": views.instant(item.created_at),
        "choices": _choices(item),
        "messages": [views.message_row(message) | {"own": message.seq in own} for message in around],
    }


def _choices(item: ReviewItem) -> list[dict[str, Any]]:
    """The agent's suggestion first, then what was most probable; without a ranking only the suggestion."""
    chances = {rank["name"]: rank["confidence"] for rank in item.ranking if rank["name"] in known_intents()}
    names = dict.fromkeys([item.suggested, *chances] if item.suggested else chances)
    return [{"intent": name, "chance": chances.get(name)} for name in islice(names, CHOICES)]
