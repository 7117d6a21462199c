"""When there is next something to do by the clock: one look at the end of an index each."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Mapped, Session

from helpline.tables import Attachment, Erasure, Message, PullCursor, Timer

Due = Callable[[Session, datetime], datetime | None]  # what falls due after an instant, None when nothing does


def timer_waits(session: Session, now: datetime) -> bool:
    """Whether a timer is due that nobody has claimed."""
    free = or_(Timer.claimed_until.is_(None), Timer.claimed_until < now)
    return session.scalar(select(Timer.id).where(*_OPEN, Timer.due_at <= now, free).limit(1)) is not None


def _first(column: Mapped[datetime] | Mapped[datetime | None], *waits: ColumnElement[bool]) -> Due:
    return lambda session, now: session.scalar(select(func.min(column)).where(*waits, column > now))


_OPEN = (Timer.done_at.is_(None), Timer.cancelled_at.is_(None))

timers = _first(Timer.due_at, *_OPEN)
messages = _first(Message.next_try_at, Message.status == "pending")
pulls = _first(PullCursor.leased_until, PullCursor.wanted_at.is_not(None))
attachments = _first(Attachment.next_try_at, Attachment.status == "waiting")
erasures = _first(Erasure.due_at)


def first_of(*dues: Due) -> Due:
    """The earliest of several."""
    return lambda session, now: min((at for due in dues if (at := due(session, now))), default=None)
