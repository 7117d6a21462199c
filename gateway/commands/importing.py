"""`make import FILE=…`: customers or assets from a CSV file, all or nothing; DRY_RUN=1 only checks."""

import os
import sys
from pathlib import Path

from gateway.commands.migrate import migrate
from gateway.settings import ROOT, Settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.import_register import RegisterFault, import_file
from kb import load


class _DryRun(Exception):
    pass


def main(path: Path, dry_run: bool) -> int:
    settings = Settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    database = Database(settings.database)
    try:
        with database.write() as session:
            name, count = import_file(UnitOfWork(session, load(ROOT / "kb"), clock.now()), path)
            session.flush()
            if dry_run:
                raise _DryRun
    except _DryRun:
        print(f"{path}: {count} rows of {name} are fine; nothing was written (dry run)")
        return 0
    except FileNotFoundError:
        print(f"{path}: there is no such file")
        return 1
    except RegisterFault as error:
        print("\n".join(f"{path}: {fault}" for fault in error.faults))
        print(f"{len(error.faults)} faults; nothing was written")
        return 1
    print(f"{path}: {count} rows of {name} written")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make import FILE=customers.csv|assets.csv [DRY_RUN=1]")
    sys.exit(main(Path(sys.argv[1]), os.environ.get("DRY_RUN", "") not in ("", "0")))
