"""The first passwords of those who log in at the desk, until they choose their own. Hashed outside any transaction."""

import secrets
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select, update

from helpline.core.database import Database
from helpline.staff.people import is_here
from helpline.staff.secrets import hash_password, is_password
from helpline.tables import LoginSession, Person
from helpline.tables.states import PasswordFrom

BYTES = 9  # of one that is made up


def give_demo(database: Database, passwords: Mapping[str, str]) -> None:
    """These passwords by username, to whoever has not chosen one."""
    changed = {
        person.username: hash_password(passwords[person.username])
        for person in _people(database, passwords)
        if person.password_from != PasswordFrom.OWN and not _has(person, passwords[person.username])
    }
    _give(database, changed, PasswordFrom.DEMO)


def make_up(database: Database, usernames: Collection[str]) -> Mapping[str, str]:
    """Made-up ones, by username, for those of them who have none or one of the demo."""
    without = [
        person
        for person in _people(database, usernames)
        if not person.password_hash or person.password_from == PasswordFrom.DEMO
    ]
    made = {person.username: secrets.token_urlsafe(BYTES) for person in without}
    _give(database, {username: hash_password(password) for username, password in made.items()}, PasswordFrom.MADE_UP)
    return made


def _people(database: Database, usernames: Collection[str]) -> Sequence[Person]:
    with database.read() as session:
        rows = select(Person).where(Person.username.in_(usernames), is_here())
        return session.scalars(rows.order_by(Person.id)).all()


def _has(person: Person, password: str) -> bool:
    return person.password_from == PasswordFrom.DEMO and is_password(person.password_hash, password)


def _give(database: Database, hashed: Mapping[str, str], origin: PasswordFrom) -> None:
    """Log-ins with an earlier password end."""
    with database.write() as session:
        for username, value in hashed.items():
            given = {"password_hash": value, "password_from": origin}
            session.execute(update(Person).where(Person.username == username).values(given))
        ids = select(Person.id).where(Person.username.in_(hashed))
        session.execute(delete(LoginSession).where(LoginSession.person_id.in_(ids)))
