"""What became of the whole: restores from a backup, and erasures. Neither tells anything of a customer."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpline.core import topics
from helpline.tables.base import Base, one_of


class Restore(Base):
    """The product was started again from a backup. Until `resumed_at` it is held (`helpline/jobs/held.py`).

    `last_job_id` and `last_message_id` part what was there before from what came since.
    """

    __tablename__ = "restores"
    __table_args__ = (
        Index(
            "ix_restores_held",
            "resumed_at",
            sqlite_where=text("resumed_at IS NULL"),
            postgresql_where=text("resumed_at IS NULL"),
        ),
    )
    topics_of_many = (topics.EVERYTHING,)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    backup_made_at: Mapped[datetime]
    last_job_id: Mapped[int]
    last_message_id: Mapped[int]
    resumed_at: Mapped[datetime | None]
    resumed_by: Mapped[str] = mapped_column(default="")
    old_sent: Mapped[bool] = mapped_column(default=False)  # what had waited was sent instead of skipped
    skipped: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how many, by kind


class ErasureCause(StrEnum):
    REQUEST = "request"  # the person asked
    AGE = "age"  # kept long enough
    RESTORE = "restore"  # erased after the backup was made, so erased again


class Erasure(Base):
    """Personal data were erased: when, by whom, why, and how much; not whose."""

    __tablename__ = "erasures"
    __table_args__ = (one_of("erasures", "cause", ErasureCause),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    cause: Mapped[str]
    by: Mapped[str]
    erased: Mapped[dict[str, Any]] = mapped_column(default=dict)  # rows by kind
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the law keeps, until when
