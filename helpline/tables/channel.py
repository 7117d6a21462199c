"""What channels need to last: tokens, nonces, receipts, cursors, one-time codes, and who agreed to be written to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base, PhoneNumber


class AccessToken(Base):
    """A platform's token, shared by all processes. `leased_until` is set while one of them fetches a new one."""

    __tablename__ = "access_tokens"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
    good_until: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]


class Nonce(Base):
    """A request's nonce: with another message it is a replay."""

    __tablename__ = "nonces"

    channel: Mapped[str] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class SentParcel(Base):
    """One foreign call that was taken, for each message it carried. A receipt may come before we have noted the call:
    then `message_id` is empty until we have."""

    __tablename__ = "sent_parcels"
    __table_args__ = (Index("uq_sent_parcels_message", "channel", "foreign_id", "message_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    foreign_id: Mapped[str]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class PullCursor(Base):
    """How far an account's messages were fetched, and what the platform gave to fetch the next with."""

    __tablename__ = "pull_cursors"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(default="")


class Consent(Base):
    """Whether an address may be written to without having written itself, and since when and why."""

    __tablename__ = "consents"

    channel: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    given_at: Mapped[datetime | None]
    given_by: Mapped[str] = mapped_column(default="")  # what was done: a case number, a word
    withdrawn_at: Mapped[datetime | None]


class OneTimeCode(Base):
    """A code sent to a phone to show that whoever writes here holds it. Only its hash is kept."""

    __tablename__ = "one_time_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    phone: Mapped[str] = mapped_column(PhoneNumber, index=True)
    code_hash: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
