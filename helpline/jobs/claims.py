"""Claiming rows to work on (`helpline.tables.base.Claimable`): one process at a time, for as long as a lease lasts.

Jobs, messages to send and turns are claimed alike. A claim is one conditional update; PostgreSQL skips rows that
others hold, SQLite has one writer at a time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from helpline.tables.base import Claimable


def free(model: type[Claimable], now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Rows that nobody is at: never claimed, or the claim has run out."""
    return or_(model.claimed_until.is_(None), model.claimed_until <= now)


def ready(model: type[Claimable], now: datetime) -> ColumnElement[bool]:
    """Rows that are due and free."""
    return and_(model.due_at <= now, free(model, now))


def lease(
    session: Session, model: type[Claimable], ids: Sequence[Any], by: str, now: datetime, lasts: timedelta
) -> None:
    """Claims rows that were locked as ready in this transaction."""
    _set(session, model, ids, claimed_by=by, claimed_until=now + lasts)


def renew(session: Session, model: type[Claimable], ids: Sequence[Any], until: datetime) -> None:
    """Keeps claims whose work takes long."""
    _set(session, model, ids, claimed_until=until)


def release(session: Session, model: type[Claimable], ids: Sequence[Any], *only: ColumnElement[bool]) -> None:
    """Gives claims up, so that others need not wait for them to run out."""
    _set(session, model, ids, *only, claimed_until=None)


def next_instant(
    session: Session, model: type[Claimable], now: datetime, *waits: ColumnElement[bool]
) -> datetime | None:
    """When one of the waiting rows is next to be claimed: it falls due, or a claim on it runs out. None: never.

    One look at the end of an index each.
    """
    columns = (model.due_at, model.claimed_until)
    ends = [session.scalar(select(func.min(column)).where(*waits, column > now)) for column in columns]
    return min((at for at in ends if at), default=None)


def _set(
    session: Session, model: type[Claimable], ids: Sequence[Any], *only: ColumnElement[bool], **values: Any
) -> None:
    key = model.id  # type: ignore[attr-defined]  # every claimable table has one
    for first in range(0, len(ids), 500):
        some = update(model).where(key.in_(ids[first : first + 500]), *only).values(**values)
        session.execute(some.execution_options(synchronize_session=False))
