"""What administrators do about the people who log in, at the desk or as engineers. Each deed leaves an audit line."""

from datetime import datetime

from sqlalchemy import select

from helpline.core.errors import Invalid, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff import audit, devices, second_factor, sessions
from helpline.staff.password_links import forget_links, make_link
from helpline.staff.people import holds, is_administrator
from helpline.tables import LoginSession, Person
from helpline.tables.people import LOGIN_ROLES
from helpline.tables.states import PasswordFrom

_BY_NAME = Order("people", (Key(Person.username),))


def list_people(work: UnitOfWork, page: PageRequest = PageRequest()) -> Page[Person]:
    """Those who log in, also who has left. NotAllowed but for administrators, as everything here."""
    _require_administrator(work)
    return page_of(work.session, select(Person).where(holds(*LOGIN_ROLES)), _BY_NAME, page)


def give_link(work: UnitOfWork, username: str) -> tuple[str, datetime]:
    """The path of a one-time link to set a password, and until when it is good; Invalid for who has left."""
    person = _named(work, username)
    if person.ended_at is not None:
        raise Invalid(f"{username} has left")
    return make_link(work, person)


def reset_second_factor(work: UnitOfWork, username: str) -> Person:
    person = _named(work, username)
    second_factor.reset(work, person)
    audit.note(work, "reset_second_factor", audit.person(person))
    return person


def deactivate(work: UnitOfWork, username: str) -> Person:
    """They are out at once, and their password is no more. Invalid for the acting person themselves."""
    person = _named(work, username)
    if person.id == work.actor.person_id:
        raise Invalid("nobody deactivates themselves")
    person.ended_at = person.ended_at or work.now
    person.password_hash, person.password_from = "", PasswordFrom.NOWHERE
    devices.forget(person)
    forget_links(work, person)
    sessions.end_sessions(work, person)
    audit.note(work, "deactivated", audit.person(person))
    return person


def reactivate(work: UnitOfWork, username: str) -> Person:
    """They are with the company again; to log in they need a link."""
    person = _named(work, username)
    person.ended_at = None
    audit.note(work, "reactivated", audit.person(person))
    return person


def sessions_of(work: UnitOfWork, username: str, page: PageRequest = PageRequest()) -> Page[LoginSession]:
    return sessions.sessions_of(work, _named(work, username).id, page)


def end_sessions(work: UnitOfWork, username: str) -> Person:
    """All of them."""
    person = _named(work, username)
    sessions.end_sessions(work, person)
    audit.note(work, "ended_sessions", audit.person(person))
    return person


def _named(work: UnitOfWork, username: str) -> Person:
    _require_administrator(work)
    found = select(Person).where(Person.username == username, holds(*LOGIN_ROLES))
    person = work.session.scalars(found).one_or_none()
    if person is None:
        raise NotFound(username)
    return person


def _require_administrator(work: UnitOfWork) -> None:
    if not is_administrator(work):
        raise NotAllowed("for administrators")
