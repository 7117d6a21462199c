"""Public holidays are other ones now: what is due at another time by them is promised anew, and told (R18)."""

from sqlalchemy import select

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import YearPublished
from helpline.jobs.schedule import schedule
from helpline.promises import ledger
from helpline.promises.holidays_changed import KEY
from helpline.tables import Case, Promise
from helpline.tables.promise import PromiseState

BATCH = 100  # cases in one transaction


def act(work: UnitOfWork, payload: YearPublished) -> None:
    """One batch; comes again at once while there are more."""
    by_holidays = [hours.id for hours in work.kb.hours if hours.holidays]
    rows = (
        select(Promise.case_id)
        .where(Promise.state == PromiseState.RUNNING, Promise.calendar.in_(by_holidays))
        .where(Promise.case_id > payload.after)
        .group_by(Promise.case_id)
        .order_by(Promise.case_id)
        .limit(BATCH)
    )
    ids = list(work.session.scalars(rows))
    for id in ids:
        _promise_anew(work, work.session.get_one(Case, id, with_for_update={"key_share": True}))
    if len(ids) == BATCH:
        schedule(work, YearPublished(after=ids[-1]), KEY, work.now)


def _promise_anew(work: UnitOfWork, case: Case) -> None:
    names = {kind.id: kind.name for kind in work.kb.policies.sla.kinds if kind.missed}  # those that customers are told
    conversation = of_case(work, case)
    for before, after in ledger.by_new_calendar(work, case):
        if conversation is None or before.kind not in names or before.due_at is None or after.due_at is None:
            continue
        told = phrase(
            work.kb,
            "promise_by_new_calendar",
            number=case.number,
            what=names[before.kind],
            before=said_time(work, before.due_at),
            after=said_time(work, after.due_at),
        )
        say(work, conversation, told, author="bot", purpose="notice", complaint_id=case.complaint_id)
