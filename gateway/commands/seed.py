"""Fills an empty database from `kb/seed/`, once; sets the passwords of the people who log in."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.import_register import import_file
from helpline.customers.queries import count_customers
from helpline.staff import people
from helpline.staff.sessions import hash_password
from kb.models.knowledge import Knowledge


def seed(database: Database, kb: Knowledge, password: str) -> str:
    """Returns the made-up password when this start made one, "" otherwise.

    A given password is everybody's from now on; without one the first start makes one up and prints it once.
    """
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now())
        if count_customers(work) == 0:
            for name in ("customers.csv", "equipment.csv"):
                import_file(work, kb.root / "seed" / name)
                session.flush()
        for engineer in kb.engineers:
            people.take_in(work, engineer)
        for member in kb.staff:
            people.take_in(work, member)
        return _passwords(work, password)


def _passwords(work: UnitOfWork, password: str) -> str:
    """Of those who log in at the desk."""
    at_desk = [person for member in work.kb.staff if (person := people.by_username(work, member.username))]
    without = [person for person in at_desk if not person.password_hash]
    made_up = secrets.token_urlsafe(9) if without and not password else ""
    for person in without:
        person.password_hash = hash_password(password or made_up)
    if password:
        for person in at_desk:
            if not _is(person.password_hash, password):
                person.password_hash = hash_password(password)
    return made_up


def _is(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except VerifyMismatchError:
        return False
