"""A person unfollows: what the channel told us of them is deleted, as its operator's rules demand.

Cases are service records that must be kept (R39), with the conversation they were filed in; they stay with the customer
they belong to, without the channel's name of the person. Talk that led to no case is deleted.
"""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import EraseConversation
from helpline.jobs.schedule import schedule
from helpline.tables import Attachment, Case, Conversation, Identity, Message, ReviewItem, Turn

# By then a turn that Rasa was asked has ended, and a picture that was being fetched is there: neither comes after.
ERASED_AFTER = timedelta(minutes=10)


def forget(work: UnitOfWork, conversation: Conversation) -> None:
    """Unlinks the account, deletes words and pictures that belong to no case, and stops what waits to be sent.

    Files and what Rasa remembers are erased some minutes later, by `gateway/workers/erasing.py`.
    """
    session, id = work.session, conversation.id
    session.execute(
        delete(Identity).where(
            Identity.channel == conversation.channel, Identity.external_id == conversation.external_id
        )
    )
    session.execute(
        update(Message)
        .where(Message.conversation_id == id, Message.status.in_(("pending", "held")))
        .values(status="failed", error="left")
    )
    # Something can still be learned from the example: it tells nothing of who said it.
    session.execute(update(ReviewItem).where(ReviewItem.conversation_id == id).values(text=ReviewItem.example))
    files: list[str] = []
    if session.scalar(select(Case.id).where(Case.conversation_id == id).limit(1)) is None:
        files = _delete_talk(work, id)
        conversation.customer_id = None
        conversation.customer_proved_at, conversation.proved_by = None, ""
    schedule(work, EraseConversation(conversation_id=id, files=tuple(files)), id, work.now + ERASED_AFTER)
    # The next time they come they are somebody new; the hash keeps the row unique and tells nothing.
    known = f"{conversation.channel}:{conversation.external_id}:{id}"
    conversation.external_id = f"left:{sha256(known.encode()).hexdigest()[:32]}"
    conversation.unreachable = "left"
    conversation.draft = {}


def _delete_talk(work: UnitOfWork, id: str) -> list[str]:
    """Empties the conversation, and ends its turn: nobody is there to be answered. Returns the names of its files."""
    session = work.session
    files = list(session.scalars(select(Attachment.id).where(Attachment.conversation_id == id)))
    session.execute(delete(Attachment).where(Attachment.conversation_id == id))
    messages = update(Message).where(Message.conversation_id == id)
    session.execute(messages.values(text="", payload="", buttons=[], attachments=[]))
    session.execute(messages.where(Message.handled_at.is_(None), Message.direction == "in").values(handled_at=work.now))
    turns = update(Turn).where(Turn.conversation_id == id)
    session.execute(turns.values(text="", payload=""))
    session.execute(turns.where(Turn.done_at.is_(None)).values(done_at=work.now, claimed_until=None, outcome="dropped"))
    return files
