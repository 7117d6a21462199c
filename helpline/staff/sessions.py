"""Logging in at the desk: passwords hashed with argon2, sessions as hashed random tokens, guessing limited."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, func, or_, select, update

from helpline.core.database import Database
from helpline.core.errors import LoginFailed, NotLoggedIn, TooManyAttempts
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.staff.people import actor_of, is_here
from helpline.tables import LoginAttempt, LoginSession, Person

TRIES = 10
WINDOW = timedelta(minutes=5)
SEEN_EVERY = timedelta(seconds=20)  # signs of life of one person are written no more often

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(8))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def check_password(work: UnitOfWork, username: str, password: str) -> Person:
    """The person, or LoginFailed. Takes as long for a name that does not exist."""
    since = work.now - WINDOW
    tries = (
        select(func.count()).select_from(LoginAttempt).where(LoginAttempt.username == username, LoginAttempt.at > since)
    )
    if (work.session.scalar(tries) or 0) >= TRIES:
        raise TooManyAttempts(username)
    person = work.session.scalars(
        select(Person).where(Person.username == username, is_here(), Person.password_hash != "")
    ).one_or_none()
    try:
        _hasher.verify(person.password_hash if person else _NOBODY, password)
    except VerifyMismatchError:
        person = None
    if person is None:
        raise LoginFailed(username)
    return person


def note_failure(work: UnitOfWork, username: str) -> None:
    """Counts a failed login. Called in a transaction of its own, because the failed one is rolled back."""
    work.session.add(LoginAttempt(username=username, at=work.now))
    work.session.execute(delete(LoginAttempt).where(LoginAttempt.at < work.now - 10 * WINDOW))


def open_session(work: UnitOfWork, person: Person, hours: int) -> str:
    """A new session's token; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    person.seen_at = work.now
    expires = work.now + timedelta(hours=hours)
    work.session.add(LoginSession(token_hash=hash_token(token), person_id=person.id, expires_at=expires))
    return token


def close_session(work: UnitOfWork, token: str) -> None:
    work.session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_token(token)))


def who(work: UnitOfWork, token: str | None) -> Actor:
    """The person of a valid session, or NotLoggedIn."""
    row = work.session.get(LoginSession, hash_token(token)) if token else None
    if row is None or row.expires_at < work.now:
        raise NotLoggedIn()
    person = work.session.get_one(Person, row.person_id)
    if person.ended_at is not None:
        raise NotLoggedIn()
    return actor_of(person)


def seen(work: UnitOfWork, person_id: int) -> None:
    """A sign of life at the desk: the person counts as present for a while."""
    person = work.session.get_one(Person, person_id)
    if person.seen_at is None or abs(work.now - person.seen_at) > SEEN_EVERY:
        person.seen_at = work.now


def seen_together(database: Database, person_ids: Collection[int], now: datetime) -> None:
    """The same for several people in one transaction; none when nothing is to be written."""
    silent = or_(Person.seen_at.is_(None), Person.seen_at.not_between(now - SEEN_EVERY, now + SEEN_EVERY))
    with database.read() as session:
        ids = list(session.scalars(select(Person.id).where(Person.id.in_(person_ids), silent)))
    if ids:
        with database.write() as session:
            session.execute(update(Person).where(Person.id.in_(ids)).values(seen_at=now))


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()
