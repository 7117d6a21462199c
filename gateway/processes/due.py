"""When there is next something to do by the clock: one look at the end of an index each."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from helpline.tables import Job, Message
from helpline.tables.base import Claimable

Due = Callable[[Session, datetime], datetime | None]  # what falls due after an instant, None when nothing does


def messages(session: Session, now: datetime) -> datetime | None:
    """The next message to send, or to send once more."""
    return _first(session, now, Message, Message.status == "pending")


def jobs(lane: str) -> Due:
    """The next job of a lane, or the end of a claim on one."""
    waits = (Job.lane == lane, Job.done_at.is_(None), Job.cancelled_at.is_(None))
    return lambda session, now: _first(session, now, Job, *waits)


def _first(session: Session, now: datetime, model: type[Claimable], *waits: ColumnElement[bool]) -> datetime | None:
    columns = (model.due_at, model.claimed_until)
    ends = [session.scalar(select(func.min(column)).where(*waits, column > now)) for column in columns]
    return min((at for at in ends if at), default=None)
