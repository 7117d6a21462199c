"""What is said in a complaint is marked when it is said, and the mark decides who reads it (R41).

It stays on the message whoever has the conversation afterwards. Readers are those whose roles serve the queue of
complaints, but for the accused; when one of them is accused, or none of them may review it once it is solved, the
stand-ins of `kb/policies/complaints.yml` as well.
Everybody else sees that something is there, without words, names or files.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Select, false, select, update
from sqlalchemy.orm import InstrumentedAttribute

from helpline.conversations.channel_selection import conversations_of
from helpline.conversations.complaint_reviewers import reviewed_by, without_reviewer
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Accused, Attachment, Case, Complaint, Conversation, Message, Person, PersonRole
from helpline.tables.states import FINISHED_CASE
from kb.complaint import begins, goes_on
from kb.lookup import complaint_roles

COMPLAINT = "complaint"  # why words are withheld: they belong to one
UNDECIDED = "undecided"  # the bot has yet to find out what they are

# -- who reads ---------------------------------------------------------------------------------------------------------


def readable(work: UnitOfWork, complaint: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Rows of no complaint, and those of complaints the acting person may read."""
    return complaint.is_(None) | complaint.in_(_read(work))


def may_read(work: UnitOfWork, complaint_id: int | None) -> bool:
    """Whether the acting person may read what belongs to this complaint; always, when it belongs to none."""
    return complaint_id is None or complaint_id in _read_of(work, {complaint_id})


def holding(work: UnitOfWork) -> ColumnElement[bool]:
    """Conversations in which something was said that belongs to a complaint the acting person may read."""
    said = select(Message.conversation_id).where(Message.complaint_id.in_(_read(work)))
    return Conversation.id.in_(said) | Conversation.complaint_id.in_(_read(work))


def holds_readable(work: UnitOfWork, conversation: Conversation) -> bool:
    """As `holding`, of one conversation."""
    rows = select(Conversation.id).where(Conversation.id == conversation.id, holding(work))
    return work.session.scalar(rows) is not None


def is_partly_withheld(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether something was said with this customer that belongs to a complaint the acting person may not read."""
    talks = [other.id for other in conversations_of(work, conversation)]
    rows = select(Message.id).where(Message.conversation_id.in_(talks), ~readable(work, Message.complaint_id))
    return work.session.scalar(rows.limit(1)) is not None


def withheld(work: UnitOfWork, messages: Collection[Message]) -> dict[int, str]:
    """Why the acting person may not read these messages, by their ids; those that may be read are left out.

    Of what the bot has in hand nobody knows yet whether it is a complaint.
    """
    marked = {message.complaint_id for message in messages if message.complaint_id is not None}
    closed = marked - _read_of(work, marked)
    found = {message.id: COMPLAINT for message in messages if message.complaint_id in closed}
    if not work.actor.has(complaint_roles(work.kb)):
        new = [m for m in messages if m.author == "customer" and m.handled_at is None and m.id not in found]
        at_bot = _at_bot(work, {message.conversation_id for message in new})
        found |= {message.id: UNDECIDED for message in new if message.conversation_id in at_bot}
    return found


def may_open(work: UnitOfWork, attachment: Attachment) -> bool:
    """Whether the acting person may open a file: none that was sent in words withheld from them."""
    rows = list(work.session.scalars(select(Message).where(Message.conversation_id == attachment.conversation_id)))
    naming = [row for row in rows if any(file["id"] == attachment.id for file in row.attachments)]
    return not withheld(work, naming)


def _read(work: UnitOfWork) -> Select[int]:
    """Ids of the complaints that the acting person may read."""
    readers = complaint_roles(work.kb)
    ids = select(Complaint.id).where(
        Complaint.id.not_in(select(Accused.complaint_id).where(Accused.person_id == work.actor.person_id))
    )
    if work.actor.has(readers):
        return ids
    if not work.actor.has(work.kb.policies.complaints.stand_ins):
        return ids.where(false())
    about_readers = select(Accused.complaint_id).join(PersonRole, PersonRole.person_id == Accused.person_id)
    about_readers = about_readers.where(PersonRole.role.in_(readers))
    to_review = Complaint.id.in_(without_reviewer(work)) | Complaint.id.in_(reviewed_by(work.actor.person_id))
    return ids.where(Complaint.id.in_(about_readers) | to_review)


def _read_of(work: UnitOfWork, ids: Collection[int]) -> set[int]:
    return set(work.session.scalars(_read(work).where(Complaint.id.in_(ids)))) if ids else set()


def _at_bot(work: UnitOfWork, ids: Collection[str]) -> set[str]:
    rows = select(Conversation.id).where(Conversation.id.in_(ids), Conversation.owner == "bot")
    return set(work.session.scalars(rows)) if ids else set()


# -- the mark ----------------------------------------------------------------------------------------------------------


def hear(work: UnitOfWork, conversation: Conversation, message: Message) -> None:
    """Marks what a customer writes as it comes in, before anybody can read it: while they complain, or by its words.

    With other people than the readers only what is known by its words is marked: the rest is for them.
    """
    if conversation.complaint_id is not None:
        message.complaint_id = conversation.complaint_id
    elif begins(work.kb, message.text):
        complaint = unfinished(work, conversation) or begin(work)
        message.complaint_id = complaint.id
        if conversation.owner == "bot":
            conversation.complaint_id = complaint.id
    elif conversation.owner != "bot" and message.text:
        before = unfinished(work, conversation)
        if before and goes_on(work.kb, message.text, _names(work, before)):
            message.complaint_id = before.id


def tell(work: UnitOfWork, conversation: Conversation, turn_id: str = "", case: Case | None = None) -> Complaint:
    """What is said from now on, and was in this turn, belongs to a complaint.

    To that of `case`, else to the one the customer is at or has not been answered, else to a new one.
    """
    named = work.session.get(Complaint, case.complaint_id) if case and case.complaint_id else None
    complaint = named or unfinished(work, conversation) or begin(work)
    conversation.complaint_id = complaint.id
    if turn_id:
        complaint.turn_id = turn_id
        work.session.flush()
        work.session.execute(update(Message).where(Message.turn_id == turn_id).values(complaint_id=complaint.id))
    return complaint


def leave(conversation: Conversation) -> None:
    """What is said from now on is no complaint; what was said stays marked."""
    conversation.complaint_id = None


def after_turn(work: UnitOfWork, conversation: Conversation, turn_id: str) -> None:
    """The bot has answered: a turn that was no part of a complaint, though its words sounded so, ends the telling."""
    told = work.session.get(Complaint, conversation.complaint_id) if conversation.complaint_id else None
    if conversation.owner == "bot" and told and told.turn_id != turn_id:
        leave(conversation)


def of_turn(messages: Iterable[Message]) -> int | None:
    """The complaint that the words a turn answers belong to, and so its answers."""
    return next((message.complaint_id for message in messages if message.complaint_id is not None), None)


def unmark(work: UnitOfWork, turn_id: str) -> None:
    """An alarm is read by whoever can help, though it came in the middle of a complaint (R22)."""
    work.session.flush()
    work.session.execute(update(Message).where(Message.turn_id == turn_id).values(complaint_id=None))


def words_for(work: UnitOfWork, case: Case, words: str, turn_id: str) -> str:
    """What a customer said in a turn, for a case's timeline: nothing of a complaint where the case is none."""
    work.session.flush()
    marked = select(Message.id).where(Message.turn_id == turn_id, Message.complaint_id.is_not(None))
    hidden = bool(turn_id) and work.session.scalar(marked.limit(1)) is not None
    return "" if hidden and case.complaint_id is None else words


def unfinished(work: UnitOfWork, conversation: Conversation) -> Complaint | None:
    """The complaint the customer is telling here, else their newest that is open or was begun in words not answered."""
    if conversation.complaint_id is not None:
        return work.session.get_one(Complaint, conversation.complaint_id)
    talks = [other.id for other in conversations_of(work, conversation)]
    rows = (
        select(Complaint)
        .join(Message, Message.complaint_id == Complaint.id)
        .outerjoin(Case, Case.complaint_id == Complaint.id)
        .where(Message.conversation_id.in_(talks))
        .where(Case.status.not_in(FINISHED_CASE) | Case.id.is_(None) & Message.handled_at.is_(None))
    )
    return work.session.scalars(rows.order_by(Complaint.id.desc()).limit(1)).one_or_none()


def _names(work: UnitOfWork, complaint: Complaint) -> list[str]:
    rows = select(Person.name).join(Accused, Accused.person_id == Person.id)
    return list(work.session.scalars(rows.where(Accused.complaint_id == complaint.id)))


def begin(work: UnitOfWork) -> Complaint:
    """A complaint of which nothing is known yet."""
    complaint = Complaint(begun_at=work.now)
    work.session.add(complaint)
    work.session.flush()
    return complaint
