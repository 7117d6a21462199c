"""Fills an empty database from `kb/seed/`, once; gives each of those who log in a first password."""

from collections.abc import Mapping

from gateway.commands.demo_week import demo_week
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.queries import count_customers
from helpline.customers.register.importing import import_table, parse
from helpline.duty import shifts
from helpline.staff import first_passwords, people
from kb.models.knowledge import Knowledge

REGISTER = ("organisations.csv", "customers.csv", "sites.csv", "equipment.csv", "assets.csv", "contracts.csv")


def seed(database: Database, kb: Knowledge, demo: str, week: bool = False) -> Mapping[str, str]:
    """Returns the passwords that this start made up, by username; they are shown once.

    With `demo` (DEMO_PASSWORD) whoever has not chosen a password has `<demo>-<username>`, and needs no second factor.
    Without it those who have no password, or had one of the demo, get one that is made up. With `week` an empty desk
    has something in hand.
    """
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now())
        for engineer in kb.engineers:
            people.take_in(work, engineer)
        for member in kb.staff:
            people.take_in(work, member)
        session.flush()  # contracts name their service managers
        first = count_customers(work) == 0
        if first:
            for name in REGISTER:
                # The days are those of the demo's story, whatever the clock of this machine says.
                import_table(work, parse((kb.root / "seed" / name).read_bytes()), any_day=True)
        people.set_partners(work)
        shifts.make(work)
    if first and week:
        demo_week(database, kb)
    usernames = [*(member.username for member in kb.staff), *(engineer.id for engineer in kb.engineers)]
    if demo:
        first_passwords.give_demo(database, {username: f"{demo}-{username}" for username in usernames})
        return {}
    return first_passwords.make_up(database, usernames)
