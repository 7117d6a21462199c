"""Talks that fell to people because the bot was not there go back to it, where nobody has taken them.

The unanswered turn is opened again under its own id: had Rasa answered after all, it says the same once more, and
nothing is done twice. What the customer wrote while waiting is asked after it. A turn goes back once; if the bot is
gone again, people keep it.
"""

from typing import Any

from sqlalchemy import ColumnElement, select, update

from helpline.conversations.messages import last_said, say
from helpline.conversations.ownership import bot_again
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.phone import VOICE
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import BOT, UnitOfWork
from helpline.jobs.payloads import CallbackDue
from helpline.jobs.schedule import cancel
from helpline.tables import Conversation, Message, Turn
from helpline.tasks import ledger
from kb.models.escalation import Trigger
from kb.models.knowledge import Knowledge

MOST = 20  # at a time: the bot is just back


class _Taken(Exception):
    """Somebody was faster."""


def fallen(database: Database, kb: Knowledge) -> list[str]:
    """Some that wait for people, the longest first. A caller waits at the telephone, not here, and is called back."""
    waiting = select(Conversation.id).where(*_fallen(kb)).order_by(Conversation.queued_at).limit(MOST)
    with database.read() as session:
        return list(session.scalars(waiting))


def take_back(database: Database, kb: Knowledge, conversation_id: str) -> bool:
    """Whether the bot has it again. The customer is told, and what people were told of it is dropped."""
    try:
        with database.write() as session:
            _take_back(UnitOfWork(session, kb, clock.now(), BOT), conversation_id)
    except _Taken:
        return False
    return True


def _fallen(kb: Knowledge) -> tuple[ColumnElement[bool], ...]:
    """With the turn that may be asked again."""
    rules = [rule.id for rule in kb.policies.escalation.rules if rule.on == Trigger.BOT_FAILED]
    return (
        Conversation.owner == "queue",
        Conversation.handoff_rule.in_(rules),
        Conversation.handoff_turn != "",
        Conversation.channel != VOICE,
    )


def _take_back(work: UnitOfWork, conversation_id: str) -> None:
    cancel(work, CallbackDue, conversation_id)  # first, as the sweeper locks the job before the conversation
    rows = select(Conversation).where(Conversation.id == conversation_id, *_fallen(work.kb)).with_for_update()
    conversation = work.session.scalars(rows).one_or_none()
    if conversation is None:
        raise _Taken
    turn, rule = work.session.get_one(Turn, conversation.handoff_turn), conversation.handoff_rule
    bot_again(conversation)
    ledger.drop(work, rule, conversation_id)
    say(work, conversation, phrase(work.kb, "bot_back", last_said(work, conversation, 2)), author="bot")
    turn.done_at, turn.claimed_until, turn.outcome, turn.returned_at = None, None, "", work.now
    asked = Message.turn_id == turn.id
    first = work.session.scalar(select(Message.seq).where(asked, Message.direction == "in").limit(1)) or 0
    kept = select(Turn.id).where(Turn.conversation_id == conversation_id, Turn.outcome == "kept")
    _unhandled(work, asked)
    _unhandled(work, Message.seq > first, Message.turn_id.in_(kept), turn_id=None)


def _unhandled(work: UnitOfWork, *which: ColumnElement[bool], **more: Any) -> None:
    rows = update(Message).where(Message.direction == "in", *which).values(handled_at=None, **more)
    work.session.execute(rows.execution_options(synchronize_session=False))
