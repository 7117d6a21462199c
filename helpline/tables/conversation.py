"""Conversations, their messages (inbox and outbox are the same table), and the bot's turns."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, inspect, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base, Claimable, one_of
from helpline.tables.party import Customer
from helpline.tables.people import Person
from helpline.tables.states import (
    ATTACHMENT_MOVES,
    MESSAGE_MOVES,
    OWNER_MOVES,
    TURN_MOVES,
    AttachmentStatus,
    Direction,
    MessageStatus,
    Owner,
    TurnOutcome,
    hold_to,
)


class Conversation(Base):
    """One customer on one channel. `owner` says who answers: bot, queue (waiting for a human) or agent."""

    __tablename__ = "conversations"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_conversations_owner", "owner", "queue"),
        one_of("conversations", "owner", Owner),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]  # the sender's name on the channel
    token_hash: Mapped[str | None] = mapped_column(index=True)  # web chat only
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    customer_proved_at: Mapped[datetime | None]
    proved_by: Mapped[str] = mapped_column(default="")  # a key of helpline.customers.proof.LEVEL_BY
    origin: Mapped[str] = mapped_column(default="")  # where it comes from, as a keyed hash of the network address

    owner: Mapped[str] = mapped_column(default="bot")
    queue: Mapped[str] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=5)
    queued_at: Mapped[datetime | None]
    handoff_rule: Mapped[str] = mapped_column(default="")
    handoff_reason: Mapped[str] = mapped_column(default="")
    locked_at: Mapped[datetime | None]  # handed over because too much was guessed
    handoff_turn: Mapped[str] = mapped_column(default="")  # the bot's own turn that handed over; its words still go out
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # with one of ours, not a customer
    taken_at: Mapped[datetime | None]
    callback_due_at: Mapped[datetime | None]

    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", use_alter=True))
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"))  # what is said now belongs to it
    flow: Mapped[str] = mapped_column(default="")  # the form the bot is in, "" when idle
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of a request not yet filed
    misunderstood: Mapped[int] = mapped_column(default=0)  # times in a row
    displeasure: Mapped[float] = mapped_column(default=0.0)
    last_seq: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    last_customer_at: Mapped[datetime | None]
    allowances: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unreachable: Mapped[str] = mapped_column(default="")  # why nothing can be sent here, "" when it can
    unread: Mapped[int] = mapped_column(default=0)  # customer's messages no human has seen

    customer: Mapped[Customer | None] = relationship()
    agent: Mapped[Person | None] = relationship(foreign_keys=[agent_id])

    def topics(self) -> tuple[str, ...]:
        """A prompt waits until the conversation is the bot's and idle: it is told when that comes to be."""
        before = inspect(self).attrs
        freed = (before.owner.history.deleted or before.flow.history.deleted) and self.owner == "bot" and not self.flow
        told = [topics.DESK, topics.conversation(self.id)]
        if before.owner.history.deleted:
            told.append(topics.answered(self.id))
        if freed:
            told.append(topics.inbox(self.id))
        return tuple(told)


class Message(Claimable, Base):
    """One message of a conversation. `seq` counts without gaps in each conversation.

    direction `in` waits until `handled_at`; with author `system` it is a prompt: its payload tells the bot to begin
    something (ask for closure, survey), and no customer sees it.
    direction `out` is the outbox: pending → sent → delivered → read, or failed with its reason, or held until the
    customer writes, or rerouted to another channel.
    """

    __tablename__ = "messages"
    topics_of_many = (topics.OUTBOX,)
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("channel", "sender_hash", "external_id"),
        Index(
            "ix_messages_unhandled",
            "conversation_id",
            sqlite_where=text("handled_at IS NULL AND direction = 'in'"),
            postgresql_where=text("handled_at IS NULL AND direction = 'in'"),
        ),
        Index(
            "ix_messages_outbox",
            "due_at",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_messages_claimed",
            "claimed_until",
            sqlite_where=text("status = 'pending' AND claimed_until IS NOT NULL"),
            postgresql_where=text("status = 'pending' AND claimed_until IS NOT NULL"),
        ),
        one_of("messages", "direction", Direction),
        one_of("messages", "status", MessageStatus),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    direction: Mapped[str]
    kind: Mapped[str] = mapped_column(default="text")  # connectors.contract.channel.Kind
    purpose: Mapped[str] = mapped_column(default="")  # out: notice, survey, code, or "" for talk
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of a notice: connectors.contract.notice_facts
    author: Mapped[str]  # customer, bot, agent, system
    author_name: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    payload: Mapped[str] = mapped_column(default="")  # what a pressed button stands for
    buttons: Mapped[list[Any]] = mapped_column(default=list)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    channel: Mapped[str]
    external_id: Mapped[str | None]  # inbound: the channel's own id, with the sender the key against repeats
    sender_hash: Mapped[str] = mapped_column(default="", server_default="")  # inbound; it outlives who leaves
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaints.id"), index=True)  # R41: not for everybody
    status: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    parts_sent: Mapped[int] = mapped_column(default=0)  # of a long message, so that a retry goes on where it stopped
    useful_until: Mapped[datetime | None]  # out: later it would say what is not so any more, and is not sent
    copy_of: Mapped[int | None]  # the message this one stands in for
    created_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]

    def topics(self) -> tuple[str, ...]:
        shown = (topics.DESK, topics.conversation(self.conversation_id))
        if self.direction == "out":
            return (*shown, topics.OUTBOX)
        if self.handled_at:
            return (*shown, topics.answered(self.conversation_id))
        return shown if self.turn_id else (*shown, topics.inbox(self.conversation_id))


class Turn(Claimable, Base):
    """A burst of messages answered together; its id is the message id Rasa sees, so a repeat is recognised.

    At most one turn of a conversation is open. `payload` is set when a button or a prompt began it.
    """

    __tablename__ = "turns"
    __table_args__ = (
        Index(
            "uq_turns_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        one_of("turns", "outcome", TurnOutcome),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    text: Mapped[str]
    payload: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    intent: Mapped[str] = mapped_column(default="")
    confidence: Mapped[float] = mapped_column(default=0.0)
    ranking: Mapped[list[Any]] = mapped_column(default=list)  # {"name", "confidence"}, the most probable first
    asked: Mapped[str] = mapped_column(default="")  # the slot the bot asks for afterwards
    returned_at: Mapped[datetime | None]  # from people, to whom it had fallen because the bot was away

    def topics(self) -> tuple[str, ...]:
        return (topics.conversation(self.conversation_id),)  # where the customer sees that an answer is being written


class Attachment(Base):
    """A picture or recording. With a `reference` it lies with the platform until `status` is no longer `waiting`."""

    __tablename__ = "attachments"
    __table_args__ = (one_of("attachments", "status", AttachmentStatus),)

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    reference: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="ready")
    created_at: Mapped[datetime] = mapped_column(index=True)


hold_to(Conversation.owner, OWNER_MOVES)
hold_to(Message.status, MESSAGE_MOVES)
hold_to(Turn.outcome, TURN_MOVES)
hold_to(Attachment.status, ATTACHMENT_MOVES)
