"""Cases and what belongs to them as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from gateway.api.case_schemas import (
    AnalysisRow,
    BookedVisit,
    CaseDetail,
    CaseRow,
    CaseSite,
    ContractInForce,
    Deadline,
    FiledCase,
    LinkRow,
    Machine,
    PointRow,
    PromiseRow,
    TakenStep,
    TimelineLine,
    Told,
    ToldCustomer,
)
from gateway.api.schemas import fields
from gateway.api.visit_views import crew_rows, document_rows, ready_rows
from helpline.cases import analysis
from helpline.cases.lifecycle import CaseType, offered
from helpline.cases.links import links_of
from helpline.cases.notes import hidden
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.customers.warranty import assess
from helpline.dispatch import readiness
from helpline.documents.issue import documents_of
from helpline.promises.ledger import newest, replaced_by, steps_of
from helpline.tables import Asset, Case, Contract, FaultAnalysis, Promise, Site
from helpline.tables.case_link import LinkKind
from helpline.tables.promise import PromiseSource, PromiseState
from helpline.tables.states import CaseStatus, VisitStatus
from helpline.tables.visit import Outcome
from kb.lookup import category, service_point
from kb.models.service_points import ServicePoint
from language.facts import history_told
from language.facts.extract import extract
from language.facts.words import NO_WORDS

TOLD = ("since", "alarm_code", "place", "plate", "mileage_km", "amount_yuan")


def case_row(work: UnitOfWork, case: Case) -> CaseRow:
    """A case in a list."""
    return CaseRow(
        number=case.number,
        type=CaseType(case.type),
        status=CaseStatus(case.status),
        level=case.level,
        queue=case.queue,
        priority=case.priority,
        category=case.category,
        category_name=category(work.kb, case.category).name if case.category else case.product_text,
        customer=case.customer.name if case.customer else None,
        contact_name=case.contact_name,
        phone=case.phone,
        address=case.address,
        description=case.description,
        owner=case.owner.username if case.owner else None,
        owner_name=case.owner.name if case.owner else None,
        engineer=case.engineer.name if case.engineer else None,
        channel=case.channel,
        next_due_at=case.next_due_at,
        created_at=case.created_at,
        closed_at=case.closed_at,
        closed_by=case.closed_by,
        score=case.score,
        escalation_step=case.escalation_step,
        reopened=case.reopened,
    )


def told(work: UnitOfWork, case: Case) -> list[Told]:
    """What can be read out of the description (R02): since when, how often, what was done, codes, plates…"""
    found = extract(case.description, case.created_at.astimezone(ZONE), NO_WORDS)
    facts = [
        Told(kind=fact.kind, value=fact.value["start"] if fact.kind == "since" else fact.value)
        for fact in found
        if fact.kind in TOLD and fact.value is not None
    ]
    often = [Told(kind="how_often", value=words) for words in history_told.how_often(case.description)]
    done = [Told(kind="done_before", value=words) for words in history_told.done_before(case.description)]
    return [*facts, *often, *done]


def case_detail(work: UnitOfWork, case: Case) -> CaseDetail:
    """Everything about a case: equipment with warranty, deadlines, visits, timeline."""
    lines, papers = timeline(case), documents_of(work, case.visits)
    ready = readiness.of_visits(work, case.visits)
    heard = _heard(lines)
    return CaseDetail(
        **fields(case_row(work, case)),
        moves=offered(case),
        level_reason=case.level_reason,
        told=told(work, case),
        serial=case.serial,
        product_text=case.product_text,
        wish=case.wish,
        grade=case.grade,
        conversation_id=case.conversation_id,
        contacts=case.contacts,
        solution=case.solution,
        score_words=case.score_words,
        warranty=cast(Any, case.warranty),
        equipment=machine(work, case.asset, [case.contract] if case.contract else []) if case.asset else None,
        organisation=case.organisation.name if case.organisation else "",
        site=_site(case.site) if case.site else None,
        contract=contract_in_force(case.contract) if case.contract else None,
        service_point=point_row(work, point) if (point := service_point(work.kb, case.service_point)) else None,
        pack=case.pack,
        deadlines=deadlines(work, case),
        visits=[
            BookedVisit(
                id=visit.id,
                order=visit.order.number,
                start_at=visit.start_at,
                end_at=visit.end_at,
                planned_start_at=visit.planned_start_at,
                planned_end_at=visit.planned_end_at,
                status=VisitStatus(visit.status),
                outcome=Outcome(visit.outcome),
                reason=visit.reason,
                engineer=visit.engineer.name,
                phone=visit.engineer.phone,
                crew=crew_rows(visit),
                told=heard.get(visit.id),
                ready=ready_rows(ready[visit.id]),
                documents=document_rows(papers.get(visit.id, ())),
            )
            for visit in case.visits
        ],
        links=[
            LinkRow(
                kind=LinkKind(row.kind),
                other=row.other.number if row.case_id == case.id else row.case.number,
                mine=row.case_id == case.id,
            )
            for row in links_of(work, case)
        ],
        analysis=_analysis(analysis.of_case(work, case)),
        timeline=lines,
    )


def point_row(work: UnitOfWork, point: ServicePoint) -> PointRow:
    """With its people by name; by username where they are not on file."""
    people = {one.username: one.name for one in work.kb.staff} | {one.id: one.name for one in work.kb.engineers}
    return PointRow(
        id=point.id,
        name=point.name,
        kind=point.kind,
        address=point.address,
        head=people.get(point.head, point.head),
        dispatcher=people.get(point.dispatcher, point.dispatcher),
        phone=point.phone,
        areas=list(point.areas),
    )


def _analysis(row: FaultAnalysis | None) -> AnalysisRow | None:
    if row is None:
        return None
    said = {name: getattr(row, name) for name in ("due_at", "cause", "treatment", "prevention", "written_at")}
    return AnalysisRow(**said, writer=row.writer.name if row.writer else "")


def _heard(lines: Sequence[TimelineLine]) -> dict[int, ToldCustomer]:
    """The last that the customer was told of each visit, by its id."""
    return {
        line.data["visit"]: ToldCustomer(at=line.at, text=line.text, reached=line.data["reached"])
        for line in lines
        if line.kind == "visit_told" and line.data  # none once it is erased
    }


def deadlines(work: UnitOfWork, case: Case) -> dict[str, Deadline]:
    """What stands of each kind of promise."""
    return {
        kind: Deadline(due=promise.due_at, met=promise.met_at, breached=promise.missed_at)
        for kind, promise in newest(work, case).items()
    }


def timeline(case: Case) -> list[TimelineLine]:
    """Who did what when, without the words that were hidden."""
    unread = hidden(case)
    return [
        TimelineLine(
            id=line.id,
            hidden=line.id in unread,
            at=line.at,
            kind=line.kind,
            actor=line.actor,
            actor_name=line.actor_name,
            text="" if line.id in unread else line.text,
            data=line.data,
        )
        for line in case.events
    ]


def filed_case(work: UnitOfWork, case: Case, arrival: datetime | None) -> FiledCase:
    return FiledCase(
        number=case.number,
        type=CaseType(case.type),
        status=CaseStatus(case.status),
        level=case.level,
        level_reason=case.level_reason,
        queue=case.queue,
        created_at=case.created_at,
        deadlines=deadlines(work, case),
        arrival=arrival,
    )


def promise_rows(work: UnitOfWork, promises: Sequence[Promise]) -> list[PromiseRow]:
    ids = [promise.id for promise in promises]
    after, taken = replaced_by(work, ids), steps_of(work, ids)
    return [
        PromiseRow(
            id=promise.id,
            kind=promise.kind,
            state=PromiseState(promise.state),
            source=PromiseSource(promise.source),
            made_at=promise.made_at,
            told_at=promise.told_at,
            due_at=promise.due_at,
            kept_at=promise.met_at,
            missed_at=promise.missed_at,
            replaced_by=after.get(promise.id),
            steps=[TakenStep(step=step.step, at=step.fired_at) for step in taken[promise.id]],
        )
        for promise in promises
    ]


def contract_in_force(contract: Contract) -> ContractInForce:
    return ContractInForce(
        number=contract.id,
        kind=contract.kind,
        grade=contract.grade,
        pack=contract.pack,
        ends_on=contract.ends_on,
        service_point=contract.service_point,
        manager=contract.manager.name if contract.manager else "",
        specialist=contract.specialist.name if contract.specialist else "",
        resident=contract.resident.name if contract.resident else "",
    )


def _site(site: Site) -> CaseSite:
    return CaseSite(name=site.name, address=site.address, access_note=site.access_note, hours=site.hours)


def machine(work: UnitOfWork, asset: Asset, contracts: Sequence[Contract] = ()) -> Machine:
    """A machine of the register with its warranty as of today, by its term and its owner's contracts."""
    return Machine(
        serial=asset.number,
        model=asset.model,
        category=asset.category,
        category_name=category(work.kb, asset.category).name,
        place=asset.place,
        parameters=asset.parameters,
        warranty=assess(work.kb, asset, work.today, contracts),
    )
