"""A promise is near its time, or has been missed (R19): people are told by the rules, each step once."""

from datetime import timedelta

from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules as escalation
from helpline.jobs.payloads import PromiseStepDue
from helpline.promises import ledger
from helpline.tables import Case, Promise
from helpline.tables.promise import PromiseState
from kb.models.escalation import Trigger


def act(work: UnitOfWork, payload: PromiseStepDue) -> None:
    promise = work.session.get_one(Promise, payload.promise_id, with_for_update=True)
    step = next((step for step in work.kb.policies.sla.steps if step.id == payload.step), None)
    if step is None or promise.state != PromiseState.RUNNING or promise.due_at is None:
        return
    if work.now < promise.due_at + timedelta(minutes=step.offset_minutes) or not ledger.take_step(work, promise, step):
        return
    case = work.session.get_one(Case, promise.case_id)
    if step.trigger == Trigger.DEADLINE_MISSED:
        ledger.miss(work, case, promise)
    escalation.fire(work, step.trigger, case=case, promise=promise.kind)
