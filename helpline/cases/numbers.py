"""Numbers people read out on the phone: GD, the day, a count of the day."""

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import CaseCounter


def next_number(work: UnitOfWork) -> str:
    """The next free case number, e.g. GD20261122-0007. Two at once never get the same."""
    insert = postgres_insert if work.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    work.session.execute(insert(CaseCounter).values(day=work.today, last=0).on_conflict_do_nothing())
    count = work.session.scalar(
        update(CaseCounter)
        .where(CaseCounter.day == work.today)
        .values(last=CaseCounter.last + 1)
        .returning(CaseCounter.last)
    )
    return f"GD{work.today:%Y%m%d}-{count:04d}"
