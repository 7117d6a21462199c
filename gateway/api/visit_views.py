"""Visits as the API shows them."""

from collections.abc import Sequence
from typing import Any

from gateway.api.case_schemas import CrewRow, DocumentRow, ReadyRow
from gateway.api.learning_views import guided_row
from gateway.api.visit_schemas import (
    CandidateRow,
    ChecklistItem,
    CheckRow,
    EarlierCase,
    EngineerVisit,
    LineRow,
    PhotoRow,
    Reasons,
    SiteRules,
    StampRow,
    TimeRow,
    VisitRecord,
    VisitRow,
    Window,
)
from helpline.cases import solved_by_guidance
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import own_visits, readiness
from helpline.dispatch.candidates import Candidate
from helpline.dispatch.readiness import Ready
from helpline.dispatch.stamping import stamps_by_visit
from helpline.documents.issue import documents_of
from helpline.promises.policy import policy_of
from helpline.tables import Case, Document, GuidedFault, Site, Visit, VisitStamp
from helpline.tables.document import DocumentKind
from helpline.tables.states import CrewState, OrderStatus, VisitStatus
from helpline.tables.visit import CrewRole, Outcome, StampKind
from helpline.tables.visit_record import LineKind, OldPart, Payer, PhotoKind
from helpline.visits import history
from helpline.visits.checklist import duties_of, items_of, questions_of
from helpline.visits.record import Record, records
from kb.lookup import category, checklist_of

_AS_KEPT = ("text", "quantity", "unit", "price_fen", "total_fen", "serial_in", "serial_out", "happened_at")


def visit_rows(work: UnitOfWork, visits: Sequence[Visit]) -> list[VisitRow]:
    stamps, ready = stamps_by_visit(work, visits), readiness.of_visits(work, visits)
    return [_row(work, visit, history.read(stamps[visit.id]), ready[visit.id]) for visit in visits]


def visit_row(work: UnitOfWork, visit: Visit) -> VisitRow:
    return visit_rows(work, [visit])[0]


def _row(work: UnitOfWork, visit: Visit, told: history.History, ready: Sequence[Ready]) -> VisitRow:
    case = visit.case
    return VisitRow(
        id=visit.id,
        order=visit.order.number,
        order_status=OrderStatus(visit.order.status),
        case=case.number,
        status=VisitStatus(visit.status),
        outcome=Outcome(visit.outcome),
        reason=visit.reason,
        start_at=visit.start_at,
        end_at=visit.end_at,
        planned_start_at=visit.planned_start_at,
        planned_end_at=visit.planned_end_at,
        travel_minutes=visit.travel_minutes,
        departed_at=told.departed_at,
        arrived_at=told.arrived_at,
        ended_at=told.ended_at,
        confirmed_at=visit.confirmed_at,
        crew=crew_rows(visit),
        ready=ready_rows(ready),
        address=case.address,
        district=case.district,
        category_name=category(work.kb, case.category).name if case.category else case.product_text,
    )


def candidate_row(one: Candidate) -> CandidateRow:
    return CandidateRow(
        person=one.engineer.username,
        name=one.engineer.name,
        partner=one.engineer.partner,
        window=Window(start_at=one.start_at, end_at=one.end_at),
        fits=one.fits,
        reasons=Reasons(
            skill=True,  # nobody else is looked at
            fault=one.fault,
            model=one.model,
            lacks=list(one.lacks),
            resident=one.resident,
            area=one.area,
            travel_minutes=one.plan.travel_minutes,
            load=one.load,
            hours=one.hours,
            away=one.away,
            exclusion=one.excluded,
            manager=one.manager,
            vehicle=one.engineer.vehicle,
        ),
    )


def engineer_visits(work: UnitOfWork, visits: Sequence[Visit]) -> list[EngineerVisit]:
    cases = [visit.case for visit in visits]
    stamps, before, kept = stamps_by_visit(work, visits), own_visits.earlier(work, cases), records(work, visits)
    ready = readiness.of_visits(work, visits)
    causes, papers = own_visits.known_causes(work, cases), documents_of(work, visits)
    mended = solved_by_guidance.of_machines(work, {case.asset_id for case in cases if case.asset_id})
    return [
        _own(
            work,
            visit,
            stamps[visit.id],
            before[visit.case_id],
            kept[visit.id],
            causes.get(visit.case.category, []),
            papers[visit.id],
            mended.get(visit.case.asset_id or "", ()),
            ready[visit.id],
        )
        for visit in visits
    ]


def engineer_visit(work: UnitOfWork, visit: Visit) -> EngineerVisit:
    return engineer_visits(work, [visit])[0]


def _own(
    work: UnitOfWork,
    visit: Visit,
    stamps: Sequence[VisitStamp],
    before: Sequence[Case],
    kept: Record,
    causes: Sequence[str],
    papers: Sequence[Document],
    mended: Sequence[GuidedFault],
    ready: Sequence[Ready],
) -> EngineerVisit:
    told = history.read(stamps)
    case, comes = visit.case, own_visits.is_on(work, visit)
    checklist, covered = checklist_of(work.kb, case.category), case.warranty.get("covered")
    names = {one.person_id: one.person.username for one in visit.crew}
    return EngineerVisit(
        **dict(_row(work, visit, told, ready if comes else ())) | ({} if comes else {"address": "", "district": ""}),
        mine=own_visits.my_state(work, visit),
        description=own_visits.words_shown(work, visit, case.description),
        wish=own_visits.words_shown(work, visit, case.wish),
        level=case.level,
        contact_name=case.contact_name if comes else "",
        phone=own_visits.phone_shown(work, visit),
        product_text=case.product_text,
        serial=case.serial if comes else None,
        parameters=case.asset.parameters if comes and case.asset else {},
        earlier=[
            EarlierCase(
                number=one.number, description=one.description, solution=one.solution, created_at=one.created_at
            )
            for one in (before if comes else ())
        ],
        guided=[guided_row(work, one) for one in (mended if comes else ())],
        probable=own_visits.probable_causes(work, visit, causes) if comes else [],
        tools=list(checklist.tools),
        kit=list(checklist.kit),
        conduct=list(policy_of(work.kb, case).visits.conduct_rules),
        site=_site(case.site) if comes else None,
        covered=covered,
        payer=Payer.CONTRACT if case.contract else Payer.WARRANTY if covered else Payer.CUSTOMER,
        no_card=own_visits.said_without_card(work, visit),
        checklist=_items(work, case),
        record=visit_record(visit, kept if comes else Record()),
        cause=told.cause,
        solution=told.words,
        prevention=told.prevention,
        next_visit=told.next_visit,
        documents=document_rows(papers if comes else ()),
        stamps=[
            StampRow(
                kind=StampKind(one.kind),
                by=names[one.person_id],
                happened_at=one.happened_at,
                received_at=one.received_at,
                source=one.source,
                counts=one.id in told.counted or one.kind in (StampKind.ACCEPT, StampKind.DECLINE),
            )
            for one in stamps
        ],
        times=[TimeRow(kind=one.kind, begun_at=one.begun_at, ended_at=one.ended_at) for one in told.entries],
    )


def _items(work: UnitOfWork, case: Case) -> list[ChecklistItem]:
    parts: dict[str, Any] = {one.id: "duty" for one in duties_of(work.kb, case)}
    parts |= {one.id: "rating" for one in questions_of(work.kb, case)}
    return [
        ChecklistItem(
            id=one.id, name=one.name, unit=one.unit, low=one.low, high=one.high, part=parts.get(one.id, "check")
        )
        for one in items_of(work.kb, case)
    ]


def visit_record(visit: Visit, kept: Record) -> VisitRecord:
    names = {one.person_id: one.person.username for one in visit.crew}
    return VisitRecord(
        checks=[CheckRow.model_validate(one, from_attributes=True) for one in kept.checks],
        photos=[
            PhotoRow(
                id=one.id,
                kind=PhotoKind(one.kind),
                note=one.note,
                url=f"/api/engineer/visits/{visit.id}/photos/{one.id}",
                happened_at=one.happened_at,
            )
            for one in kept.photos
        ],
        lines=[
            LineRow(
                key=one.client_key,
                by=names[one.person_id],
                kind=LineKind(one.kind),
                payer=Payer(one.payer),
                old_part=OldPart(one.old_part),
                **{name: getattr(one, name) for name in _AS_KEPT},
            )
            for one in kept.lines
        ],
        total_fen=kept.total_fen(),
        customer_fen=kept.total_fen(Payer.CUSTOMER),
    )


def _site(site: Site | None) -> SiteRules | None:
    return SiteRules(name=site.name, access_note=site.access_note, hours=site.hours) if site else None


def crew_rows(visit: Visit) -> list[CrewRow]:
    return [
        CrewRow(
            username=one.person.username,
            name=one.person.name,
            partner=one.person.partner.name if one.person.partner else "",
            role=CrewRole(one.role),
            state=CrewState(one.state),
            reason=one.reason,
        )
        for one in visit.crew
    ]


def ready_rows(ready: Sequence[Ready]) -> list[ReadyRow]:
    return [
        ReadyRow(
            item=one.item,
            name=one.name,
            asked_at=one.row.asked_at,
            answer=one.row.answer,
            answered_at=one.row.answered_at,
            answered_by=one.row.answered_by,
        )
        for one in ready
    ]


def document_rows(papers: Sequence[Document]) -> list[DocumentRow]:
    return [DocumentRow(id=one.id, kind=DocumentKind(one.kind), url=f"/api/documents/{one.id}") for one in papers]
