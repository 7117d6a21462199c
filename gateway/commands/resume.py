"""`make resume`: after a restore, go on. What had waited and is late by now is skipped; SEND_OLD=1 sends it instead."""

import os
import sys

from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import read_settings
from helpline.backups.resume import resume
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.errors import NotHeld
from helpline.core.unit_of_work import SYSTEM, UnitOfWork


def main(send_old: bool) -> int:
    settings = read_settings()
    migrate(settings.database)
    database = Database(settings.database)
    try:
        with database.write() as session:
            done = resume(UnitOfWork(session, read_knowledge(), clock.now(), SYSTEM), send_old)
    except NotHeld:
        print("nothing is held: the product goes on as usual")
        return 1
    finally:
        database.close()
    skipped = ", ".join(f"{count} {kind}" for kind, count in done.skipped.items())
    print("it goes on" + (f"; skipped as too late: {skipped}" if skipped else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ.get("SEND_OLD", "") not in ("", "0")))
