"""Learning from use: agents suggest what a message meant, reviewers decide (`kb/policies/learning.yml` says who)."""

from functools import cache
from itertools import groupby, islice
from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api import conversation_views, learning_views
from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.learning_schemas import (
    Choice,
    GuidedPage,
    Intent,
    IntentPage,
    Label,
    NearbyMessage,
    Reviewed,
    ReviewPage,
    ReviewRow,
    Suggestion,
)
from gateway.api.schemas import IdInPath, Paging, Text, fields, shown
from gateway.settings import ROOT
from helpline.cases import solved_by_guidance
from helpline.core.errors import Invalid
from helpline.core.paging import page_of_sequence
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning import review
from helpline.learning.examples import trained
from helpline.tables import ReviewItem

routes = APIRouter(prefix="/api/learning", tags=["learning"], responses=refuses(401, 403, 422))

CHOICES = 5


@routes.get("", response_model=ReviewPage)
def list_reviews(work: Reading, page: Paging) -> dict[str, Any]:
    """Reviewers: the messages that wait for them, each with what was said around it and the most probable intents.

    Each that does not move meanwhile is given once; one moves up when an agent suggests an intent for it or a customer
    says it again.
    """
    return shown(review.waiting(work, page), lambda item: _row(work, item))


@routes.get("/intents", response_model=IntentPage)
def list_intents(_work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: every intent a message can have, by name, with two of its examples."""
    names = page_of_sequence("intents", list(known_intents()), str, page)
    return shown(names, lambda name: Intent(name=name, examples=list(known_intents()[name])))


@routes.get("/guided", response_model=GuidedPage)
def list_guided_faults(
    work: Reading, page: Paging, category: Annotated[Text, Query(max_length=100, description="all without")] = ""
) -> dict[str, Any]:
    """Staff: faults that customers put right by guidance alone, newest first, with cause and steps (R39)."""
    return shown(
        solved_by_guidance.guided_faults(work, category, page), lambda row: learning_views.guided_row(work, row)
    )


@routes.post("/suggest", responses=refuses(404, 409))
def suggest_intent(body: Suggestion, work: Writing) -> Reviewed:
    """Staff of the conversation's queue: the customer's message meant this; a reviewer will look at it."""
    return _reviewed(review.relabel(work, body.conversation, body.message, _known(body.intent)))


@routes.post("/{id}/label", responses=refuses(404, 409))
def label_review(id: IdInPath, body: Label, work: Writing) -> Reviewed:
    """Reviewers: it means this, and is to become an example (or is held out to measure with)."""
    return _reviewed(review.label(work, id, _known(body.intent), body.example))


@routes.post("/{id}/reject", responses=refuses(404, 409))
def reject_review(id: IdInPath, work: Writing) -> Reviewed:
    """Reviewers: nothing to learn from."""
    return _reviewed(review.reject(work, id))


@routes.post("/{id}/undo", responses=refuses(404, 409))
def undo_review(id: IdInPath, work: Writing) -> Reviewed:
    """Reviewers: it waits again; 409 once it has become an example."""
    return _reviewed(review.undo(work, id))


@cache
def known_intents() -> dict[str, tuple[str, ...]]:
    """The intents customers can mean, each with two examples; as the gateway found them when it started."""
    by_intent = groupby(trained(ROOT), key=lambda sentence: sentence.intent)
    return {intent: tuple(sentence.text for sentence in islice(rows, 2)) for intent, rows in by_intent}


def _known(intent: str) -> str:
    if intent not in known_intents():
        raise Invalid(f"no intent {intent}")
    return intent


def _reviewed(item: ReviewItem) -> Reviewed:
    return Reviewed(id=item.id, status=item.status)


def _row(work: UnitOfWork, item: ReviewItem) -> ReviewRow:
    around, own = review.context(work, item)
    return ReviewRow(
        id=item.id,
        conversation_id=item.conversation_id,
        channel=item.conversation.channel,
        text=item.text,
        example=item.example,
        reason=review.Reason(item.reason),
        predicted=item.predicted,
        times=item.times,
        suggested=item.suggested,
        suggested_by=item.suggested_by,
        created_at=item.created_at,
        choices=_choices(item),
        messages=[
            NearbyMessage(**fields(row), own=row.seq in own) for row in conversation_views.message_rows(work, around)
        ],
    )


def _choices(item: ReviewItem) -> list[Choice]:
    """The agent's suggestion first, then what was most probable; without a ranking only the suggestion."""
    chances = {rank["name"]: rank["confidence"] for rank in item.ranking if rank["name"] in known_intents()}
    names = dict.fromkeys([item.suggested, *chances] if item.suggested else chances)
    return [Choice(intent=name, chance=chances.get(name)) for name in islice(names, CHOICES)]
