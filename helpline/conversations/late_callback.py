"""A promised callback whose time is over: everybody of the queue is told, the customer hears that it was missed."""

from collections.abc import Sequence

from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation
from helpline.tasks.ledger import open_task
from kb.lookup import queue


def is_late(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether nobody came when it was promised; until somebody has, no other time is promised in its place."""
    return conversation.callback_due_at is not None and conversation.callback_due_at < work.now


def alert(work: UnitOfWork, conversation: Conversation) -> None:
    """Once while nobody has seen to it."""
    for role in queue(work.kb, conversation.queue).roles:
        open_task(
            work,
            role,
            "alert",
            conversation.handoff_reason,
            "callback_due",
            priority=1,
            case_id=conversation.case_id,
            conversation_id=conversation.id,
            about=conversation.id,
        )


def told_again(work: UnitOfWork, conversation: Conversation, used: Sequence[str]) -> str:
    """What who writes on hears then: people are alerted, and whom to ring instead."""
    alert(work, conversation)
    company = work.kb.company
    urgent = not queue(work.kb, conversation.queue).tells_place
    return phrase(work.kb, "callback_missed", used, phone=company.duty_phone if urgent else company.hotline)
