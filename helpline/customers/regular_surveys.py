"""When customers under contract are asked how the service is, besides after each case (R35)."""

from datetime import date, datetime, time

from sqlalchemy import select

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.customers.warranty import add_months
from helpline.jobs.payloads import RegularSurvey
from helpline.jobs.schedule import cancel, schedule
from helpline.tables import Contract, Job
from helpline.tables.states import ContractState

AT = time(10)  # in the morning of the day


def begin(work: UnitOfWork) -> None:
    """At each start: contracts that have no job get it. From then on it sets itself."""
    watched = select(Job.key).where(Job.kind == RegularSurvey.kind, Job.done_at.is_(None), Job.cancelled_at.is_(None))
    rows = select(Contract).where(Contract.state == ContractState.ACTIVE, Contract.ends_on >= work.today)
    for contract in work.session.scalars(rows.where(Contract.id.not_in(watched))):
        watch(work, contract)


def watch(work: UnitOfWork, contract: Contract) -> None:
    """Sets when the contract's people are asked next; nobody is once it is over or stands still."""
    day = next_day(work, contract)
    if contract.state == ContractState.ACTIVE and day <= contract.ends_on:
        schedule(work, RegularSurvey(contract_id=contract.id), contract.id, datetime.combine(day, AT, ZONE))
    else:
        cancel(work, RegularSurvey, contract.id)


def next_day(work: UnitOfWork, contract: Contract) -> date:
    """Every so many months from the contract's first day on, as policy says; the next one after today."""
    months, turn = work.kb.policies.closing.regular_survey_months, 1
    while (day := add_months(contract.starts_on, months * turn)) <= work.today:
        turn += 1
    return day
