"""Numbers people read out on the phone: GD, the day, a count of the day."""

from sqlalchemy import update

from helpline.core.database import insert_once
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import CaseCounter


def next_number(work: UnitOfWork) -> str:
    """The next free case number, e.g. GD20261122-0007. Two at once never get the same."""
    insert_once(work.session, CaseCounter, day=work.today, last=0)
    count = work.session.scalar(
        update(CaseCounter)
        .where(CaseCounter.day == work.today)
        .values(last=CaseCounter.last + 1)
        .returning(CaseCounter.last)
    )
    return f"GD{work.today:%Y%m%d}-{count:04d}"
