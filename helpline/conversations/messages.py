"""Writing into a conversation: what came in, what goes out, what only staff see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Integer, Table, bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation, Message

# Written to without the ORM, which would look for the row among its own: twice as quick.
_ROWS = cast("Table", Conversation.__table__)
_COUNTED = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("conversation"))
    .values(last_seq=_ROWS.c.last_seq + 1, changed_at=bindparam("now"))
    .returning(_ROWS.c.last_seq)
)


def next_seq(work: UnitOfWork, conversation: Conversation) -> int:
    """Counts on without gaps; the row's lock puts writers in order."""
    work.session.flush()
    seq: int | None = work.session.scalar(_COUNTED, {"conversation": conversation.id, "now": work.now})
    assert seq is not None
    set_committed_value(conversation, "last_seq", seq)
    set_committed_value(conversation, "changed_at", work.now)
    return seq


def say(
    work: UnitOfWork,
    conversation: Conversation,
    text: str,
    *,
    author: str = "system",
    author_name: str = "",
    buttons: Sequence[dict[str, str]] = (),
    attachments: Sequence[dict[str, Any]] = (),
    turn_id: str | None = None,
    purpose: str = "",
    facts: Mapping[str, str] | None = None,
    complaint_id: int | None = None,
    useful_until: datetime | None = None,
) -> Message:
    """Puts a message for the customer into the outbox.

    `purpose` is `notice` (or `notice:visit`, `notice:closure`) for what may be sent by another channel when this one
    is closed, `survey` for what may use the last of an allowance, `code` for what is told to nobody else. `facts` are
    what a notice says, each by its name (`connectors.contract.notice_facts`). It belongs to the complaint
    `complaint_id`, or to the one that is told here. What cannot be sent before `useful_until` is not sent.
    """
    message = Message(
        conversation_id=conversation.id,
        seq=next_seq(work, conversation),
        direction="out",
        author=author,
        author_name=author_name,
        text=text,
        buttons=list(buttons),
        attachments=list(attachments),
        channel=conversation.channel,
        turn_id=turn_id,
        purpose=purpose,
        facts=dict(facts or {}),
        complaint_id=complaint_id or conversation.complaint_id,
        useful_until=useful_until,
        status="pending",
        due_at=work.now,
        created_at=work.now,
        handled_at=work.now,
    )
    work.session.add(message)
    return message


def note(work: UnitOfWork, conversation: Conversation, text: str) -> Message:
    """Writes a note that only staff see; while a complaint is told here, only its readers."""
    message = Message(
        conversation_id=conversation.id,
        seq=next_seq(work, conversation),
        direction="note",
        author=work.actor.kind,
        author_name=work.actor.name,
        text=text,
        channel=conversation.channel,
        complaint_id=conversation.complaint_id,
        created_at=work.now,
        handled_at=work.now,
    )
    work.session.add(message)
    return message


def prompt(
    work: UnitOfWork, conversation: Conversation, payload: str, key: str, complaint_id: int | None = None
) -> None:
    """Asks the bot to begin something with the customer as soon as the conversation is its own and idle.

    The same `key` prompts once. What the bot then says belongs to the complaint `complaint_id`.
    """
    external_id = f"prompt:{key}"
    known = select(Message.id).where(Message.channel == conversation.channel, Message.external_id == external_id)
    if work.session.scalar(known) is None:
        work.session.add(
            Message(
                conversation_id=conversation.id,
                seq=next_seq(work, conversation),
                direction="in",
                author="system",
                text="",
                payload=payload,
                channel=conversation.channel,
                external_id=external_id,
                complaint_id=complaint_id,
                created_at=work.now,
            )
        )
        work.session.flush()


def last_said(work: UnitOfWork, conversation: Conversation, count: int = 3) -> list[str]:
    """The newest texts sent to the customer, newest first."""
    work.session.flush()
    return list(work.session.scalars(_SAID, {"conversation": conversation.id, "count": count}))


_SAID = (
    select(Message.text)
    .where(Message.conversation_id == bindparam("conversation"), Message.direction == "out")
    .order_by(Message.seq.desc())
    .limit(bindparam("count", type_=Integer))
)
