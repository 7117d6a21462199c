"""Calls of the voice hotline, and what each of their webhooks was answered."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base, PhoneNumber


class Call(Base):
    """One call; its conversation is its own. `from_phone` is what the network says: a claim, no proof.

    stage: talk (with the bot), offer (asked how to go on after silence), ring (a phone is rung), queue,
    agent (put through), over.
    """

    __tablename__ = "calls"

    sid: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), unique=True)
    from_phone: Mapped[str] = mapped_column(PhoneNumber, default="")  # "" when hidden
    stage: Mapped[str] = mapped_column(default="talk")
    step: Mapped[int] = mapped_column(default=0)  # of the newest address given out
    spoken_seq: Mapped[int] = mapped_column(default=0)  # the newest message the caller heard
    silences: Mapped[int] = mapped_column(default=0)  # in a row
    waits: Mapped[int] = mapped_column(default=0)  # in a row, for an answer of the bot
    ringing_for: Mapped[str] = mapped_column(default="")  # the queue whose phones are tried
    rung: Mapped[int] = mapped_column(default=0)  # phones tried for it
    announced: Mapped[int] = mapped_column(default=0)  # positions told since the last round
    promised_for: Mapped[str] = mapped_column(default="")  # the queue a call-back was promised for
    answered_at: Mapped[datetime | None]  # by a human
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CallStep(Base):
    """The answer to one webhook of a call: asked again, it is given again, and nothing happens twice."""

    __tablename__ = "call_steps"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.sid"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)  # path and step
    twiml: Mapped[str]
    at: Mapped[datetime]
