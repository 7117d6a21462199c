"""Visits at the desk: who could come, planning, moving, cancelling."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api import case_views
from gateway.api.case_schemas import CaseRow
from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import Id, IdInPath, NameInPath, Paging, Time, shown
from gateway.api.visit_schemas import (
    CancelledVisit,
    CandidatePage,
    Exclusion,
    MovedVisit,
    NewVisit,
    ReadyTold,
    VisitRow,
)
from gateway.api.visit_views import candidate_row, visit_row
from helpline.cases.queries import find_case
from helpline.core.errors import Invalid
from helpline.dispatch import exclusions, planning, readiness, urgent_repairs
from helpline.staff.people import by_username
from helpline.tables.people import ENGINEER
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api", tags=["visits"], responses=refuses(401, 403, 422))


@routes.get("/cases/{number}/candidates", response_model=CandidatePage, responses=refuses(404))
def list_candidates(
    number: NameInPath,
    work: Reading,
    page: Paging,
    begin: Annotated[Time | None, Query(alias="from", description="windows from then on; from now on without")] = None,
    end: Annotated[Time | None, Query(alias="to", description="windows that begin before; three days without")] = None,
    instead: Annotated[Id | None, Query(description="the visit to be moved: what it takes counts as free")] = None,
    exact: Annotated[bool, Query(description="`from` to `to` is the one window, where both are named")] = False,
) -> dict[str, Any]:
    """Staff of the queue: who has the skill and is free, window by window, the best first, with the reasons."""
    case = find_case(work, number)
    return shown(planning.candidates_for(work, case, begin, end, page, exact, instead), candidate_row)


@routes.post("/cases/{number}/visits", status_code=201, responses=refuses(404, 409))
def plan_visit(number: NameInPath, body: NewVisit, work: Writing) -> VisitRow:
    """Staff of the queue: one more visit for the case; all concerned hear of it. 409 when the time is taken."""
    case = find_case(work, number)
    id = once(
        work,
        body.key,
        f"visit {case.number}",
        lambda: planning.plan(work, case, body.persons, body.start, body.end).id,
    )
    return visit_row(work, planning.find_visit(work, int(id)))


@routes.post("/cases/{number}/exclusions", responses=refuses(404, 409))
def exclude_engineer(number: NameInPath, body: Exclusion, work: Writing) -> CaseRow:
    """Staff of the queue: the engineer is not sent to the case's customer again (R25)."""
    case, person = find_case(work, number), by_username(work, body.person)
    if person is None or ENGINEER not in person.roles:
        raise Invalid("person: goes to no customers")
    engineer = person
    deed = f"exclude {case.number} {engineer.username}"
    once(work, body.key, deed, lambda: exclusions.exclude(work, case, engineer, body.why))
    return case_views.case_row(work, case)


@routes.post("/visits/{id}/move", responses=refuses(404, 409))
def move_visit(id: IdInPath, body: MovedVisit, work: Writing) -> VisitRow:
    """Staff of the queue: another window or other people; the visit that stands now. All concerned hear of it."""
    visit = planning.find_visit(work, id)
    after = once(
        work,
        body.key,
        f"move visit {id}",
        lambda: planning.move(work, visit, body.persons, body.start, body.end, body.reason).id,
    )
    return visit_row(work, planning.find_visit(work, int(after)))


@routes.post("/visits/{id}/cancel", responses=refuses(404, 409))
def cancel_visit(id: IdInPath, body: CancelledVisit, work: Writing) -> VisitRow:
    """Staff of the queue: nobody comes in this window; customer and engineers hear of it."""
    visit = planning.find_visit(work, id)
    once(work, body.key, f"cancel visit {id}", lambda: planning.cancel(work, visit, body.reason))
    return visit_row(work, visit)


@routes.post("/visits/{id}/leave", responses=refuses(404, 409))
def give_leave(id: IdInPath, body: CancelledVisit, work: Writing) -> VisitRow:
    """Staff who oversee the service: the crew of an urgent repair may go before it runs, and why (R33)."""
    visit = planning.find_visit(work, id)
    once(work, body.key, f"leave of visit {id}", lambda: urgent_repairs.give_leave(work, visit, body.reason))
    return visit_row(work, visit)


@routes.post("/visits/{id}/ready", responses=refuses(404, 409))
def prepare_visit(id: IdInPath, body: ReadyTold, work: Writing) -> VisitRow:
    """Staff of the queue: something to be clear before the visit, as the customer said or as it was seen to (R27)."""
    visit = planning.find_visit(work, id)
    said = (body.item, body.answer.strip(), work.actor.username)
    once(work, body.key, f"ready visit {id} {body.item}", lambda: readiness.answer(work, visit, *said))
    return visit_row(work, visit)
