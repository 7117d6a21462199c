"""How displeased a customer is by now: the message, what went before, and how long nobody answered."""

from datetime import timedelta

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation, Message
from language.facts.displeasure import displeasure, folded

LOOKED_AT = 8  # messages back
ANSWERED_WITHIN = timedelta(minutes=1)  # younger ones may still be on their way to an answer


def after(work: UnitOfWork, conversation: Conversation, message: Message) -> float:
    """The conversation's displeasure after this message of the customer's, from 0 to 1."""
    now = displeasure(message.text)
    if not now:
        return folded(now, conversation.displeasure, message.text)
    before = work.session.execute(
        select(Message.direction, Message.text, Message.created_at)
        .where(
            Message.conversation_id == conversation.id,
            Message.seq < message.seq,
            Message.direction.in_(("in", "out")),
        )
        .order_by(Message.seq.desc())
        .limit(LOOKED_AT)
    ).all()
    unanswered = 0
    for direction, _, at in before:
        if direction == "out":
            break
        unanswered += at <= work.now - ANSWERED_WITHIN
    earlier = [text for direction, text, _ in before if direction == "in" and text]
    return folded(now, conversation.displeasure, message.text, earlier, unanswered)
