"""Emergency plans (R47): proposed for a case, started by who may, carried out step by step; and rehearsed."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from helpline.cases.queries import visible
from helpline.core.errors import Invalid, MoveNotAllowed, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation.telling import text_people
from helpline.staff.people import by_username
from helpline.tables import Case, PlanDrill, PlanRun, PlanRunStep
from helpline.tables.states import OPEN_CASE
from helpline.tasks.ledger import open_task, settle
from helpline.timeline.record import record
from kb.emergency import detect
from kb.lookup import business_of
from kb.lookup import plan as plan_of
from kb.models.emergency_plans import OutsideHelp, Plan, PlanStep

RULE = "plan_step"
_NEWEST = Order("drills", (Key(PlanDrill.held_on, descending=True), Key(PlanDrill.id, descending=True)))


def fitting(work: UnitOfWork, case: Case) -> list[Plan]:
    """The plans whose trigger a case meets: its danger, or its business at a major fault."""
    danger = detect(work.kb, case.description)
    business = business_of(work.kb, case.category)
    return [
        plan
        for plan in work.kb.plans
        if (danger is not None and danger.id in plan.dangers)
        or (case.level == 1 and business is not None and business.id in plan.businesses)
    ]


def outside_help(work: UnitOfWork, case: Case) -> list[OutsideHelp]:
    """Whom to call from outside for such a machine, by the kind of trouble."""
    return [outside for outside in work.kb.outside_help if case.category in outside.categories]


def start(work: UnitOfWork, case: Case, id: str, reason: str) -> PlanRun:
    """Begins the plan: its steps become tasks with their times, its leading group hears of it at once.

    NotAllowed for who may not start it, MoveNotAllowed on a case that is over and while the plan goes on in it.
    """
    plan = _plan(work, id)
    if not work.actor.has(plan.authorised_by):
        raise NotAllowed(f"{id} is started by {', '.join(plan.authorised_by)}")
    work.session.refresh(case, with_for_update={"key_share": True})
    under_way = select(PlanRun.id).where(PlanRun.case_id == case.id, PlanRun.plan == id, PlanRun.ended_at.is_(None))
    if case.status not in OPEN_CASE or work.session.scalar(under_way) is not None:
        raise MoveNotAllowed(f"{id} goes on in {case.number}, or the case is over")
    assert work.actor.person_id is not None
    run = PlanRun(case_id=case.id, plan=id, version=plan.version, authorised_by=work.actor.person_id)
    run.reason, run.started_at = reason, work.now
    for place, step in enumerate(plan.steps):
        due_at = work.now + timedelta(minutes=step.minutes)
        run.steps.append(PlanRunStep(step=step.id, place=place, name=step.name, due_at=due_at))
    work.session.add(run)
    work.session.flush()
    for step, row in zip(plan.steps, run.steps):
        subject = phrase(work.kb, "task_plan_step", number=case.number, plan=plan.name, step=step.name)
        open_task(work, step.team, "task", subject, _rule(run, step.id), 1, case.id, due_at=row.due_at)
    record(work, case, "plan_started", reason, plan=id, name=plan.name, version=plan.version)
    told = phrase(work.kb, "plan_text", number=case.number, plan=plan.name, reason=reason)
    leading = [person for name in plan.leading if (person := by_username(work, name))]
    text_people(work, case, leading, told)
    return run


def do(work: UnitOfWork, run: PlanRun, id: str, outcome: str, agreed: str = "") -> None:
    """A step is done, with what came of it. MoveNotAllowed before the steps that come first, and once it was done.

    Invalid without the customer's word for a step that needs it.
    """
    row, step = next((one for one in run.steps if one.step == id), None), _step(work, run, id)
    if row is None or run.ended_at is not None or row.done_at is not None:
        raise MoveNotAllowed("step: not of this plan, or done before")
    missing = [one.name for one in run.steps if step and one.step in step.after and one.done_at is None]
    if missing:
        raise MoveNotAllowed(f"step: after {missing[0]}")
    if step is not None and step.agreed and not agreed:
        raise Invalid("agreed: what the customer said to it")
    row.outcome, row.agreed, row.done_at, row.done_by = outcome, agreed, work.now, work.actor.username
    settle(work, _rule(run, id), str(run.case_id), outcome)
    record(work, run.case, "plan_step_done", outcome, plan=run.plan, step=row.name, agreed=agreed)


def end(work: UnitOfWork, run: PlanRun, summary: str) -> None:
    """All is done: what it came to, and how well the plan worked. MoveNotAllowed while a step is left."""
    if run.ended_at is not None or any(step.done_at is None for step in run.steps):
        raise MoveNotAllowed("a step is left, or it ended before")
    run.ended_at, run.summary = work.now, summary
    record(work, run.case, "plan_ended", summary, plan=run.plan)


def runs_of(work: UnitOfWork, case: Case) -> Sequence[PlanRun]:
    """The plans that were started for a case, as they were."""
    return work.session.scalars(select(PlanRun).where(PlanRun.case_id == case.id).order_by(PlanRun.id)).all()


def find_run(work: UnitOfWork, id: int) -> PlanRun:
    """One of a case that the acting person may see; NotFound otherwise."""
    rows = select(PlanRun).join(Case, Case.id == PlanRun.case_id).where(PlanRun.id == id, visible(work))
    run = work.session.scalars(rows.with_for_update(of=PlanRun)).one_or_none()
    if run is None:
        raise NotFound(str(id))
    return run


def note_drill(work: UnitOfWork, id: str, held_on: date, led_by: str, people: int, findings: str) -> PlanDrill:
    """A rehearsal of the plan as it stands now. Invalid for a day to come."""
    plan = _plan(work, id)
    if held_on > work.today:
        raise Invalid("held_on: that day is to come")
    drill = PlanDrill(plan=id, version=plan.version, held_on=held_on, led_by=led_by, people=people, findings=findings)
    drill.noted_by, drill.noted_at = work.actor.username, work.now
    work.session.add(drill)
    work.session.flush()
    return drill


def drills_of(work: UnitOfWork, id: str, page: PageRequest) -> Page[PlanDrill]:
    """The rehearsals of a plan, the newest first; NotFound where there is no such plan."""
    return page_of(work.session, select(PlanDrill).where(PlanDrill.plan == _plan(work, id).id), _NEWEST, page)


def last_drills(work: UnitOfWork) -> dict[str, date]:
    """When each plan was rehearsed last."""
    rows = select(PlanDrill.plan, func.max(PlanDrill.held_on)).group_by(PlanDrill.plan)
    return {plan: held_on for plan, held_on in work.session.execute(rows)}


def drill_due_on(plan: Plan, last: date | None) -> date:
    """By when a plan is to be rehearsed: counted from the last time, else from its issue."""
    return (last or plan.issued_on) + timedelta(days=plan.drill_days)


def remind(work: UnitOfWork) -> None:
    """Plans whose rehearsal is overdue are a task of who may start them."""
    last = last_drills(work)
    for plan in work.kb.plans:
        due = drill_due_on(plan, last.get(plan.id))
        if due < work.today:
            subject = phrase(work.kb, "task_drill", plan=plan.name, due=due.isoformat())
            open_task(work, plan.authorised_by[0], "task", subject, "plan_drill", 4, about=plan.id)


def _plan(work: UnitOfWork, id: str) -> Plan:
    found = plan_of(work.kb, id)
    if found is None:
        raise NotFound(id)
    return found


def _step(work: UnitOfWork, run: PlanRun, id: str) -> PlanStep | None:
    """What the plan says of it today; None where a newer version has no such step."""
    plan = plan_of(work.kb, run.plan)
    return next((step for step in plan.steps if step.id == id), None) if plan else None


def _rule(run: PlanRun, step: str) -> str:
    return f"{RULE}:{run.id}:{step}"
