"""Starting held after a restore, and going on when people say so (R46)."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from helpline.core.errors import NotAllowed, NotHeld
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs import payloads
from helpline.jobs.payloads import Payload, payload_of
from helpline.jobs.schedule import schedule
from helpline.promises import ledger
from helpline.promises.policy import policy_of
from helpline.staff import audit
from helpline.tables import Case, Job, LoginSession, Message, PasswordLink, Promise, Restore, Visit
from helpline.tables.promise import PromiseState
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.models.escalation import Trigger

ERROR = "skipped_after_restore"
SKIPPED = "restore_skipped"  # the rule of the alert
# What speaks to people because its time has come. Other jobs harm nobody when they are late.
TIMELY: tuple[type[Payload], ...] = (
    payloads.PromiseStepDue,
    payloads.CallbackDue,
    payloads.VisitReminder,
    payloads.VisitReady,
    payloads.VisitUnanswered,
    payloads.VisitOverdue,
    payloads.ToldArrival,
    payloads.PageUnanswered,
)
# What takes silence for an answer: whoever answered in the time that was lost would be closed over.
SILENCE: tuple[type[Payload], ...] = (payloads.ClosureReminder, payloads.ClosureByRule)


def begin_held(work: UnitOfWork, backup_made_at: datetime) -> Restore:
    """Marks what is there as old. Log-ins and links to set a password end: none used up since may work again."""
    work.session.execute(delete(LoginSession))
    work.session.execute(delete(PasswordLink))
    restore = Restore(
        at=work.now,
        backup_made_at=backup_made_at,
        last_job_id=work.session.scalar(select(func.max(Job.id))) or 0,
        last_message_id=work.session.scalar(select(func.max(Message.id))) or 0,
        skipped={},
    )
    work.session.add(restore)
    work.session.flush()
    return restore


def waiting(work: UnitOfWork, restore: Restore) -> dict[str, int]:
    """How much is held and due by now, by kind: what `resume` skips or sends."""
    count = select(func.count())
    found = {
        "messages": work.session.scalar(count.where(*_outbox(restore))) or 0,
        "prompts": work.session.scalar(count.where(*_prompts(restore))) or 0,
    }
    jobs = select(Job.kind, func.count()).where(*_late(work, restore)).group_by(Job.kind)
    kinds = {kind.kind for kind in (*TIMELY, *SILENCE)}
    found |= {kind: number for kind, number in work.session.execute(jobs) if kind in kinds}
    return {kind: number for kind, number in found.items() if number}


def resume(work: UnitOfWork, send_old: bool = False) -> Restore:
    """Go on. NotHeld when nothing is held, NotAllowed for a person at the desk whom policy does not name.

    What was to happen before now and did not is skipped, each with its record: messages end failed, promises that were
    missed are marked so and nobody is alarmed, the time in which silence counts as consent begins anew. With `send_old`
    all of it happens now instead. What is due later happens at its time.
    """
    policy = work.kb.policies.backup
    if work.actor.kind == "agent" and not work.actor.has(policy.resume):
        raise NotAllowed()
    restore = work.session.scalars(select(Restore).where(Restore.resumed_at.is_(None)).with_for_update()).all()
    if not restore:
        raise NotHeld()
    newest = restore[-1]
    if not send_old:
        newest.skipped = dict(_skip(work, newest))
    for row in restore:
        row.resumed_at, row.resumed_by, row.old_sent = work.now, work.actor.username or work.actor.kind, send_old
    audit.note(work, "resumed", f"restore:{newest.id}")
    if newest.skipped:
        for role in policy.tell:
            open_task(work, role, "alert", policy.skipped, SKIPPED, priority=1, about=str(newest.id))
    return newest


def _skip(work: UnitOfWork, restore: Restore) -> Counter[str]:
    session, skipped = work.session, Counter[str]()
    messages = update(Message).where(*_outbox(restore)).values(status="failed", error=ERROR)
    prompts = update(Message).where(*_prompts(restore)).values(handled_at=work.now)
    for kind, statement in (("messages", messages), ("prompts", prompts)):
        skipped[kind] += session.execute(statement).rowcount  # type: ignore[attr-defined]  # an UPDATE counts its rows
    for job in session.scalars(select(Job).where(*_late(work, restore)).with_for_update()).all():
        payload = payload_of(job)
        if isinstance(payload, payloads.ClosureReminder | payloads.ClosureByRule):
            policy = policy_of(work.kb, session.get_one(Case, payload.case_id)).closing
            is_reminder = isinstance(payload, payloads.ClosureReminder)
            minutes = policy.remind_minutes if is_reminder else policy.close_minutes
            schedule(work, payload, job.key, work.now + timedelta(minutes=minutes))
            skipped[job.kind] += 1
        elif isinstance(payload, TIMELY) and not _helps_still(work, payload):
            job.cancelled_at, job.last_error = work.now, ERROR
            skipped[job.kind] += 1
            if isinstance(payload, payloads.PromiseStepDue):
                _take_silently(work, payload)
    return +skipped


def _helps_still(work: UnitOfWork, payload: Payload) -> bool:
    """What is to be told or asked before a visit that is yet to come."""
    if not isinstance(payload, payloads.VisitReminder | payloads.VisitReady):
        return False
    return work.session.get_one(Visit, payload.visit_id).start_at > work.now


def _take_silently(work: UnitOfWork, payload: payloads.PromiseStepDue) -> None:
    """The step is taken and a missed promise is marked, as truth demands; nobody is alarmed."""
    promise = work.session.get_one(Promise, payload.promise_id, with_for_update=True)
    step = next((step for step in work.kb.policies.sla.steps if step.id == payload.step), None)
    if step is None or promise.state not in (PromiseState.RUNNING, PromiseState.LATE):
        return
    if not ledger.take_step(work, promise, step):
        return
    case = work.session.get_one(Case, promise.case_id)
    if step.trigger == Trigger.DEADLINE_MISSED:
        ledger.miss(work, case, promise)
    record(work, case, "skipped_after_restore", promise=promise.kind, step=step.id)


def _outbox(restore: Restore) -> tuple[ColumnElement[bool], ...]:
    return Message.status == "pending", Message.id <= restore.last_message_id


def _prompts(restore: Restore) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.direction == "in",
        Message.author == "system",
        Message.handled_at.is_(None),
        Message.turn_id.is_(None),
        Message.id <= restore.last_message_id,
    )


def _late(work: UnitOfWork, restore: Restore) -> tuple[ColumnElement[bool], ...]:
    """Held jobs whose time has come."""
    open_ones = (Job.done_at.is_(None), Job.cancelled_at.is_(None), Job.due_at <= work.now)
    return *open_ones, Job.id <= restore.last_job_id
