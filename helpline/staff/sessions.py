"""Log-ins at the desk: rows with hashed random tokens, which end by time, by log-out, and by whoever may end them."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import joinedload

from helpline.core.database import Database
from helpline.core.errors import NotFound, NotLoggedIn, SecondFactorMissing
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.staff.people import actor_of, is_administrator, is_here
from helpline.staff.second_factor import is_missing
from helpline.staff.secrets import hash_token, new_token
from helpline.tables import LoginSession, Person

SEEN_EVERY = timedelta(seconds=20)  # signs of life of one person are written no more often
LONGEST_DEVICE = 200  # characters

_NEWEST_FIRST = Order("sessions", (Key(LoginSession.opened_at, descending=True), Key(LoginSession.id)))


def open_session(work: UnitOfWork, person: Person, address: str = "", device: str = "") -> tuple[str, Actor]:
    """A new session's token, of which only the hash is stored, and the person acting through it.

    `address` is a hash (`hash_address`), `device` what the browser calls itself.
    """
    token, policy = new_token(), work.kb.policies.access
    person.seen_at = work.now
    row = LoginSession(
        id=secrets.token_hex(6),
        token_hash=hash_token(token),
        person_id=person.id,
        opened_at=work.now,
        used_at=work.now,
        expires_at=work.now + timedelta(hours=policy.session_hours),
        address=address,
        device=device[:LONGEST_DEVICE],
    )
    work.session.execute(delete(LoginSession).where(LoginSession.expires_at < work.now))
    work.session.add(row)
    return token, _acting(person, row)


def who(work: UnitOfWork, token: str | None, complete: bool = True) -> Actor:
    """The person of a valid session, or NotLoggedIn.

    SecondFactorMissing when they have still to set one up; not when `complete` is false: for what they do that with.
    """
    found = select(LoginSession).where(LoginSession.token_hash == hash_token(token or ""), _valid(work))
    row = work.session.scalars(found.options(joinedload(LoginSession.person))).one_or_none()
    if row is None or row.person.ended_at is not None:
        raise NotLoggedIn()
    if complete and is_missing(work, row.person):
        raise SecondFactorMissing()
    return _acting(row.person, row)


def is_open(work: UnitOfWork) -> bool:
    """Whether the log-in the acting person acts through has not ended."""
    found = (
        select(LoginSession.id)
        .join(LoginSession.person)
        .where(LoginSession.id == work.actor.session, _valid(work), is_here())
    )
    return work.session.scalar(found) is not None


def sessions_of(work: UnitOfWork, person_id: int, page: PageRequest = PageRequest()) -> Page[LoginSession]:
    """A person's sessions that have not ended, the newest first."""
    rows = select(LoginSession).where(LoginSession.person_id == person_id, _valid(work))
    return page_of(work.session, rows, _NEWEST_FIRST, page)


def _valid(work: UnitOfWork) -> ColumnElement[bool]:
    """Those that have not ended by time."""
    idle = timedelta(minutes=work.kb.policies.access.idle_minutes)
    return and_(LoginSession.expires_at >= work.now, LoginSession.used_at >= work.now - idle)


def end_session(work: UnitOfWork, id: str) -> None:
    """Ends one of the acting person's own sessions, or as an administrator anybody's; NotFound otherwise."""
    row = work.session.get(LoginSession, id)
    if row is None or (row.person_id != work.actor.person_id and not is_administrator(work)):
        raise NotFound(id)
    _end(work, row.person, [row])


def end_sessions(work: UnitOfWork, person: Person, but: str = "") -> None:
    """Ends all of a person's sessions, or all but one."""
    rows = select(LoginSession).where(LoginSession.person_id == person.id, LoginSession.id != but)
    _end(work, person, work.session.scalars(rows).all())


def _end(work: UnitOfWork, person: Person, rows: Sequence[LoginSession]) -> None:
    """Streams that are open through them end when the doorbell rings; whose last one ends is not at the desk any more.

    One by one, so that each rings for its person.
    """
    for row in rows:
        work.session.delete(row)
    work.session.flush()
    if work.session.scalar(select(LoginSession.id).where(LoginSession.person_id == person.id).limit(1)) is None:
        person.seen_at = None


def seen(work: UnitOfWork) -> None:
    """A sign of life of the acting person: they count as present for a while, and their session is in use."""
    person = work.session.get_one(Person, work.actor.person_id)
    if person.seen_at is None or abs(work.now - person.seen_at) > SEEN_EVERY:
        person.seen_at = work.now
        used = update(LoginSession).where(LoginSession.id == work.actor.session)
        work.session.execute(used.values(used_at=work.now))


def seen_together(database: Database, person_ids: Collection[int], now: datetime) -> None:
    """Several people are present, in one transaction; none when nothing is to be written.

    It is no use of their sessions, and who has been logged out meanwhile is not present.
    """
    silent = or_(Person.seen_at.is_(None), ~Person.seen_at.between(now - SEEN_EVERY, now + SEEN_EVERY))
    logged_in = exists().where(LoginSession.person_id == Person.id)
    with database.read() as session:
        ids = list(session.scalars(select(Person.id).where(Person.id.in_(person_ids), silent, logged_in)))
    if ids:
        with database.write() as session:
            session.execute(update(Person).where(Person.id.in_(ids), logged_in).values(seen_at=now))


def _acting(person: Person, row: LoginSession) -> Actor:
    return actor_of(person, row.id, row.address)
