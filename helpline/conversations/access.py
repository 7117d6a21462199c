"""Who of the staff may see a conversation: those whose role serves its queue (R41)."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from helpline.core.errors import NotFound, NotOwner
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation
from kb.lookup import complaint_roles
from kb.lookup import queue as queue_of


def served(work: UnitOfWork, queue: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Rows whose queue the acting person's roles serve; as `may_see`, in SQL.

    A queue that is no more in the files is served by those who serve complaints (`kb.lookup.queue`).
    """
    queues = work.kb.policies.queues
    mine = queue.in_([entry.id for entry in queues if work.actor.has(entry.roles)])
    if not work.actor.has(complaint_roles(work.kb)):
        return mine
    return mine | queue.not_in(["", *(entry.id for entry in queues)])


def may_see(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether the acting person's role serves the conversation's queue (R41: complaints stay with quality staff)."""
    if conversation.queue == "":
        return True
    return work.actor.has(queue_of(work.kb, conversation.queue).roles)


def require(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation; NotFound for none, and likewise for one whose queue the acting person's role does not serve."""
    conversation = work.session.get(Conversation, conversation_id)
    if conversation is None or not may_see(work, conversation):
        raise NotFound(conversation_id)
    return conversation


def require_own(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation, if the acting agent owns it; NotOwner otherwise."""
    conversation = require(work, conversation_id)
    if conversation.owner != "agent" or conversation.agent_id != work.actor.person_id:
        raise NotOwner(conversation_id)
    return conversation
