"""The product is held after a restore (R46): what was there before is neither sent nor rung until people say go.

Customers who write now are answered, and what comes of that is done at its time.
"""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, literal, select, true
from sqlalchemy.orm import Session

from helpline.jobs.payloads import PageStepDue, RingOut
from helpline.tables import Job, Message, Restore

BY_CLOCK = ("clock", PageStepDue.lane, RingOut.lane)  # lanes that speak to people because the time has come
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_HELD = select(Restore).where(Restore.resumed_at.is_(None)).order_by(Restore.id.desc()).limit(1)
_LAST = select(Restore.last_message_id).where(Restore.resumed_at.is_(None)).order_by(Restore.id.desc()).limit(1)
_AT = select(Restore.at).where(Restore.resumed_at.is_(None)).order_by(Restore.id.desc()).limit(1)
# The same inside a statement: messages no newer than the one, and what was made no later than the other, are held.
LAST_MESSAGE: ColumnElement[int] = func.coalesce(_LAST.scalar_subquery(), 0)
HELD_AT: ColumnElement[datetime] = func.coalesce(_AT.scalar_subquery(), literal(NEVER, Restore.at.type))


def held_since(session: Session) -> Restore | None:
    """The restore after which nobody has said go; None when the product goes on as usual."""
    return session.scalars(_HELD).one_or_none()


def messages(restore: Restore | None) -> ColumnElement[bool]:
    """Messages and prompts that are not held."""
    return Message.id > restore.last_message_id if restore else true()


def jobs(restore: Restore | None, lane: str) -> ColumnElement[bool]:
    """Jobs of the lane that are not held: new ones, and, but for what is done by the clock, those wanted anew."""
    if restore is None:
        return true()
    new = Job.id > restore.last_job_id
    return new if lane in BY_CLOCK else new | (Job.due_at > restore.at)
