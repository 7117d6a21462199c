"""How customers scored the service (R35), by engineer, product or channel; complaints are no part of it (R41)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from helpline.cases.supervising import OVERSEERS
from helpline.core.errors import NotAllowed
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.tables import Case, Person, Survey


class By(StrEnum):
    ENGINEER = "engineer"
    PRODUCT = "product"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Scored:
    """Of one engineer, product or channel: how many were asked, how many answered, and what they gave."""

    of: str
    asked: int
    answered: int
    average: float | None
    low: int  # one or two points


def satisfaction(work: UnitOfWork, by: By, begin: date, end: date) -> list[Scored]:
    """Of surveys asked from `begin` to `end`, whole days of the business zone. NotAllowed for who oversees nobody."""
    if not work.actor.has(OVERSEERS):
        raise NotAllowed(work.actor.role)
    of = {By.ENGINEER: func.coalesce(Person.username, ""), By.PRODUCT: Survey.category, By.CHANNEL: Survey.channel}[by]
    first = datetime.combine(begin, time(), ZONE)
    after = datetime.combine(end + timedelta(days=1), time(), ZONE)
    rows = (
        select(of, func.count(), func.count(Survey.score), func.avg(Survey.score))
        .add_columns(func.count().filter(Survey.score <= 2))
        .select_from(Survey)
        .outerjoin(Person, Person.id == Survey.engineer_id)
        .outerjoin(Case, Case.id == Survey.case_id)
        .where(Survey.asked_at >= first, Survey.asked_at < after, Case.complaint_id.is_(None))
        .group_by(of)
        .order_by(of)
    )
    return [
        Scored(name, asked, answered, None if average is None else round(float(average), 2), low)
        for name, asked, answered, average, low in work.session.execute(rows)
    ]
