"""`make password USER=…`: prints a one-time link by which somebody sets their password.

RESET_SECOND_FACTOR=1 takes away the second factor as well: for an administrator who has lost the phone and the codes.
"""

import os
import sys

from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import read_settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.errors import Invalid
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.staff import audit, second_factor
from helpline.staff.password_links import make_link
from helpline.staff.people import by_username


def main(username: str, reset: bool) -> int:
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    database, kb = Database(settings.database), read_knowledge()
    try:
        with database.write() as session:
            work = UnitOfWork(session, kb, clock.now())
            person = by_username(work, username)
            if person is None:
                print(f"there is nobody {username!r} here; the people of kb/seed are taken in when make run starts")
                return 1
            if reset:
                second_factor.reset(work, person)
                audit.note(work, "reset_second_factor", audit.person(person))
            path, expires = make_link(work, person)
    except Invalid as error:
        print(error)
        return 1
    finally:
        database.close()
    base = os.environ.get("PUBLIC_URL", "").rstrip("/") or f"http://127.0.0.1:{settings.port}"
    print(f"{base}{path}")
    print(f"good once, until {expires.astimezone(ZONE):%Y-%m-%d %H:%M}; give it to {person.name} only")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make password USER=username [RESET_SECOND_FACTOR=1]")
    sys.exit(main(sys.argv[1], os.environ.get("RESET_SECOND_FACTOR", "") not in ("", "0")))
