"""Setting and cancelling jobs, in the transaction of the verb that wants them."""

from datetime import datetime

from sqlalchemy import select, update

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import Payload
from helpline.tables import Job

_open = (Job.done_at.is_(None), Job.cancelled_at.is_(None))


def schedule(work: UnitOfWork, payload: Payload, key: str, due_at: datetime) -> None:
    """Sets the one open job of this kind and key; an open one gets the new instant and payload.

    One that is being done meanwhile is done once more afterwards.
    """
    work.session.flush()
    open_one = select(Job).where(Job.kind == payload.kind, Job.key == key, *_open).with_for_update()
    job = work.session.scalars(open_one).one_or_none()
    if job:
        job.due_at, job.payload, job.attempts = due_at, payload.model_dump(mode="json"), 0
    else:
        work.session.add(
            Job(
                kind=payload.kind,
                lane=payload.lane,
                key=key,
                payload=payload.model_dump(mode="json"),
                due_at=due_at,
                attempts=0,
            )
        )


def cancel(work: UnitOfWork, kind: type[Payload], key: str) -> None:
    """Cancels the open job of this kind and key, if there is one."""
    work.session.flush()
    work.session.execute(update(Job).where(Job.kind == kind.kind, Job.key == key, *_open).values(cancelled_at=work.now))
