"""What people do for a customer beside the case's record: promise and keep by hand, work from afar, pass it on."""

from typing import Any

from fastapi import APIRouter

from gateway.api import case_views
from gateway.api.case_schemas import CaseRow
from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import NameInPath, Paging, shown
from gateway.api.service_schemas import (
    KeptByHand,
    PassedOn,
    PointPage,
    PromisedByHand,
    RemoteBegun,
    RemoteEnded,
    ServiceChanged,
)
from helpline.cases import promised_by_hand, remote_work, service_change, service_points
from helpline.cases.queries import find_case
from helpline.core.paging import page_of_sequence
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api", tags=["cases"], responses=refuses(401, 403, 422))


@routes.post("/cases/{number}/promised", responses=refuses(404, 409))
def promise_by_hand(number: NameInPath, body: PromisedByHand, work: Writing) -> CaseRow:
    """Staff of the queue: the customer was promised something just now, e.g. a call-back; it is on the clock."""
    case = find_case(work, number)
    deed = f"promise {case.number} {body.kind}"
    once(work, body.key, deed, lambda: promised_by_hand.promise(work, case, body.kind, body.words))
    return case_views.case_row(work, case)


@routes.post("/cases/{number}/kept", responses=refuses(404, 409))
def keep_by_hand(number: NameInPath, body: KeptByHand, work: Writing) -> CaseRow:
    """Staff of the queue: something promised was done, and what came of it; whoever policy names reads that."""
    case = find_case(work, number)
    deed = f"keep {case.number} {body.kind}"
    once(work, body.key, deed, lambda: promised_by_hand.keep(work, case, body.kind, body.words))
    return case_views.case_row(work, case)


@routes.post("/cases/{number}/remote", responses=refuses(404, 409))
def begin_remote(number: NameInPath, body: RemoteBegun, work: Writing) -> CaseRow:
    """Staff of the queue: they connect to the machine; the customer hears until when. 409 without their consent."""
    case = find_case(work, number)
    deed = f"begin remote {case.number}"
    once(work, body.key, deed, lambda: remote_work.begin(work, case, body.way, body.until))
    return case_views.case_row(work, case)


@routes.post("/cases/{number}/remote/end", responses=refuses(404, 409))
def end_remote(number: NameInPath, body: RemoteEnded, work: Writing) -> CaseRow:
    """Staff of the queue: what was done from afar; solved, or somebody has to come."""
    case = find_case(work, number)
    deed = f"end remote {case.number}"
    once(work, body.key, deed, lambda: remote_work.end(work, case, body.words, body.solved))
    return case_views.case_row(work, case)


@routes.post("/cases/{number}/service", responses=refuses(404, 409))
def change_service(number: NameInPath, body: ServiceChanged, work: Writing) -> CaseRow:
    """Staff of the queue: service stops, changes or goes on; the customer gets a message, and is called as well."""
    case = find_case(work, number)
    deed = f"service {case.number} {body.change}"
    once(work, body.key, deed, lambda: service_change.tell(work, case, body.change, body.reason, body.time))
    return case_views.case_row(work, case)


@routes.post("/cases/{number}/point", responses=refuses(404, 409))
def pass_on_case(number: NameInPath, body: PassedOn, work: Writing) -> CaseRow:
    """Staff of the queue: the case is another service point's now, whose dispatcher gets it as a task (R25)."""
    case = find_case(work, number)
    deed = f"pass on {case.number} {body.point}"
    once(work, body.key, deed, lambda: service_points.pass_on(work, case, body.point, body.reason))
    return case_views.case_row(work, case)


@routes.get("/service-points", response_model=PointPage)
def list_points(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: where the company serves from, and which place answers for which area. None moves."""
    places = {point.id: f"{at:03}" for at, point in enumerate(work.kb.service_points)}
    found = page_of_sequence("service points", work.kb.service_points, lambda point: places[point.id], page)
    return shown(found, lambda point: case_views.point_row(work, point))
