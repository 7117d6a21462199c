"""The dispatcher's board: a day's visits, those who go, and the cases still to be planned."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api import case_views
from gateway.api.deps import Reading
from gateway.api.dispatch_schemas import (
    CaseToPlan,
    CaseToPlanPage,
    EngineerDayPage,
    EngineerDayRow,
    LastVisit,
    OpenPromise,
    Span,
)
from gateway.api.errors import refuses
from gateway.api.schemas import Day, Paging, fields, shown
from gateway.api.visit_schemas import VisitPage
from gateway.api.visit_views import visit_rows
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import planning
from helpline.dispatch.engineer_days import EngineerDay, engineer_days
from helpline.dispatch.to_plan import last_visits, to_plan
from helpline.promises.ledger import open_by_case
from helpline.tables import Case, Promise, Visit
from helpline.tables.promise import PromiseSource
from helpline.tables.states import VisitStatus
from helpline.tables.visit import Outcome

routes = APIRouter(prefix="/api/dispatch", tags=["dispatch"], responses=refuses(401, 403, 422))
OfDay = Annotated[Day | None, Query(description="today without")]


@routes.get("", response_model=VisitPage)
def list_dispatch(work: Reading, page: Paging, date: OfDay = None) -> dict[str, Any]:
    """Staff: the visits told for a day, of cases of their queues, by time; one that is moved moves."""
    found = planning.visits_on(work, date or work.today, page)
    return {"items": visit_rows(work, found.items), "next": found.next}


@routes.get("/engineers", response_model=EngineerDayPage)
def list_engineer_days(work: Reading, page: Paging, date: OfDay = None) -> dict[str, Any]:
    """Staff: who goes to customers, by username, and when on a day they work, are away or have no time. None moves."""
    return shown(engineer_days(work, date or work.today, page), _engineer)


@routes.get("/to-plan", response_model=CaseToPlanPage)
def list_cases_to_plan(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: cases of their queues for which somebody is to be sent and nobody is, what is due first comes first.

    A case moves with its next due time.
    """
    found = to_plan(work, page)
    promises, before = open_by_case(work, found.items), last_visits(work, found.items)
    rows = [_case(work, case, promises[case.id], before.get(case.id)) for case in found.items]
    return {"items": rows, "next": found.next}


def _case(work: UnitOfWork, case: Case, promises: list[Promise], before: Visit | None) -> CaseToPlan:
    return CaseToPlan(
        **fields(case_views.case_row(work, case)),
        district=case.district,
        promises=[
            OpenPromise(kind=one.kind, source=PromiseSource(one.source), due_at=one.due_at, missed_at=one.missed_at)
            for one in promises
        ],
        before=LastVisit(
            id=before.id,
            start_at=before.start_at,
            end_at=before.end_at,
            status=VisitStatus(before.status),
            outcome=Outcome(before.outcome),
            reason=before.reason,
            engineer=before.engineer.name,
        )
        if before
        else None,
    )


def _engineer(day: EngineerDay) -> EngineerDayRow:
    person = day.person
    return EngineerDayRow(
        username=person.username,
        name=person.name,
        phone=person.phone,
        skills=sorted(person.skills),
        districts=sorted(person.districts),
        **{
            name: [Span(start_at=begin, end_at=end) for begin, end in getattr(day, name)]
            for name in ("works", "away", "taken")
        },
    )
