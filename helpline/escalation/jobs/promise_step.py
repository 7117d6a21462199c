"""A promise is near its time, or has been missed (R19): people are told by the rules, each step once."""

from sqlalchemy import select

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules as escalation
from helpline.jobs.payloads import PromiseStepDue
from helpline.promises import ledger
from helpline.tables import Case, PageRound, Promise
from helpline.tables.promise import PromiseState
from helpline.timeline.record import record
from kb.models.escalation import Trigger


def act(work: UnitOfWork, payload: PromiseStepDue) -> None:
    promise = work.session.get_one(Promise, payload.promise_id, with_for_update=True)
    step = next((step for step in work.kb.policies.sla.steps if step.id == payload.step), None)
    late = step is not None and step.trigger == Trigger.DEADLINE_LATE
    if step is None or promise.state != (PromiseState.LATE if late else PromiseState.RUNNING):
        return
    if not ledger.take_step(work, promise, step) or late and not ledger.comes_first(work, promise):
        return
    case = work.session.get_one(Case, promise.case_id)
    if step.offset_minutes < 0 and promise.due_at is not None and promise.due_at <= work.now:
        record(work, case, "warning_skipped", promise=promise.kind)  # of what is late by now
        return
    if step.trigger == Trigger.DEADLINE_MISSED:
        ledger.miss(work, case, promise)
    alerted = escalation.fire(work, step.trigger, case=case, promise=promise.kind)
    if alerted and step.trigger == Trigger.DEADLINE_MISSED:
        _tell(work, case, promise)


def _tell(work: UnitOfWork, case: Case, promise: Promise) -> None:
    """The customer hears of it before they ask. Where somebody is rung for, they hear of that instead."""
    words = next((kind.missed for kind in work.kb.policies.sla.kinds if kind.id == promise.kind), "")
    conversation = of_case(work, case)
    rung = work.session.scalar(select(PageRound.id).where(PageRound.case_id == case.id).limit(1))
    if not words or conversation is None or promise.due_at is None or rung is not None:
        return
    if promise.told_due_at is not None and promise.told_due_at > promise.due_at:
        return  # they were told another time, and hear when that has passed
    text = phrase(work.kb, words, number=case.number, due=said_time(work, promise.due_at))
    say(work, conversation, text, author="bot", purpose="notice", complaint_id=case.complaint_id)
