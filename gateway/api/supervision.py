"""The service seen from above: bad service marked against people, complaints reviewed by others, scores by group."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import Day, NameInPath, Paging, Text, shown
from gateway.api.supervision_schemas import (
    ComplaintReviewRow,
    MarkPage,
    MarkRow,
    NewMark,
    NewReview,
    Satisfaction,
    ScoredRow,
)
from helpline.cases import supervising
from helpline.cases.queries import find_case
from helpline.core.errors import Invalid
from helpline.reports.satisfaction import By, satisfaction
from helpline.staff import conduct
from helpline.staff.people import by_username
from helpline.tables import ComplaintReview, ConductMark, Person
from helpline.timeline.request_keys import once

LONG = timedelta(days=30)
routes = APIRouter(prefix="/api", tags=["supervision"], responses=refuses(401, 403, 422))


@routes.get("/conduct", response_model=MarkPage)
def list_conduct(
    work: Reading, page: Paging, person: Annotated[Text, Query(max_length=100, description="a username")] = ""
) -> dict[str, Any]:
    """Staff who oversee the service: what stands against people, newest first, of cases they may see."""
    return shown(supervising.marks(work, person, page), _mark)


@routes.post("/cases/{number}/conduct", responses=refuses(404, 409))
def mark_conduct(number: NameInPath, body: NewMark, work: Writing) -> MarkRow:
    """Staff of the queue: bad service in this case, against who gave it (R44)."""
    case, person = find_case(work, number), _person(work, body.person)
    deed = f"mark {case.number} {person.username} {body.kind}"
    said = (body.words, body.consequence)
    id = once(work, body.key, deed, lambda: conduct.mark(work, person, body.kind, case, *said).id)
    return _mark(work.session.get_one(ConductMark, int(id)))


@routes.post("/cases/{number}/review", responses=refuses(404, 409))
def review_complaint(number: NameInPath, body: NewReview, work: Writing) -> ComplaintReviewRow:
    """Staff who may read the complaint and had no part in handling it: its cause, and what is made better (R41)."""
    case = find_case(work, number)
    against = _person(work, body.person) if body.person else None
    id = once(
        work,
        body.key,
        f"review {case.number}",
        lambda: (
            supervising.review(
                work,
                case,
                body.found_true,
                body.cause,
                body.measure,
                body.measure_by,
                against,
                body.kind,
                body.consequence,
            ).id
        ),
    )
    row = work.session.get_one(ComplaintReview, int(id))
    said = {name: getattr(row, name) for name in ("found_true", "cause", "measure", "measure_by", "made_at")}
    return ComplaintReviewRow(case=case.number, reviewer=row.reviewer.username, **said)


@routes.get("/satisfaction", response_model=Satisfaction)
def show_satisfaction(
    work: Reading,
    by: By,
    begin: Annotated[Day | None, Query(alias="from", description="thirty days ago without")] = None,
    end: Annotated[Day | None, Query(alias="to", description="today without")] = None,
) -> dict[str, Any]:
    """Staff who oversee the service: how customers scored it, by engineer, product or channel (R35)."""
    last = end or work.today
    rows = satisfaction(work, by, begin or last - LONG, last)
    return {"by": by, "groups": [ScoredRow(**vars(row)) for row in rows]}


def _person(work: Writing, username: str) -> Person:
    person = by_username(work, username)
    if person is None:
        raise Invalid("person: not here")
    return person


def _mark(row: ConductMark) -> MarkRow:
    said = {name: getattr(row, name) for name in ("id", "kind", "words", "consequence", "made_by", "made_at")}
    return MarkRow(person=row.person.username, name=row.person.name, case=row.case.number, **said)
