"""Who of the staff may see a conversation, and have a part in it.

Seen is what lies in no queue, but for talks with our own people, or in one that a person's role serves, and what holds
a complaint they may read (R41). What they then read of it is for `helpline.conversations.confidential` to say.
"""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from helpline.conversations import confidential
from helpline.core.errors import NotAllowed, NotFound, NotOwner
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation
from kb.lookup import complaint_roles
from kb.lookup import queue as queue_of


def served(work: UnitOfWork, queue: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Rows whose queue the acting person's roles serve.

    A queue that is no more in the files is served by those who serve complaints (`kb.lookup.queue`).
    """
    queues = work.kb.policies.queues
    mine = queue.in_([entry.id for entry in queues if work.actor.has(entry.roles)])
    if not work.actor.has(complaint_roles(work.kb)):
        return mine
    return mine | queue.not_in(["", *(entry.id for entry in queues)])


def visible(work: UnitOfWork) -> ColumnElement[bool]:
    """Conversations the acting person may see; as `may_see`, in SQL."""
    shown = (Conversation.queue == "") & Conversation.person_id.is_(None) | served(work, Conversation.queue)
    return shown | confidential.holding(work)


def may_see(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether the acting person sees the conversation at all."""
    return _serves(work, conversation) or confidential.holds_readable(work, conversation)


def may_take_part(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether the acting person may speak in it: while a complaint is told, its readers; else its queue's."""
    told = conversation.complaint_id
    return _serves(work, conversation) if told is None else confidential.may_read(work, told)


def _serves(work: UnitOfWork, conversation: Conversation) -> bool:
    if conversation.queue == "":
        return conversation.person_id is None
    return work.actor.has(queue_of(work.kb, conversation.queue).roles)


def require(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation; NotFound for none, and likewise for one the acting person may not see."""
    rows = select(Conversation).where(Conversation.id == conversation_id, visible(work))
    conversation = work.session.scalars(rows).one_or_none()
    if conversation is None:
        raise NotFound(conversation_id)
    return conversation


def require_part(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation, or NotFound; NotAllowed when the acting person may have no part in it."""
    conversation = require(work, conversation_id)
    if not may_take_part(work, conversation):
        raise NotAllowed(conversation.queue)
    return conversation


def require_own(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The conversation, if the acting agent owns it; NotOwner otherwise."""
    conversation = require(work, conversation_id)
    if conversation.owner != "agent" or conversation.agent_id != work.actor.person_id:
        raise NotOwner(conversation_id)
    return conversation
