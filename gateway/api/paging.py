"""Pages: who is rung for a case, and what they answer (R22)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api import duty_views
from gateway.api.deps import Reading, Writing
from gateway.api.duty_schemas import AlarmPage, PageAnswer, PagePage, PageRow, PageWish, RoundRow
from gateway.api.errors import refuses
from gateway.api.schemas import IdInPath, NameInPath, Paging, Text
from helpline.cases import desk_alarms
from helpline.cases.queries import find_case
from helpline.core.errors import NotAllowed
from helpline.duty import pages_of_case, paging
from helpline.duty.ring_out import DESK
from helpline.duty.roster_rights import may_edit
from helpline.tables import PageRound
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api", tags=["duty"], responses=refuses(401, 403, 422))


@routes.get("/alarms", response_model=AlarmPage)
def list_alarms(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: what nobody has yet, of the queues their role serves, the oldest first. One that somebody has goes."""
    found = desk_alarms.standing(work, page)
    rounds = desk_alarms.rounds_of(work, found.items)
    rows = [duty_views.alarm_row(work, case, rounds.get(case.id)) for case in found.items]
    return {"items": rows, "next": found.next}


@routes.get("/pages", response_model=PagePage, responses=refuses(404))
def list_pages(
    case: Annotated[Text, Query(max_length=100, description="the case's number")], work: Reading, page: Paging
) -> dict[str, Any]:
    """Staff of the case's queue: everybody rung for it, in the order of ringing. None moves."""
    found = pages_of_case.of_case(work, find_case(work, case), page)
    return {"items": [duty_views.page_row(row) for row in found.items], "next": found.next}


@routes.post("/cases/{number}/pages", status_code=201, responses=refuses(404, 409))
def page_for_case(number: NameInPath, body: PageWish, work: Writing) -> RoundRow:
    """Staff of the queue: rings who is on duty, one after the other. While somebody is rung for it, that goes on."""
    case = find_case(work, number)
    purpose = work.kb.policies.duty.page.staff_purpose

    def do() -> int:
        rung = paging.page(work, case, purpose, body.reason, again=True)
        assert rung is not None, "rung again"
        return rung.id

    return duty_views.round_row(work.session.get_one(PageRound, int(once(work, body.key, f"page {case.id}", do))))


@routes.post("/pages/{id}/answer", responses=refuses(404, 409))
def answer_page(id: IdInPath, body: PageAnswer, work: Writing) -> PageRow:
    """Staff: whoever was rung takes it or cannot come; supervisors note it for them. 409 when a colleague has it."""
    found = desk_alarms.page_for(work, id)
    if found.person_id != work.actor.person_id and not may_edit(work):
        raise NotAllowed("a colleague is rung")
    taken = body.outcome == "answered"
    once(work, body.key, f"{body.outcome} {id}", lambda: paging.answer(work, id, taken, DESK).id)
    return duty_views.page_row(found)
