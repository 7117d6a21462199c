"""`make erase CUSTOMER=…`: a person's data, by phone or customer id; DRY_RUN=1 only shows how much."""

import os
import sys

from gateway.commands.backup import send_on
from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import read_settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.errors import CaseError
from helpline.core.unit_of_work import SYSTEM, UnitOfWork
from helpline.erasure.request import erase


class _DryRun(Exception):
    pass


def main(who: str, dry_run: bool) -> int:
    settings, kb = read_settings(), read_knowledge()
    migrate(settings.database)
    database = Database(settings.database)
    try:
        with database.write() as session:
            now = clock.now()
            erasure, found = erase(UnitOfWork(session, kb, now, SYSTEM), who)
            for kind, count in erasure.erased.items():
                print(f"{kind}: {count}")
            for number, until in erasure.kept.items():
                print(f"kept until {until}, then erased by itself: case {number}")
            if erasure.kept:
                print(kb.policies.retention.law)
            if dry_run:
                raise _DryRun
            # Before the commit: what is erased must never come back, what is listed too much does no harm.
            settings.erasures.add(now, found.known_by)
    except _DryRun:
        print("nothing was changed (dry run)")
        return 0
    except CaseError as error:
        print(f"nothing was erased: {error}")
        return 1
    finally:
        database.close()
    print("erased; pictures and what Rasa remembers follow within minutes while the sweeper runs")
    print("backups made before still hold it, until they are deleted; a restore erases it again")
    return 0 if send_on(settings, kb, settings.erasures.file) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make erase CUSTOMER=13800000000 [DRY_RUN=1]; or a customer id, like C0001")
    sys.exit(main(sys.argv[1], os.environ.get("DRY_RUN", "") not in ("", "0")))
