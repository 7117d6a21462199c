"""The register as workbooks that anybody with the folder can open, also while the product is down (R03).

Written anew every day, and whenever somebody was erased: customers, organisations, sites, machines and contracts as
they can be taken in again, and the open cases. Only the newest is kept; the second place of backups gets it as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from helpline.backups.second_place import copy_to
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.private_file import appearing, private_folder
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.customers.register.exporting import export_table
from helpline.customers.register.kinds import KINDS
from helpline.customers.register.tables import write_xlsx
from helpline.jobs.payloads import RegisterCopy
from helpline.jobs.schedule import schedule
from helpline.tables import Case, Job
from helpline.tables.states import OPEN_CASE
from kb.models.knowledge import Knowledge

EVERY = timedelta(days=1)
KEY = "all"
CASES = "cases"
_CASE = ("number", "type", "status", "level", "contact_name", "phone", "address", "category", "serial", "description")


def begin(work: UnitOfWork) -> None:
    """Sets the job, unless it is set; from then on it sets itself."""
    is_set = select(Job.id).where(Job.kind == RegisterCopy.kind, Job.done_at.is_(None), Job.cancelled_at.is_(None))
    if work.session.scalar(is_set) is None:
        schedule(work, RegisterCopy(), KEY, work.now)


@dataclass(frozen=True)
class RegisterCopier:
    """Writes the workbooks; written twice they are the same."""

    database: Database
    kb: Knowledge
    folder: Path
    second_place: str  # as of backups; empty: none
    kept: int  # of the backups there

    def write(self, _payload: RegisterCopy) -> None:
        """OSError and SecondPlaceFailed, to be tried again, when a file cannot be written."""
        private_folder(self.folder)
        with self.database.read() as session:
            work = UnitOfWork(session, self.kb, clock.now())
            made = {kind.name: export_table(work, kind, "xlsx") for kind in KINDS}
            made[CASES] = write_xlsx([*_CASE, "due"], _open_cases(work))
        for name, data in made.items():
            with appearing(self.folder / f"{name}.xlsx") as unfinished:
                unfinished.write_bytes(data)
            if self.second_place:
                copy_to(self.second_place, self.folder / f"{name}.xlsx", self.kept)
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now())
            schedule(work, RegisterCopy(), KEY, work.now + EVERY)


def _open_cases(work: UnitOfWork) -> Iterator[list[str]]:
    """But for complaints, which are not for everybody (R41)."""
    rows = select(Case).where(Case.status.in_(OPEN_CASE), Case.complaint_id.is_(None)).order_by(Case.id)
    for case in work.session.scalars(rows.options(selectinload(Case.asset))):
        due = f"{case.next_due_at.astimezone(ZONE):%Y-%m-%d %H:%M}" if case.next_due_at else ""
        yield [*(str(getattr(case, name) or "") for name in _CASE), due]
