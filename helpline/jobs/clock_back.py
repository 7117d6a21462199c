"""The clock went back: what was to be done at once, or was claimed for a moment, does not wait until it comes round.

Business times stay: a visit at two o'clock is at two o'clock by whatever clock is right now.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from helpline.jobs.payloads import FetchAttachment, PageStepDue, PullMessages, RingOut
from helpline.jobs.retry import LONGEST_PAUSE
from helpline.tables import Job, Message, Turn

AHEAD = timedelta(minutes=2)  # beyond every lease, and any two machines' difference: only a clock set back explains it
LONGEST_RETRY = timedelta(hours=1, minutes=1)  # what a platform that is used up is given
# Lanes of jobs that wait for no instant of their own, or less than AHEAD.
AT_ONCE = (FetchAttachment.lane, PullMessages.lane, RingOut.lane, PageStepDue.lane)


def straighten(session: Session, now: datetime) -> None:
    """Makes due, and free, what lies further ahead than it was ever set. Changes nothing while the clock goes on."""
    for claimed, open_, longest in (
        (Turn, Turn.done_at.is_(None), AHEAD),
        (Message, Message.status == "pending", AHEAD),
        (Job, and_(Job.done_at.is_(None), Job.cancelled_at.is_(None)), LONGEST_PAUSE + AHEAD),
    ):
        session.execute(update(claimed).where(open_, claimed.claimed_until > now + longest).values(claimed_until=None))
    untried = and_(Message.attempts == 0, Message.due_at > now + AHEAD)
    waits = or_(untried, Message.due_at > now + LONGEST_RETRY)
    session.execute(update(Message).where(Message.status == "pending", waits).values(due_at=now))
    at_once = and_(Job.lane.in_(AT_ONCE), Job.done_at.is_(None), Job.cancelled_at.is_(None))
    session.execute(update(Job).where(at_once, Job.due_at > now + AHEAD).values(due_at=now))
