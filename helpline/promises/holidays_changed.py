"""A year's public holidays are other ones than they were: it was published, or put right. What was promised by the
former ones is promised anew (R18).
"""

from hashlib import sha256

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import YearPublished
from helpline.jobs.schedule import schedule
from helpline.tables import CalendarYear
from kb.models.knowledge import Year

KEY = "all"


def begin(work: UnitOfWork) -> None:
    """At each start: the years of the files are compared with those that promises were made by."""
    known = {row.year: row for row in work.session.scalars(select(CalendarYear))}
    changed = False
    for year in work.kb.years:
        row, is_now = known.get(year.year), _version(year)
        if row is None:
            work.session.add(CalendarYear(year=year.year, version=is_now))
        elif row.version != is_now:
            row.version, changed = is_now, True
    if changed:
        schedule(work, YearPublished(), KEY, work.now)


def _version(year: Year) -> str:
    days = [f"{day} off" for day in sorted(year.holidays)] + [f"{day} worked" for day in sorted(year.workdays)]
    return sha256("\n".join([str(year.provisional), *days]).encode()).hexdigest()[:16]
