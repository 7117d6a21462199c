"""What the service desk hands in (R40): a day, a week, a month in figures, complaints only counted (R41)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from helpline.cases.supervising import OVERSEERS
from helpline.core.database import insert_once
from helpline.core.errors import NotAllowed
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.tables import Case, CaseLink, Promise, ServiceReport, Survey, Visit
from helpline.tables.case_link import LinkKind
from helpline.tables.promise import PromiseState
from helpline.tables.report import Period
from helpline.tasks.ledger import open_task

RULE = "service_report"
_NEWEST = Order("reports", (Key(ServiceReport.ended_on, descending=True), Key(ServiceReport.id, descending=True)))


def reports(work: UnitOfWork, page: PageRequest) -> Page[ServiceReport]:
    """What was handed in, the newest first. NotAllowed for who does not oversee the service."""
    if not work.actor.has(OVERSEERS):
        raise NotAllowed(work.actor.role)
    return page_of(work.session, select(ServiceReport), _NEWEST, page)


def hand_in(work: UnitOfWork, period: Period, begun_on: date, ended_on: date) -> bool:
    """Whether the report of the period is new: then it is made, and its readers are told of it."""
    values = {"period": period, "begun_on": begun_on, "ended_on": ended_on, "made_at": work.now}
    found = figures(work, begun_on, ended_on)
    if not insert_once(work.session, ServiceReport, **values, figures=found):
        return False
    said = {"cases": found["cases"], "missed": found["missed"], "score": found["score"] or "–"}
    days = f"{begun_on.isoformat()}–{ended_on.isoformat()}"
    for role in work.kb.policies.reports.readers:
        told = phrase(work.kb, f"report_{period}", days=days, **said)
        open_task(work, role, "alert", told, RULE, 4, about=f"{period}:{begun_on.isoformat()}")
    return True


def figures(work: UnitOfWork, begun_on: date, ended_on: date) -> dict[str, Any]:
    """Of whole days of the business zone, the last one included."""
    begin = datetime.combine(begun_on, time(), ZONE)
    end = datetime.combine(ended_on + timedelta(days=1), time(), ZONE)
    filed = (Case.created_at >= begin, Case.created_at < end)
    promises = _promises(work, begin, end)
    scores = select(func.avg(Survey.score), func.count(Survey.score), func.count().filter(Survey.score <= 2))
    scores = scores.select_from(Survey).outerjoin(Case, Case.id == Survey.case_id)
    asked = (Survey.asked_at >= begin, Survey.asked_at < end, Case.complaint_id.is_(None))
    average, answered, low = work.session.execute(scores.where(*asked)).one()
    repeats = select(func.count()).select_from(CaseLink).join(Case, Case.id == CaseLink.case_id)
    by_type = _counts(work, Case.type, *filed)
    visits = select(Visit.status, func.count()).where(Visit.start_at >= begin, Visit.start_at < end)
    return {
        "cases": sum(by_type.values()),
        "by_type": by_type,
        "by_channel": _counts(work, Case.channel, *filed, Case.complaint_id.is_(None)),
        "by_product": _counts(work, Case.category, *filed, Case.complaint_id.is_(None)),
        "complaints": by_type.get("complaint", 0),
        "closed": work.session.scalar(
            select(func.count()).select_from(Case).where(Case.closed_at >= begin, Case.closed_at < end)
        ),
        "repeated": work.session.scalar(repeats.where(CaseLink.kind == LinkKind.REPEAT_OF, *filed)),
        "promises": promises,
        "missed": sum(one["late"] for one in promises.values()),
        "score": None if average is None else round(float(average), 2),
        "scored": answered,
        "low": low,
        "visits": {status: count for status, count in work.session.execute(visits.group_by(Visit.status))},
    }


def _counts(work: UnitOfWork, of: ColumnElement[str] | Any, *where: ColumnElement[bool]) -> dict[str, int]:
    rows = select(of, func.count()).where(*where).group_by(of).order_by(of)
    return {name: count for name, count in work.session.execute(rows)}


def _promises(work: UnitOfWork, begin: datetime, end: datetime) -> dict[str, Mapping[str, int]]:
    """By kind: how many of those due in the period were kept in time, and how many were not."""
    counted = (Promise.state != PromiseState.REPLACED, Promise.state != PromiseState.VOID)
    late = func.count().filter(Promise.missed_at.is_not(None) | (Promise.state == PromiseState.KEPT_LATE))
    rows = select(Promise.kind, func.count().filter(Promise.state == PromiseState.KEPT), late)
    rows = rows.where(Promise.due_at >= begin, Promise.due_at < end, *counted).group_by(Promise.kind)
    return {kind: {"kept": kept, "late": late} for kind, kept, late in work.session.execute(rows)}
