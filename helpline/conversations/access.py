"""Who of the staff may see a conversation: those whose role serves its queue (R41)."""

from helpline.core.errors import NotAllowed, NotFound, NotOwner
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation
from kb.lookup import queue as queue_of


def served_queues(work: UnitOfWork) -> list[str]:
    """The queues the acting person's role serves."""
    return [queue.id for queue in work.kb.policies.queues if work.actor.has(queue.roles)]


def may_see(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether the acting person's role serves the conversation's queue (R41: complaints stay with quality staff)."""
    if conversation.queue == "":
        return True
    return work.actor.has(queue_of(work.kb, conversation.queue).roles)


def require(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation, or NotFound; NotAllowed when the acting person's role does not serve its queue."""
    conversation = work.session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound(conversation_id)
    if not may_see(work, conversation):
        raise NotAllowed(conversation.queue)
    return conversation


def require_own(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation, if the acting agent owns it; NotOwner otherwise."""
    conversation = require(work, conversation_id)
    if conversation.owner != "agent" or conversation.agent_id != work.actor.person_id:
        raise NotOwner(conversation_id)
    return conversation
