"""Reading conversations for people: the queue, a customer's thread, what they see themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, selectinload

from helpline.conversations.access import may_see, served, visible
from helpline.conversations.channel_selection import conversations_of
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import CaseEvent, Conversation, Message, Task, Turn

_PROMPT = (Message.direction == "in") & (Message.author == "system")


_BY_URGENCY = Order(
    "conversations",
    (
        Key(Conversation.priority),
        Key(Conversation.queued_at, nullable=True),
        Key(Conversation.changed_at, descending=True),
        Key(Conversation.id),
    ),
)
_AS_IT_CAME = Order("messages", (Key(Message.id),))


def list_conversations(
    work: UnitOfWork, owner: str | None = None, mine: bool = False, page: PageRequest = PageRequest()
) -> Page[Conversation]:
    """Conversations the acting person may see: the most urgent and longest waiting first (R16), then the last changed.

    A conversation in which something happens while the pages are read may move past the reader.
    """
    rows = select(Conversation).options(selectinload(Conversation.customer), selectinload(Conversation.agent))
    rows = rows.where(visible(work))
    if owner:
        rows = rows.where(Conversation.owner == owner)
    if mine:
        rows = rows.where(Conversation.agent_id == work.actor.person_id, Conversation.owner == "agent")
    return page_of(work.session, rows, _BY_URGENCY, page)


def thread(
    work: UnitOfWork, conversation: Conversation, after: int = 0, page: PageRequest = PageRequest()
) -> Page[Message]:
    """Everything said and noted with a customer after the message with this id, on all channels, as it came.

    Of the customer's other conversations those the acting person may see; prompts to the bot are left out. No message
    moves: of those that are there when the reading begins each is given once.
    """
    ids = [other.id for other in threads(work, conversation)]
    rows = select(Message).where(Message.conversation_id.in_(ids), Message.id > after, ~_PROMPT)
    return page_of(work.session, rows, _AS_IT_CAME, page)


def threads(work: UnitOfWork, conversation: Conversation) -> list[Conversation]:
    """The conversations of one proven customer that the acting person may see, the last heard of first (R41)."""
    return [c for c in conversations_of(work, conversation) if c.id == conversation.id or may_see(work, c)]


def shown_to_customer(work: UnitOfWork, conversation_id: str, after: int = 0) -> list[Message]:
    """What the customer sees of one conversation after a place in it: their own words and what was sent to them."""
    rows = select(Message).where(
        Message.conversation_id == conversation_id, Message.seq > after, Message.direction != "note", ~_PROMPT
    )
    return list(work.session.scalars(rows.order_by(Message.seq)))


def newest_words(work: UnitOfWork, ids: Sequence[str]) -> dict[str, Message]:
    """The newest thing each customer wrote, by conversation."""
    newest = (
        select(Message.conversation_id, func.max(Message.seq).label("seq"))
        .where(Message.conversation_id.in_(ids), Message.direction == "in", Message.author == "customer")
        .group_by(Message.conversation_id)
        .subquery()
    )
    rows = select(Message).join(
        newest, (newest.c.conversation_id == Message.conversation_id) & (newest.c.seq == Message.seq)
    )
    return {message.conversation_id: message for message in work.session.scalars(rows)}


def failed_counts(work: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """How many messages did not get through since an agent took the conversation, where there are any."""
    rows = (
        select(Message.conversation_id, func.count())
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.id.in_(ids), Conversation.owner == "agent", Message.created_at >= Conversation.taken_at)
        .where(Message.direction == "out", Message.status == "failed")
        .group_by(Message.conversation_id)
    )
    return {id: count for id, count in work.session.execute(rows)}


def answers(work: UnitOfWork, turn_id: str) -> list[Message]:
    """What was said in answer to a turn."""
    return list(work.session.scalars(_ANSWERS, {"turn": turn_id}))


_ANSWERS = select(Message).where(Message.turn_id == bindparam("turn"), Message.direction == "out").order_by(Message.seq)
_HANDLED = (  # built once: whoever waits for an answer asks again and again
    select(Message.handled_at, Message.turn_id, Conversation.owner)
    .join(Conversation, Conversation.id == Message.conversation_id)
    .where(Message.id == bindparam("id"))
)


@dataclass(frozen=True)
class Handled:
    """How far a message has come: whether it was dealt with, in which turn if any, and who answers now."""

    done: bool
    turn_id: str | None
    owner: str


def handled(work: UnitOfWork, message_id: int) -> Handled:
    handled_at, turn_id, owner = work.session.execute(_HANDLED, {"id": message_id}).one()
    return Handled(handled_at is not None, turn_id, owner)


def told_humans(work: UnitOfWork, conversation: Conversation, after: int) -> list[Message]:
    """What the customer last wrote while a human had the conversation, later than the message `after`, newest first."""
    return list(work.session.scalars(_TOLD_HUMANS, {"conversation": conversation.id, "after": after}))


_TOLD_HUMANS = (  # made once: it is asked at every turn
    select(Message)
    .join(Turn, Turn.id == Message.turn_id)
    .where(Message.conversation_id == bindparam("conversation"), Message.seq > bindparam("after"))
    .where(Message.author == "customer", Turn.outcome == "kept")
    .order_by(Message.seq.desc())
    .limit(10)
)


def last_written(work: UnitOfWork, conversation: Conversation, count: int = 3) -> list[str]:
    """The customer's newest texts, newest first; buttons they pressed are left out."""
    rows = (
        select(Message.text)
        .where(Message.conversation_id == conversation.id, Message.direction == "in", Message.payload == "")
        .order_by(Message.seq.desc())
        .limit(count)
    )
    return list(work.session.scalars(rows))


def has_open_turn(work: UnitOfWork, conversation_id: str) -> bool:
    """Whether the bot is at an answer."""
    rows = select(Turn.id).where(Turn.conversation_id == conversation_id, Turn.done_at.is_(None))
    return work.session.scalar(rows) is not None


def count_waiting(work: UnitOfWork) -> int:
    """Conversations that wait in a queue the acting person's roles serve."""
    rows = select(func.count()).select_from(Conversation).where(Conversation.owner == "queue")
    return work.session.scalar(rows.where(served(work, Conversation.queue))) or 0


def count_mine(work: UnitOfWork) -> int:
    """Customers whom the acting person talks with, each once, on however many channels."""
    person = func.coalesce(Conversation.customer_id, Conversation.id)
    rows = select(func.count(person.distinct()))
    mine = rows.where(Conversation.owner == "agent", Conversation.agent_id == work.actor.person_id)
    return work.session.scalar(mine) or 0


def mark_delivered(session: Session, message_ids: Sequence[int]) -> None:
    """What chat pages have shown."""
    session.execute(update(Message).where(Message.id.in_(message_ids)).values(status="delivered"))


def fingerprints(session: Session, ids: Sequence[str]) -> dict[str, object]:
    """Something of each conversation that differs after every change a customer can see."""
    columns = (Conversation.id, Conversation.last_seq, Conversation.owner, Conversation.changed_at)
    return {row.id: tuple(row) for row in session.execute(select(*columns).where(Conversation.id.in_(ids)))}


def desk_fingerprint(session: Session) -> object:
    """Something that differs after every change the desk shows; the ends of indexes, whatever the tables hold."""
    ends = (func.max(Conversation.changed_at), func.max(Task.id), func.max(CaseEvent.id))
    return tuple(session.execute(select(*(select(end).scalar_subquery() for end in ends))).one())
