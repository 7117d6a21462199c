"""Guessing is limited by name together with where it is tried from, so that nobody is locked out by others' guesses."""

import math
from datetime import timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from helpline.core.errors import TooManyAttempts
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import LoginTry


def claim_try(work: UnitOfWork, key: str) -> None:
    """Counts one try before its secret is looked at; TooManyAttempts when those of the while are used up.

    One statement counts and tells, so that of many at the same moment no more get through than may.
    """
    policy = work.kb.policies.access
    length = timedelta(minutes=policy.wrong_minutes)
    begun = work.now - length
    is_old = LoginTry.since <= begun
    insert = postgres_insert if work.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    counted = (
        insert(LoginTry)
        .values(key=key, count=1, since=work.now)
        .on_conflict_do_update(
            index_elements=[LoginTry.key],
            set_={
                "count": case((is_old, 1), else_=LoginTry.count + 1),
                "since": case((is_old, work.now), else_=LoginTry.since),
            },
        )
        .returning(LoginTry.count, LoginTry.since)
    )
    count, since = work.session.execute(counted).one()
    if count > policy.wrong_tries:
        raise TooManyAttempts(retry_after_seconds=max(1, math.ceil((since + length - work.now).total_seconds())))
    if count == 1:
        work.session.execute(delete(LoginTry).where(LoginTry.since < begun))


def give_back(work: UnitOfWork, key: str) -> None:
    """The try was none: what was tried was right as far as it went."""
    work.session.execute(update(LoginTry).where(LoginTry.key == key).values(count=LoginTry.count - 1))


def forget_tries(work: UnitOfWork, key: str) -> None:
    """The right one was known."""
    work.session.execute(delete(LoginTry).where(LoginTry.key == key))
