"""What people are to do or to know."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base, one_of
from helpline.tables.case import Case
from helpline.tables.people import Person


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"  # somebody is at it
    DONE = "done"
    DROPPED = "dropped"  # no longer needed


UNFINISHED = frozenset({TaskState.OPEN, TaskState.CLAIMED})
# The same for the database, in the words of the index: with values bound beside it SQLite would not use that.
IS_UNFINISHED = text("state IN ('open', 'claimed')")


class Task(Base):
    """An alert (to be seen) or a task (to be done), of one team. While it is unfinished there is one of its key.

    Only `helpline.tasks.ledger` writes here.
    """

    __tablename__ = "tasks"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        Index(
            "uq_tasks_unfinished",
            "key",
            unique=True,
            sqlite_where=IS_UNFINISHED,
            postgresql_where=IS_UNFINISHED,
        ),
        Index("ix_tasks_team", "team", "state", "due_at"),
        one_of("tasks", "state", TaskState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str]  # a role: all who have it may see and take it
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]  # alert, task
    key: Mapped[str]  # what it is about: the rule, the team, the case or conversation
    subject: Mapped[str]  # in words for staff
    rule: Mapped[str] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=3)
    state: Mapped[str] = mapped_column(default=TaskState.OPEN)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")

    case: Mapped[Case | None] = relationship()
    assignee: Mapped[Person | None] = relationship()
