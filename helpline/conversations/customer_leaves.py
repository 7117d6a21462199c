"""A customer leaves a talk so that whoever uses the device or account next is somebody new."""

from hashlib import sha256

from sqlalchemy import delete, update

from helpline.conversations.opening import conversation_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation, Identity, Message

WEB = "web"
LEFT = "left"  # as a conversation's reason why it reaches nobody


def leave(work: UnitOfWork, conversation: Conversation) -> Conversation:
    """Ends what was shown in the talk, and the way into it; returns the talk that takes its place on the channel.

    On the web that is none but this one, which its token opens no more. What was filed stays filed, and what is still
    to be said of it goes another way.
    """
    work.session.execute(
        delete(Identity).where(
            Identity.channel == conversation.channel, Identity.external_id == conversation.external_id
        )
    )
    conversation.proved_by, conversation.draft, conversation.token_hash = "", {}, None
    conversation.unreachable = LEFT
    if conversation.channel == WEB:
        return conversation
    work.session.execute(
        update(Message)
        .where(Message.conversation_id == conversation.id, Message.status.in_(("pending", "held")))
        .values(status="failed", error=LEFT)
    )
    sender, known = conversation.external_id, f"{conversation.channel}:{conversation.external_id}:{conversation.id}"
    conversation.external_id = f"{LEFT}:{sha256(known.encode()).hexdigest()[:32]}"
    work.session.flush()
    anew = conversation_of(work, conversation.channel, sender)
    anew.allowances, anew.last_customer_at = conversation.allowances, work.now
    return anew
