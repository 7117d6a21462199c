"""Surveys as rows (R35): who was asked what they think of the service, where, and what they said."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key
from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import LONGEST_TEXT, Body, IdInPath, Instant, Page, Paging, Text, shown
from helpline.cases import surveys
from helpline.tables import Survey
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api/surveys", tags=["supervision"], responses=refuses(401, 403, 422))


class SurveyRow(BaseModel):
    """About a case, or a regular one of those under a contract."""

    id: int
    case: str | None
    contract: str | None
    customer: str = Field(description="the name on file of who was asked; empty: not known, or forgotten")
    asked_at: Instant
    channel: str = Field(description="it was asked on; phone where somebody is to call")
    engineer: str | None = Field(description="the username of who served")
    category: str
    answered_at: Instant | None
    score: int | None = Field(description="1 to 5")
    words: str


class SurveyPage(Page[SurveyRow]):
    """Surveys, newest first."""


class SurveyAnswer(Body):
    key: Key
    score: Annotated[int, Field(ge=1, le=5)]
    words: Annotated[Text, Field(max_length=LONGEST_TEXT, description="as the customer said them")] = ""


@routes.get("", response_model=SurveyPage)
def list_surveys(
    work: Reading,
    page: Paging,
    answered: Annotated[bool | None, Query(description="only those answered, or not; all without")] = None,
) -> dict[str, Any]:
    """Staff: surveys about cases of their queues and of those under contract, newest first."""
    return shown(surveys.listed(work, answered, page), _row)


@routes.post("/{id}/answer", responses=refuses(404, 409))
def answer_survey(id: IdInPath, body: SurveyAnswer, work: Writing) -> SurveyRow:
    """Staff of the queue: what the customer answered on the phone. 422 when it was answered before."""
    row = surveys.find(work, id)
    said = (body.score, body.words.strip())
    once(work, body.key, f"answer survey {id}", lambda: surveys.answered_by_phone(work, row, *said))
    return _row(row)


def _row(row: Survey) -> SurveyRow:
    return SurveyRow(
        id=row.id,
        case=row.case.number if row.case else None,
        contract=row.contract_id,
        customer=row.customer.name if row.customer else "",
        asked_at=row.asked_at,
        channel=row.channel,
        engineer=row.engineer.username if row.engineer else None,
        category=row.category,
        answered_at=row.answered_at,
        score=row.score,
        words=row.words,
    )
