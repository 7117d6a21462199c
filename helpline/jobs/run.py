"""Claims due jobs and does them. Any number of sweepers may run; each job is done once, or as often as it takes."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from structlog.contextvars import bind_contextvars, clear_contextvars

from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import SYSTEM, UnitOfWork
from helpline.jobs import claims, held
from helpline.jobs.payloads import payload_of
from helpline.jobs.registry import InTransaction, Registry
from helpline.jobs.retry import pause_after
from helpline.tables import Job
from kb.models.knowledge import Knowledge

LEASE = timedelta(seconds=60)  # for a batch of jobs in transactions
BATCH = 50
OUTSIDE_BATCH = 1  # each may take as long as its lease: a sweeper that dies holds up no other

NAMED_IN_LOGS = ("case_id", "conversation_id")

log = logging.getLogger(__name__)


def run_due(database: Database, kb: Knowledge, registry: Registry, lane: str, by: str = "") -> int:
    """Does the jobs of a lane that are due now; returns how many. A failing one is kept with its error for later."""
    ids = _claim(database, lane, by)
    for id in ids:
        try:
            _do(database, kb, registry, id)
        except Exception as error:  # one bad job must not stop the others
            log.exception("job %s failed", id)
            _later(database, id, error)
        finally:
            clear_contextvars()
    return len(ids)


def next_due(database: Database, lane: str, now: datetime) -> datetime | None:
    """When a lane next has something to do, by the clock."""
    with database.read() as session:
        return claims.next_instant(session, Job, now, *_open(lane))


def _open(lane: str) -> tuple[ColumnElement[bool], ...]:
    return Job.lane == lane, Job.done_at.is_(None), Job.cancelled_at.is_(None)


def _claim(database: Database, lane: str, by: str) -> list[int]:
    now = clock.now()
    with database.read() as session:  # most rounds find nothing, and reading keeps nobody waiting
        free = held.jobs(held.held_since(session), lane)
        ready = select(Job.id).where(*_open(lane), claims.ready(Job, now), free)
        if session.scalar(ready.limit(1)) is None:
            return []
    with database.write() as session:
        batch = BATCH if lane == "clock" else OUTSIDE_BATCH
        ids = list(session.scalars(ready.order_by(Job.due_at).limit(batch).with_for_update(skip_locked=True)))
        claims.lease(session, Job, ids, by, now, LEASE)
        session.execute(update(Job).where(Job.id.in_(ids)).values(attempts=Job.attempts + 1))
        return ids


def _do(database: Database, kb: Knowledge, registry: Registry, id: int) -> None:
    now = clock.now()
    with database.write() as session:
        job = session.get(Job, id, with_for_update=True)
        if job is None or job.done_at or job.cancelled_at or job.due_at is None or job.due_at > now:
            return
        bind_contextvars(job=job.kind, key=job.key)
        handler, payload, due_at = registry[job.kind], payload_of(job), job.due_at
        bind_contextvars(**{name.removesuffix("_id"): id for name, id in payload if name in NAMED_IN_LOGS})
        if isinstance(handler, InTransaction):
            job.done_at = now
            session.flush()  # done before acting: the act may set the same kind and key anew
            handler.act(UnitOfWork(session, kb, now, SYSTEM), payload)
            return
        job.claimed_until = now + handler.lasts
        attempts = job.attempts
    try:
        handler.run(payload)
    except Exception:
        if handler.attempts is None or attempts < handler.attempts:
            raise
        log.warning("job %s is given up after %d attempts", id, attempts, exc_info=True)
        with database.write() as session:
            handler.give_up(UnitOfWork(session, kb, clock.now(), SYSTEM), payload)
            _end(session.get_one(Job, id, with_for_update=True))
        return
    with database.write() as session:
        job = session.get_one(Job, id, with_for_update=True)
        if job.due_at == due_at:
            _end(job)
        else:  # set anew while it ran: once more
            job.claimed_until = None


def _end(job: Job) -> None:
    job.done_at, job.claimed_until, job.last_error = clock.now(), None, ""


def _later(database: Database, id: int, error: Exception) -> None:
    now = clock.now()
    with database.write() as session:
        job = session.get(Job, id, with_for_update=True)
        if job and not job.done_at:
            job.last_error = f"{type(error).__name__}: {error}"[:500]
            job.claimed_until = now + pause_after(job.attempts)
