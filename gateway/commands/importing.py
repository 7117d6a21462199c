"""`make import FILE=…`: a part of the register from a CSV or XLSX file, all or nothing; DRY_RUN=1 only checks.

`make export KIND=… FILE=…`: the same way out; the file's ending says which of the two it is.
"""

import os
import sys
from pathlib import Path

from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import read_settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.private_file import appearing
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register.exporting import WRITERS, export_table
from helpline.customers.register.importing import RegisterFault, import_table, parse
from helpline.customers.register.kinds import KINDS
from helpline.staff import audit


def main(path: Path, dry_run: bool) -> int:
    try:
        database, table, kb = _database(), parse(path.read_bytes()), read_knowledge()
        with database.write() as session:
            summary = import_table(UnitOfWork(session, kb, clock.now()), table, dry_run)
    except FileNotFoundError:
        print(f"{path}: there is no such file")
        return 1
    except OSError as error:
        print(f"{path}: cannot be read: {error.strerror}")
        return 1
    except RegisterFault as error:
        print("\n".join(f"{path}: {fault}" for fault in error.faults))
        print(f"faults: {len(error.faults)}; nothing was written")
        return 1
    for change in summary.changes:
        print(change)
    done = "are fine; nothing was written (dry run)" if dry_run else "written"
    print(f"{path}: {summary.rows} rows of {summary.kind} {done}: {summary.new} new, {summary.changed} changed")
    return 0


def export(name: str, path: Path) -> int:
    kind, format = next((kind for kind in KINDS if kind.name == name), None), path.suffix.removeprefix(".")
    if kind is None or format not in WRITERS:
        print(f"KIND is one of {', '.join(kind.name for kind in KINDS)}; FILE ends in .csv or .xlsx")
        return 1
    database, kb = _database(), read_knowledge()
    with database.write() as session:
        audit.note(UnitOfWork(session, kb, clock.now()), "exported", kind.name)
    with database.read() as session:
        table = export_table(UnitOfWork(session, kb, clock.now()), kind, format)
    try:
        with appearing(path) as unfinished:
            unfinished.write_bytes(table)
    except OSError as error:
        print(f"{path}: cannot be written: {error.strerror}")
        return 1
    print(f"{path}: all {name} written")
    return 0


def _database() -> Database:
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    return Database(settings.database)


if __name__ == "__main__":
    verb, *rest = sys.argv[1:] or [""]
    if verb == "import" and len(rest) == 1:
        sys.exit(main(Path(rest[0]), os.environ.get("DRY_RUN", "") not in ("", "0")))
    if verb == "export" and len(rest) == 2:
        sys.exit(export(rest[0], Path(rest[1])))
    sys.exit("usage: make import FILE=customers.csv [DRY_RUN=1], or make export KIND=customers FILE=customers.xlsx")
