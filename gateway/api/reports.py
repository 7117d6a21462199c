"""The service as a whole: reports, cases drawn to be checked, the log of dispatch and its costs."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.report_schemas import (
    Checked,
    CheckedPage,
    CheckedRow,
    CostRow,
    CostRows,
    LogPage,
    LogRow,
    ReportPage,
    ReportRow,
)
from gateway.api.schemas import Day, IdInPath, Paging, Text, shown
from helpline.dispatch.stamping import stamps_by_visit
from helpline.reports import dispatch_log, quality_checks, service_report
from helpline.tables import QualityCheck, ServiceReport
from helpline.tables.report import Period
from helpline.tables.states import VisitStatus
from helpline.tables.visit import Outcome
from helpline.timeline.request_keys import once
from helpline.visits import history
from helpline.visits.record import records

LONG = timedelta(days=30)
routes = APIRouter(prefix="/api", tags=["supervision"], responses=refuses(401, 403, 422))
Begin = Annotated[Day | None, Query(alias="from", description="thirty days ago without")]
End = Annotated[Day | None, Query(alias="to", description="today without")]


@routes.get("/reports", response_model=ReportPage)
def list_reports(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff who oversee the service: what the service desk has handed in, the newest first. None moves."""
    return shown(service_report.reports(work, page), _report)


@routes.get("/quality-checks", response_model=CheckedPage)
def list_quality_checks(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff who check the service: the cases that were drawn, the newest first. None moves."""
    return shown(quality_checks.checks(work, page), _checked)


@routes.post("/quality-checks/{id}", responses=refuses(404, 409))
def note_quality_check(id: IdInPath, body: Checked, work: Writing) -> CheckedRow:
    """Staff who check the service and had no part in the case: what they found (R43)."""
    once(work, body.key, f"check {id}", lambda: quality_checks.note(work, id, body.good, body.findings).id)
    return _checked(work.session.get_one(QualityCheck, id))


@routes.get("/dispatch-log", response_model=LogPage)
def show_dispatch_log(
    work: Reading,
    page: Paging,
    begin: Begin = None,
    end: End = None,
    person: Annotated[Text, Query(max_length=100, description="a username; empty: everybody")] = "",
) -> dict[str, Any]:
    """Staff: who was sent where and what came of it, by time, of cases of their queues; a visit that is moved moves."""
    last = end or work.today
    found = dispatch_log.log(work, begin or last - LONG, last, person, page)
    stamps, kept = stamps_by_visit(work, found.items), records(work, found.items)
    rows = []
    for visit in found.items:
        told = history.read(stamps[visit.id])
        crew = sorted((one for one in visit.crew if one.is_live), key=lambda one: one.role != "lead")
        rows.append(
            LogRow(
                visit=visit.id,
                case=visit.case.number,
                engineers=[one.person.name for one in crew],
                address=visit.case.address,
                start_at=visit.start_at,
                end_at=visit.end_at,
                departed_at=told.departed_at,
                arrived_at=told.arrived_at,
                ended_at=told.ended_at,
                status=VisitStatus(visit.status),
                outcome=Outcome(visit.outcome),
                total_fen=kept[visit.id].total_fen(),
            )
        )
    return {"items": rows, "next": found.next}


@routes.get("/dispatch-costs")
def show_dispatch_costs(work: Reading, begin: Begin = None, end: End = None) -> CostRows:
    """Staff: what each engineer's visits cost, by kind, of cases of their queues."""
    last = end or work.today
    return CostRows(
        groups=[
            CostRow(
                person=one.person.username,
                name=one.person.name,
                visits=one.visits,
                fen=dict(one.fen),
                total_fen=one.total_fen,
            )
            for one in dispatch_log.costs(work, begin or last - LONG, last)
        ]
    )


def _report(row: ServiceReport) -> ReportRow:
    return ReportRow(
        id=row.id,
        period=Period(row.period),
        begun_on=row.begun_on,
        ended_on=row.ended_on,
        figures=row.figures,
        made_at=row.made_at,
    )


def _checked(row: QualityCheck) -> CheckedRow:
    return CheckedRow(
        id=row.id,
        case=row.case.number,
        drawn_at=row.drawn_at,
        checked_by=row.checker.name if row.checker else "",
        checked_at=row.checked_at,
        good=row.good,
        findings=row.findings,
    )
