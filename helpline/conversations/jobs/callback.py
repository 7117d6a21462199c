"""The time of a promised callback has come and nobody has taken the conversation: everybody of its queue is told."""

from helpline.conversations.messages import last_said, say
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import CallbackDue
from helpline.tables import Conversation
from helpline.tasks.ledger import open_task
from kb.lookup import queue


def act(work: UnitOfWork, payload: CallbackDue) -> None:
    conversation = work.session.get_one(Conversation, payload.conversation_id)
    if conversation.owner != "queue":
        return
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
    conversation.priority = 1
    used = last_said(work, conversation, 2)
    say(work, conversation, phrase(work.kb, "callback_late", used), purpose="notice")
