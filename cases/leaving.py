"""A person unfollows: what the channel told us of them is deleted, as its operator's rules demand.

Cases are service records that must be kept (R39); they stay with the customer they belong to, without the channel's
name of the person. Talk that led to no case is deleted.
"""

from hashlib import sha256

from sqlalchemy import delete, select, update

from cases.tables import Attachment, Case, Conversation, Identity, Message
from cases.work import Work


def forget(work: Work, conversation: Conversation) -> None:
    """Unlinks the account, deletes words and pictures that belong to no case, and stops what waits to be sent."""
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
    if session.scalar(select(Case.id).where(Case.conversation_id == id).limit(1)) is None:
        session.execute(update(Message).where(Message.conversation_id == id).values(text="", attachments=[]))
        session.execute(delete(Attachment).where(Attachment.conversation_id == id))
        conversation.customer_id = None
        conversation.customer_proved_at = None
    # The next time they come they are somebody new; the hash keeps the row unique and tells nothing.
    known = f"{conversation.channel}:{conversation.external_id}:{id}"
    conversation.external_id = f"left:{sha256(known.encode()).hexdigest()[:32]}"
    conversation.unreachable = "left"
