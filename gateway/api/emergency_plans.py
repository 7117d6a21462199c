"""Emergency plans: read, started for a case, carried out, rehearsed; and whom to call from outside."""

from typing import Any

from fastapi import APIRouter

from gateway.api.deps import Audited, Reading, Writing
from gateway.api.emergency_plan_schemas import (
    CasePlans,
    DrillPage,
    DrillRow,
    HelpRow,
    NewDrill,
    PlanContactRow,
    PlanPage,
    PlanRow,
    PlanStart,
    PlanStepRow,
    RunEnd,
    RunRow,
    RunStepRow,
    StepDone,
)
from gateway.api.errors import refuses
from gateway.api.schemas import IdInPath, NameInPath, Paging, shown
from helpline.cases import audited_reading, emergency_plans
from helpline.cases.queries import find_case
from helpline.core.paging import page_of_sequence
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import PlanDrill, PlanRun
from helpline.timeline.request_keys import once
from kb.models.emergency_plans import Plan

routes = APIRouter(prefix="/api", tags=["plans"], responses=refuses(401, 403, 422))


@routes.get("/plans", response_model=PlanPage)
def list_plans(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: every emergency plan with its version, trigger, steps and contacts, and when it was rehearsed."""
    last = emergency_plans.last_drills(work)
    found = page_of_sequence("plans", work.kb.plans, lambda plan: plan.id, page)
    return shown(found, lambda plan: _plan(work, plan, last))


@routes.get("/plans/{plan}/drills", response_model=DrillPage, responses=refuses(404))
def list_drills(plan: NameInPath, work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: the rehearsals of a plan, the newest first. None moves."""
    return shown(emergency_plans.drills_of(work, plan, page), _drill)


@routes.post("/plans/{plan}/drills", status_code=201, responses=refuses(404, 409))
def note_drill(plan: NameInPath, body: NewDrill, work: Writing) -> DrillRow:
    """Staff: the plan was rehearsed, by whom, and what was found."""
    said = (body.held_on, body.led_by, body.people, body.findings)
    id = once(work, body.key, f"drill {plan}", lambda: emergency_plans.note_drill(work, plan, *said).id)
    return _drill(work.session.get_one(PlanDrill, int(id)))


@routes.get("/cases/{number}/plans", responses=refuses(404))
def show_case_plans(number: NameInPath, work: Reading, note: Audited) -> CasePlans:
    """Staff of the queue: plans that fit the case, those that were started for it, and whom to call from outside."""
    case = find_case(work, number)
    note(audited_reading.of_case(case))
    last = emergency_plans.last_drills(work)
    return CasePlans(
        fitting=[_plan(work, plan, last) for plan in emergency_plans.fitting(work, case)],
        help=[
            HelpRow(name=outside.name, kind=outside.kind, phone=outside.phone, what=outside.what)
            for outside in emergency_plans.outside_help(work, case)
        ],
        runs=[_run(run) for run in emergency_plans.runs_of(work, case)],
    )


@routes.post("/cases/{number}/plans", status_code=201, responses=refuses(404, 409))
def start_plan(number: NameInPath, body: PlanStart, work: Writing) -> RunRow:
    """Staff of the queue who may start it: the plan begins; its steps become tasks, its heads hear of it at once."""
    case = find_case(work, number)
    deed = f"plan {case.number} {body.plan}"
    id = once(work, body.key, deed, lambda: emergency_plans.start(work, case, body.plan, body.reason).id)
    return _run(emergency_plans.find_run(work, int(id)))


@routes.post("/plan-runs/{id}/steps", responses=refuses(404, 409))
def finish_step(id: IdInPath, body: StepDone, work: Writing) -> RunRow:
    """Staff of the case's queue: a step is done, and what came of it. 409 before the steps that come first."""
    run = emergency_plans.find_run(work, id)
    deed = f"step {id} {body.step}"
    once(work, body.key, deed, lambda: emergency_plans.do(work, run, body.step, body.outcome, body.agreed.strip()))
    return _run(run)


@routes.post("/plan-runs/{id}/end", responses=refuses(404, 409))
def end_plan(id: IdInPath, body: RunEnd, work: Writing) -> RunRow:
    """Staff of the case's queue: all is done, with what it came to. 409 while a step is left."""
    run = emergency_plans.find_run(work, id)
    once(work, body.key, f"end plan {id}", lambda: emergency_plans.end(work, run, body.summary))
    return _run(run)


def _plan(work: UnitOfWork, plan: Plan, last: dict[str, Any]) -> PlanRow:
    names = {one.username: one.name for one in work.kb.staff} | {one.id: one.name for one in work.kb.engineers}
    drilled = last.get(plan.id)
    return PlanRow(
        id=plan.id,
        name=plan.name,
        version=plan.version,
        issued_on=plan.issued_on,
        trigger=plan.trigger,
        authorised_by=list(plan.authorised_by),
        leading=[names.get(one, one) for one in plan.leading],
        working=[names.get(one, one) for one in plan.working],
        contacts=[
            PlanContactRow(name=contact.name, phone=contact.phone, what=contact.what) for contact in plan.contacts
        ],
        steps=[
            PlanStepRow(
                id=one.id, name=one.name, team=one.team, minutes=one.minutes, after=list(one.after), agreed=one.agreed
            )
            for one in plan.steps
        ],
        drilled_on=drilled,
        drill_due_on=emergency_plans.drill_due_on(plan, drilled),
    )


def _run(run: PlanRun) -> RunRow:
    return RunRow(
        id=run.id,
        plan=run.plan,
        version=run.version,
        authorised_by=run.authoriser.name,
        reason=run.reason,
        started_at=run.started_at,
        ended_at=run.ended_at,
        summary=run.summary,
        steps=[
            RunStepRow(
                step=one.step,
                name=one.name,
                due_at=one.due_at,
                agreed=one.agreed,
                outcome=one.outcome,
                done_at=one.done_at,
                done_by=one.done_by,
            )
            for one in run.steps
        ],
    )


def _drill(row: PlanDrill) -> DrillRow:
    said = ("plan", "version", "held_on", "led_by", "people", "findings", "noted_by")
    return DrillRow(**{name: getattr(row, name) for name in said})
