"""Every morning: the reports of what has ended, the week's checks, rehearsals that are overdue."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from helpline.cases import emergency_plans
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.jobs.payloads import LookAfterService
from helpline.jobs.schedule import schedule
from helpline.reports import quality_checks, service_report
from helpline.tables import Job
from helpline.tables.report import Period

KEY = "all"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def begin(work: UnitOfWork) -> None:
    """Sets the job for the next morning, unless it is set; from then on it sets itself."""
    is_set = select(Job.id).where(Job.kind == LookAfterService.kind, Job.done_at.is_(None), Job.cancelled_at.is_(None))
    if work.session.scalar(is_set) is None:
        schedule(work, LookAfterService(), KEY, _next(work))


def act(work: UnitOfWork, _payload: LookAfterService) -> None:
    today = work.today
    service_report.hand_in(work, Period.DAY, today - DAY, today - DAY)
    if today.isoweekday() == work.kb.policies.reports.weekday:
        service_report.hand_in(work, Period.WEEK, today - WEEK, today - DAY)
        quality_checks.draw(work, _midnight(today - WEEK), _midnight(today))
    if today.day == 1:
        service_report.hand_in(work, Period.MONTH, (today - DAY).replace(day=1), today - DAY)
    emergency_plans.remind(work)
    schedule(work, LookAfterService(), KEY, _next(work))


def _next(work: UnitOfWork) -> datetime:
    """The next time of policy, today or tomorrow."""
    at = datetime.combine(work.today, work.kb.policies.reports.at, ZONE)
    return at if at > work.now else at + DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
