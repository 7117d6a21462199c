"""The time of a promised callback has come and nobody has taken the conversation: everybody of its queue is told."""

from helpline.conversations import late_callback
from helpline.conversations.messages import last_said, say
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import CallbackDue
from helpline.tables import Conversation


def act(work: UnitOfWork, payload: CallbackDue) -> None:
    conversation = work.session.get_one(Conversation, payload.conversation_id)
    if conversation.owner != "queue":
        return
    late_callback.alert(work, conversation)
    conversation.priority = 1
    used = last_said(work, conversation, 2)
    say(work, conversation, phrase(work.kb, "callback_late", used), purpose="notice")
