"""A message that did not get through: it waits for another try, goes another way, or fails.

What is no fault of the message waits for a day, in its place, so that an outage or a wrong setting costs no answer;
staff are told, because only people can mend it.
"""

import logging
import threading
from collections.abc import Container, Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connectors.contract.fault import Fault, never_left
from connectors.contract.outbound import Delivery, Parcel, Result
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import SYSTEM, UnitOfWork
from helpline.delivery import reroute
from helpline.jobs import held
from helpline.jobs.retry import pause_after
from helpline.tables import Conversation, Message, Task
from helpline.tasks.ledger import open_task
from kb.models.knowledge import Knowledge

ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=24)
TOLD_AGAIN = timedelta(hours=1)  # after somebody has seen it and it is still so
STUCK = "channel_stuck:"  # and the channel: the rule of the alerts that tell of it

log = logging.getLogger(__name__)
_telling = threading.Lock()  # conversations fail together, and PostgreSQL would let each be the first to tell


def settle(work: UnitOfWork, rows: Sequence[Message], result: Result, channels: Container[str]) -> bool:
    """Writes down what becomes of a parcel's messages; False when some wait, and what follows them has to as well."""
    attempts = max(row.attempts for row in rows)
    again = work.now + (result.after or pause_after(attempts))
    soon = result.delivery == Delivery.RETRY and result.fault != Fault.SETTINGS and attempts < ATTEMPTS
    for row in rows:
        row.error = result.reason
        if not soon and reroute.try_another_way(work, row, channels):
            continue
        if soon or _may_wait(work, row, result):
            row.due_at, row.claimed_until = again, None
        else:
            row.status = "failed"
    return all(row.status != "pending" for row in rows)


def raised(error: Exception) -> Result:
    """What an exception of a foreign call means for the message."""
    away = never_left(error)
    fault = Fault.PLATFORM if away else Fault.MESSAGE
    return Result(Delivery.RETRY, reason=f"{type(error).__name__}: {error}"[:500], fault=fault, spent=not away)


def overtakes(session: Session, conversation_id: str, parcel: Parcel) -> bool:
    """Whether something said before is to go out yet: it was held when this was taken up, and freed meanwhile."""
    earlier = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.status == "pending",
        Message.id < min(parcel.ids),
        held.messages(held.held_since(session)),
    )
    return session.scalar(earlier.limit(1)) is not None


def _lasts(result: Result) -> bool:
    if result.delivery != Delivery.RETRY or result.fault == Fault.MESSAGE:
        return False
    return result.fault == Fault.SETTINGS or not result.spent  # what may have arrived is not said all day long


def _may_wait(work: UnitOfWork, row: Message, result: Result) -> bool:
    if not _lasts(result) or row.purpose == "code":
        return False
    heard_at = work.session.get_one(Conversation, row.conversation_id).last_customer_at
    since = max(row.created_at, heard_at or row.created_at)  # what was held until then began to wait then
    return row.attempts < ATTEMPTS or work.now - since < LONGEST_WAIT


def tell(database: Database, kb: Knowledge, channel: str, result: Result, attempts: int) -> None:
    """Tells of what people must mend, once a channel and reason: an alert at the desk and an error in the log."""
    if not _lasts(result) or (result.fault == Fault.PLATFORM and attempts < ATTEMPTS):
        return
    rule, reason = f"{STUCK}{channel}", result.reason.partition(":")[0]  # an exception's words differ each time
    with _telling, database.write() as session:
        now = clock.now()
        told = or_(Task.done_at.is_(None), Task.done_at > now - TOLD_AGAIN)
        if session.scalar(select(Task.id).where(Task.rule == rule, Task.subject == reason, told).limit(1)):
            return
        work = UnitOfWork(session, kb, now, SYSTEM)
        for role in kb.policies.delivery.tell:
            open_task(work, role, "alert", reason, rule, priority=1, about=reason)
    log.error(
        "%s sends nothing: %s. Messages wait up to %.0f hours; run make doctor, and see the table in docs/channels.md",
        channel,
        result.reason,
        LONGEST_WAIT / timedelta(hours=1),
    )
