"""`make import FILE=…`: a part of the register from a CSV or XLSX file, all or nothing; DRY_RUN=1 only checks.

`make export KIND=… FILE=…`: the same way out; the file's ending says which of the two it is.
"""

import os
import sys
from pathlib import Path

from gateway.commands.migrate import migrate
from gateway.settings import ROOT, Settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.private_file import appearing
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register.exporting import WRITERS, export_table
from helpline.customers.register.importing import RegisterFault, import_table, parse
from helpline.customers.register.kinds import KINDS
from helpline.staff import audit
from kb import load


def main(path: Path, dry_run: bool) -> int:
    try:
        database, table, kb = _database(), parse(path.read_bytes()), load(ROOT / "kb")
        with database.write() as session:
            summary = import_table(UnitOfWork(session, kb, clock.now()), table, dry_run)
    except FileNotFoundError:
        print(f"{path}: there is no such file")
        return 1
    except RegisterFault as error:
        print("\n".join(f"{path}: {fault}" for fault in error.faults))
        print(f"{len(error.faults)} faults; nothing was written")
        return 1
    print("\n".join(summary.changes))
    done = "are fine; nothing was written (dry run)" if dry_run else "written"
    print(f"{path}: {summary.rows} rows of {summary.kind} {done}: {summary.new} new, {summary.changed} changed")
    return 0


def export(name: str, path: Path) -> int:
    kind, format = next((kind for kind in KINDS if kind.name == name), None), path.suffix.removeprefix(".")
    if kind is None or format not in WRITERS:
        print(f"KIND is one of {', '.join(kind.name for kind in KINDS)}; FILE ends in .csv or .xlsx")
        return 1
    database, kb = _database(), load(ROOT / "kb")
    with database.write() as session:
        audit.note(UnitOfWork(session, kb, clock.now()), "exported", kind.name)
    with database.read() as session:
        table = export_table(UnitOfWork(session, kb, clock.now()), kind, format)
    with appearing(path) as unfinished:
        unfinished.write_bytes(table)
    print(f"{path}: all {name} written")
    return 0


def _database() -> Database:
    settings = Settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    return Database(settings.database)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(export(sys.argv[1], Path(sys.argv[2])))
    if len(sys.argv) != 2:
        sys.exit("usage: make import FILE=customers.csv [DRY_RUN=1], or make export KIND=customers FILE=customers.xlsx")
    sys.exit(main(Path(sys.argv[1]), os.environ.get("DRY_RUN", "") not in ("", "0")))
