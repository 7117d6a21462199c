"""Who answers a conversation: the bot, a queue, or one agent. The column `owner` is the truth."""

from datetime import datetime

from sqlalchemy import func, select, update

from cases import timers
from cases.errors import AlreadyTaken, NotAllowed, NotFound, NotOwner
from cases.messages import last_said, note, say
from cases.people import on_duty
from cases.phrases import phrase
from cases.sla import clocks
from cases.sla.business_time import add_minutes
from cases.tables import Case, Conversation
from cases.timeline import record
from cases.work import ZONE, Work
from kb.calendar import calendar
from kb.escalation_models import EscalationRule
from kb.lookup import queue as queue_of


def hand_off(work: Work, conversation: Conversation, rule: EscalationRule, turn_id: str = "") -> str:
    """Puts the conversation into the rule's queue and returns what the customer is to be told.

    Position and what to expect; with nobody on duty a callback by a stated time, which is put on a timer.
    A conversation already with an agent stays there. In a queue it only moves up.
    """
    if conversation.owner == "agent":
        return ""
    waiting = conversation.owner == "queue"
    if not waiting:
        conversation.queued_at = work.now
    if not waiting or rule.priority < conversation.priority:
        conversation.queue, conversation.priority = rule.queue, rule.priority
        conversation.handoff_rule, conversation.handoff_reason = rule.id, rule.reason
    conversation.owner = "queue"
    conversation.handoff_turn = turn_id
    conversation.misunderstood = 0
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    if case:
        record(work, case, "handed_off", rule.reason, rule=rule.id, queue=rule.queue)
    work.session.flush()
    return expectation(work, conversation)


def expectation(work: Work, conversation: Conversation) -> str:
    """What a waiting customer may expect now: the position, or the time of the callback."""
    queue = queue_of(work.kb, conversation.queue)
    used = last_said(work, conversation, 2)
    if on_duty(work, queue):
        ahead = position(work, conversation) - 1
        id = "handoff_next" if ahead == 0 else "handoff_position"
        return phrase(work.kb, id, used, ahead=ahead, queue=queue.name)
    if conversation.callback_due_at is None or conversation.callback_due_at < work.now:
        due = add_minutes(work.now, queue.callback_minutes, calendar(work.kb, queue.calendar), ZONE)
        conversation.callback_due_at = due
        timers.schedule(work, "callback", conversation.id, due, {"conversation_id": conversation.id})
    return phrase(
        work.kb, "handoff_callback", used, time=said_time(work, conversation.callback_due_at), queue=queue.name
    )


def said_time(work: Work, at: datetime) -> str:
    """An instant as staff and customers say it."""
    local = at.astimezone(ZONE)
    days = (local.date() - work.today).days
    day = {0: "today", 1: "tomorrow"}.get(days, "")
    return phrase(
        work.kb, f"time_{day}" if day else "time_date", time=f"{local:%H:%M}", month=local.month, day=local.day
    )


def position(work: Work, conversation: Conversation) -> int:
    """The place in the queue, 1 is next: by urgency, then by waiting time."""
    ahead = (
        select(func.count())
        .select_from(Conversation)
        .where(
            Conversation.owner == "queue",
            Conversation.queue == conversation.queue,
            (Conversation.priority < conversation.priority)
            | ((Conversation.priority == conversation.priority) & (Conversation.queued_at < conversation.queued_at)),
        )
    )
    return (work.session.scalar(ahead) or 0) + 1


def may_see(work: Work, conversation: Conversation) -> bool:
    """Whether the acting person's role serves the conversation's queue (R41: complaints stay with quality staff)."""
    if conversation.queue == "":
        return True
    return work.actor.role in queue_of(work.kb, conversation.queue).roles


def take(work: Work, conversation_id: str) -> Conversation:
    """The acting agent becomes the owner. Of two at once one wins, the other gets AlreadyTaken."""
    conversation = require(work, conversation_id)
    timers.cancel(work, "callback", conversation_id)  # first, as the sweeper locks the timer before the conversation
    won = work.session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.owner != "agent")
        .values(owner="agent", agent_id=work.actor.staff_id, taken_at=work.now, changed_at=work.now)
    )
    work.session.refresh(conversation)
    if won.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result counts its rows
        if conversation.agent_id == work.actor.staff_id:
            return conversation
        raise AlreadyTaken(conversation.agent.name if conversation.agent else "")
    conversation.unread = 0
    conversation.callback_due_at = None
    say(work, conversation, phrase(work.kb, "agent_joined", name=work.actor.name))
    if conversation.case_id and (case := work.session.get(Case, conversation.case_id)):
        record(work, case, "taken", conversation=conversation.id)
    return conversation


def reply(work: Work, conversation_id: str, text: str) -> Conversation:
    """The owning agent's words to the customer. The first of them meets the case's promised reply."""
    conversation = require_own(work, conversation_id)
    say(work, conversation, text, author="agent", author_name=work.actor.name)
    conversation.unread = 0
    if conversation.case_id and (case := work.session.get(Case, conversation.case_id)):
        clocks.meet(work, case, "reply")
    return conversation


def write_note(work: Work, conversation_id: str, text: str) -> Conversation:
    """A note for colleagues; any person who may see the conversation may write one."""
    conversation = require(work, conversation_id)
    note(work, conversation, text)
    return conversation


def give_back(work: Work, conversation_id: str) -> Conversation:
    """The owning agent returns the conversation to the bot, and the customer is told."""
    conversation = require_own(work, conversation_id)
    _to_bot(conversation)
    say(work, conversation, phrase(work.kb, "agent_returned"))
    return conversation


def close(work: Work, conversation_id: str) -> Conversation:
    """The owning agent ends the talk; the conversation is the bot's again when the customer writes next."""
    conversation = require_own(work, conversation_id)
    _to_bot(conversation)
    say(work, conversation, phrase(work.kb, "agent_closed"))
    return conversation


def _to_bot(conversation: Conversation) -> None:
    conversation.owner = "bot"
    conversation.agent_id = None
    conversation.queue = ""
    conversation.priority = 5
    conversation.queued_at = None
    conversation.handoff_rule = conversation.handoff_reason = conversation.handoff_turn = ""


def require(work: Work, conversation_id: str) -> Conversation:
    """The conversation, or NotFound; NotAllowed when the acting person's role does not serve its queue."""
    conversation = work.session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound(conversation_id)
    if not may_see(work, conversation):
        raise NotAllowed(conversation.queue)
    return conversation


def require_own(work: Work, conversation_id: str) -> Conversation:
    """The conversation, if the acting agent owns it; NotOwner otherwise."""
    conversation = require(work, conversation_id)
    if conversation.owner != "agent" or conversation.agent_id != work.actor.staff_id:
        raise NotOwner(conversation_id)
    return conversation
