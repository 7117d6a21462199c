"""Timers are rows: set and cancelled with the case in one transaction, claimed by one sweeper, done once.

A kind is a module of this package with `act(work, timer)`, which re-checks that it still applies and then acts;
it runs in the transaction that marks the timer done.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Timer

_open = (Timer.done_at.is_(None), Timer.cancelled_at.is_(None))


def schedule(work: UnitOfWork, kind: str, key: str, due_at: datetime, data: dict[str, Any]) -> None:
    """Sets the one open timer of this kind and key; an open one is moved to the new instant."""
    work.session.flush()
    timer = work.session.scalars(select(Timer).where(Timer.kind == kind, Timer.key == key, *_open)).one_or_none()
    if timer:
        timer.due_at, timer.data = due_at, data
    else:
        work.session.add(Timer(kind=kind, key=key, due_at=due_at, data=data))


def cancel(work: UnitOfWork, kind: str, key: str) -> None:
    """Cancels the open timer of this kind and key, if there is one."""
    work.session.flush()
    work.session.execute(
        update(Timer).where(Timer.kind == kind, Timer.key == key, *_open).values(cancelled_at=work.now)
    )
