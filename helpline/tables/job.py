"""What is to be done later, and who does it now."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpline.core import topics
from helpline.tables.base import Base, Claimable

_OPEN = text("done_at IS NULL AND cancelled_at IS NULL")
_CLAIMED = text("done_at IS NULL AND cancelled_at IS NULL AND claimed_until IS NOT NULL")


class Job(Claimable, Base):
    """One thing to do at an instant. `kind` and `payload` are a class of `helpline.jobs.payloads`.

    At most one job of a kind and key is open.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("uq_jobs_open", "kind", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_jobs_due", "lane", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_jobs_claimed", "lane", "claimed_until", sqlite_where=_CLAIMED, postgresql_where=_CLAIMED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]  # what it is about, e.g. a case number
    lane: Mapped[str]  # jobs of one lane are done one after the other by a sweeper, lanes beside each other
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    def topics(self) -> tuple[str, ...]:
        return (topics.jobs(self.lane),)
