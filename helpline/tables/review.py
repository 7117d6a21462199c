"""Customers' messages kept for review: what the bot missed, and what people at the desk say they mean."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base
from helpline.tables.conversation import Conversation


class ReviewItem(Base):
    """One thing a customer said, possibly over several bubbles; `seq` is the last of them.

    status: waiting → approved, held_out or rejected by a reviewer; an approved one ends as taken (it became an example)
    or known (the examples had it already).
    """

    __tablename__ = "review_items"
    topics_of_many = (topics.DESK,)
    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"))  # None: an agent picked one bubble
    text: Mapped[str]  # as the customer wrote it
    example: Mapped[str]  # what would become an example: phones, names, addresses replaced by invented ones
    reason: Mapped[str]  # see helpline.learning.review.Reason
    predicted: Mapped[str] = mapped_column(default="")
    confidence: Mapped[float] = mapped_column(default=0.0)
    ranking: Mapped[list[Any]] = mapped_column(default=list)  # {"name", "confidence"}, the most probable first
    suggested: Mapped[str] = mapped_column(default="")  # the intent an agent named
    suggested_by: Mapped[str] = mapped_column(default="")
    times: Mapped[int] = mapped_column(default=1)  # how often it was said while waiting
    status: Mapped[str] = mapped_column(default="waiting", index=True)
    intent: Mapped[str] = mapped_column(default="")  # as reviewed
    reviewed_by: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    conversation: Mapped[Conversation] = relationship()
