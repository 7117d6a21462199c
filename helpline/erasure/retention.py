"""What was kept long enough is erased (R39): talks and cases after the years of kb/policies/retention.yml, cases of
customers who asked for erasure when the law's time has run out.
"""

from collections import Counter
from datetime import timedelta

from sqlalchemy import delete, exists, func, or_, select

from helpline.conversations.erasure import ERASED, forget
from helpline.core.unit_of_work import UnitOfWork
from helpline.erasure.cases import anonymise
from helpline.erasure.request import years_after
from helpline.jobs.payloads import EraseOld
from helpline.jobs.schedule import schedule
from helpline.tables import Case, Conversation, Erasure, Job, RequestKey
from helpline.tables.recovery import ErasureCause
from helpline.tables.states import FINISHED_CASE, OPEN_CASE

BATCH = 50  # of talks and of cases in one transaction
EVERY = timedelta(days=1)
KEY = "all"


def begin(work: UnitOfWork) -> None:
    """Sets the job, unless it is set; from then on it sets itself."""
    is_set = select(Job.id).where(Job.kind == EraseOld.kind, Job.done_at.is_(None), Job.cancelled_at.is_(None))
    if work.session.scalar(is_set) is None:
        schedule(work, EraseOld(), KEY, work.now)


def act(work: UnitOfWork, _payload: EraseOld) -> None:
    """One batch; comes again at once while there is more, and every day."""
    more = erase_old(work)
    schedule(work, EraseOld(), KEY, work.now if more else work.now + EVERY)


def erase_old(work: UnitOfWork) -> bool:
    """Erases the oldest that are due, at most a batch; whether there may be more."""
    limit = years_after(work.now, -work.kb.policies.retention.years)
    counts: Counter[str] = Counter()
    open_case = exists().where(Case.conversation_id == Conversation.id, Case.status.in_(OPEN_CASE))
    talks = (
        select(Conversation)
        .where(Conversation.changed_at < limit, Conversation.external_id.not_like(f"{ERASED}%"), ~open_case)
        .order_by(Conversation.changed_at)
        .limit(BATCH)
    )
    old_talks = work.session.scalars(talks).all()
    for conversation in old_talks:
        counts.update(forget(work, conversation, whole=True))
    work.session.execute(delete(RequestKey).where(RequestKey.at < limit))
    ended_at = func.coalesce(Case.closed_at, Case.changed_at, type_=Case.changed_at.type)
    cases = (
        select(Case)
        .where(Case.status.in_(FINISHED_CASE), Case.description != "")
        .where(or_(ended_at < limit, Case.erase_after < work.now))
        .order_by(Case.id)
        .limit(BATCH)
    )
    old_cases = work.session.scalars(cases).all()
    for case in old_cases:
        anonymise(work, case)
        counts["cases"] += 1
    if counts:
        work.session.add(Erasure(at=work.now, cause=ErasureCause.AGE, by="system", erased=dict(+counts), kept={}))
    return len(old_talks) == BATCH or len(old_cases) == BATCH
