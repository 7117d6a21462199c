"""Numbers people read out on the phone: GD, the day, and digits that cannot be guessed from another case's."""

import secrets

from sqlalchemy import select, update

from helpline.core.database import insert_once
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, CaseCounter

DIGITS = 4
CROWDED = 5000  # of a day's numbers with so many digits; the next ones have one more, or drawing would take long


def next_number(work: UnitOfWork) -> str:
    """A free case number of today, e.g. GD20261122-4071. Two at once never get the same.

    The day's counter is locked until the transaction ends, so that what is free stays free.
    """
    insert_once(work.session, CaseCounter, day=work.today, last=0)
    count = work.session.scalars(
        update(CaseCounter)
        .where(CaseCounter.day == work.today)
        .values(last=CaseCounter.last + 1)
        .returning(CaseCounter.last)
    ).one()
    digits = DIGITS if count <= CROWDED else DIGITS + 1
    while True:
        number = f"GD{work.today:%Y%m%d}-{draw(digits)}"
        if work.session.scalar(select(Case.id).where(Case.number == number)) is None:
            return number


def draw(digits: int) -> str:
    """So many random digits."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"
