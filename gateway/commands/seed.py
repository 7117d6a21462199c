"""Fills an empty database from `kb/seed/`, once; sets the passwords of the people who log in."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.import_register import import_file
from helpline.customers.queries import count_customers
from helpline.staff.sessions import hash_password
from helpline.tables import Engineer, Staff
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
            session.merge(
                Engineer(
                    id=engineer.id,
                    name=engineer.name,
                    phone=engineer.phone,
                    skills=list(engineer.skills),
                    regions=list(engineer.regions),
                    days=list(engineer.days),
                    active=True,
                    spans=[[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in engineer.spans],
                )
            )
        return _staff(work, password)


def _staff(work: UnitOfWork, password: str) -> str:
    known = {person.username: person for person in work.session.scalars(select(Staff))}
    missing = [member for member in work.kb.staff if member.username not in known]
    made_up = secrets.token_urlsafe(9) if missing and not password else ""
    chosen = password or made_up
    for member in missing:
        work.session.add(
            Staff(
                username=member.username,
                name=member.name,
                role=member.role,
                active=True,
                password_hash=hash_password(chosen),
            )
        )
    if password:
        for person in known.values():
            if not _is(person.password_hash, password):
                person.password_hash = hash_password(password)
    return made_up


def _is(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except VerifyMismatchError:
        return False
