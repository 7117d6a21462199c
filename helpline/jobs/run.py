"""Claims due timers and acts on them. Any number of sweepers may run; each timer is acted on once."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import or_, select, update

from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import SYSTEM, UnitOfWork
from helpline.tables import Timer
from kb.models.knowledge import Knowledge

LEASE = timedelta(seconds=60)
BATCH = 50
RETRY = timedelta(seconds=30)

Handlers = Mapping[str, Callable[[UnitOfWork, Timer], None]]  # by kind

log = logging.getLogger(__name__)


def sweep(database: Database, kb: Knowledge, handlers: Handlers) -> int:
    """Acts on every timer due now; returns how many. A failing timer is kept with its error and tried again."""
    ids = _claim(database)
    for timer_id in ids:
        try:
            _act(database, kb, handlers, timer_id)
        except Exception as error:  # one bad timer must not stop the others
            log.exception("timer %s failed", timer_id)
            _put_back(database, timer_id, repr(error))
    return len(ids)


def _claim(database: Database) -> list[int]:
    now = clock.now()
    with database.write() as session:
        due = (
            select(Timer.id)
            .where(Timer.done_at.is_(None), Timer.cancelled_at.is_(None), Timer.due_at <= now)
            .where(or_(Timer.claimed_until.is_(None), Timer.claimed_until < now))
            .order_by(Timer.due_at)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        claimed = update(Timer).where(Timer.id.in_(due.scalar_subquery())).values(claimed_until=now + LEASE)
        return list(session.scalars(claimed.returning(Timer.id)))


def _act(database: Database, kb: Knowledge, handlers: Handlers, timer_id: int) -> None:
    now = clock.now()
    with database.write() as session:
        timer = session.get(Timer, timer_id, with_for_update=True)
        if timer is None or timer.done_at or timer.cancelled_at or timer.due_at > now:
            return
        timer.done_at = now
        session.flush()  # done before acting: the act may set the same kind and key anew
        handlers[timer.kind](UnitOfWork(session, kb, now, SYSTEM), timer)


def _put_back(database: Database, timer_id: int, error: str) -> None:
    now = clock.now()
    with database.write() as session:
        timer = session.get(Timer, timer_id)
        if timer and not timer.done_at:
            timer.attempts += 1
            timer.last_error = error[:500]
            timer.claimed_until = now + RETRY * min(2**timer.attempts, 64)
