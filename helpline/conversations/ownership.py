"""Who answers a conversation: the bot, a queue, or one agent. The column `owner` is the truth."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from sqlalchemy import func, select, update

from helpline.conversations import confidential, late_callback
from helpline.conversations.access import may_take_part, require_own, require_part
from helpline.conversations.channel_selection import best, conversations_of, reaches_now
from helpline.conversations.messages import last_said, note, say
from helpline.core.errors import AlreadyTaken, NotFound, NotOwner
from helpline.core.phone import VOICE
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.jobs.payloads import CallbackDue
from helpline.jobs.schedule import cancel, schedule
from helpline.promises import ledger
from helpline.promises.business_time import add_minutes
from helpline.staff.presence import on_duty, phones_on_duty
from helpline.tables import Attachment, Case, Conversation, Message, Person
from helpline.timeline.record import record
from kb.calendar import calendar
from kb.lookup import complaint_rule
from kb.lookup import queue as queue_of
from kb.models.escalation import EscalationRule, Trigger
from kb.models.knowledge import Queue

FIRST_QUEUE = "service"


def hand_off(work: UnitOfWork, conversation: Conversation, rule: EscalationRule, turn_id: str = "") -> str:
    """Puts the conversation into the rule's queue and returns what the customer is to be told.

    Position and what to expect; with nobody on duty a callback by a stated time, for which a job is set.
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
        if rule.queue == complaint_rule(work.kb).queue:
            confidential.tell(work, conversation, turn_id)
        else:
            confidential.leave(conversation)
    if rule.on == Trigger.IDENTITY_FAILED:
        conversation.locked_at = work.now
    conversation.owner = "queue"
    conversation.handoff_turn = turn_id
    conversation.misunderstood = 0
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    if case:
        record(work, case, "handed_off", rule.reason, rule=rule.id, queue=rule.queue)
    work.session.flush()
    return expectation(work, conversation)


def expectation(work: UnitOfWork, conversation: Conversation) -> str:
    """What a waiting customer may expect now: the position, the time of the callback, or that it was missed."""
    queue = queue_of(work.kb, conversation.queue)
    used = last_said(work, conversation, 2)
    if _answered_soon(work, conversation, queue):
        if not queue.tells_place:
            return phrase(work.kb, "handoff_urgent", used, queue=queue.name)
        ahead = position(work, conversation) - 1
        id = "handoff_next" if ahead == 0 else "handoff_position"
        return phrase(work.kb, id, used, ahead=ahead, queue=queue.name)
    if late_callback.is_late(work, conversation):
        return late_callback.told_again(work, conversation, used)
    due = promise_callback(work, conversation)
    return phrase(work.kb, "handoff_callback", used, time=said_time(work, due), queue=queue.name)


def promise_callback(work: UnitOfWork, conversation: Conversation) -> datetime:
    """Until when somebody of the queue calls back; a job watches over it. A promise that still runs stands."""
    queue = queue_of(work.kb, conversation.queue)
    due = conversation.callback_due_at
    if due is None or due < work.now:
        due = add_minutes(work.now, queue.callback_minutes, calendar(work.kb, queue.calendar), ZONE)
        conversation.callback_due_at = due
        schedule(work, CallbackDue(conversation_id=conversation.id), conversation.id, due)
    return due


def _answered_soon(work: UnitOfWork, conversation: Conversation, queue: Queue) -> bool:
    """Whether somebody is at the desk or, for a call that was not promised a call-back, at a phone."""
    if on_duty(work, queue):
        return True
    calls = conversation.channel == VOICE and conversation.callback_due_at is None
    return calls and bool(phones_on_duty(work, queue.id))


def said_time(work: UnitOfWork, at: datetime) -> str:
    """An instant as staff and customers say it."""
    local = at.astimezone(ZONE)
    days = (local.date() - work.today).days
    day = {0: "today", 1: "tomorrow"}.get(days, "")
    return phrase(
        work.kb, f"time_{day}" if day else "time_date", time=f"{local:%H:%M}", month=local.month, day=local.day
    )


def position(work: UnitOfWork, conversation: Conversation) -> int:
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


def positions(work: UnitOfWork, conversations: Sequence[Conversation]) -> dict[str, int]:
    """The same of all of these that wait, by conversation, asked in one statement."""
    waiting = [conversation for conversation in conversations if conversation.owner == "queue"]
    if not waiting:
        return {}
    order = (Conversation.priority, Conversation.queued_at)
    place = func.rank().over(partition_by=Conversation.queue, order_by=order).label("place")
    queues = {conversation.queue for conversation in waiting}
    placed = select(Conversation.id, place).where(Conversation.owner == "queue", Conversation.queue.in_(queues))
    queue = placed.subquery()
    rows = select(queue.c.id, queue.c.place).where(queue.c.id.in_([conversation.id for conversation in waiting]))
    return {id: place for id, place in work.session.execute(rows)}


def take(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The acting agent becomes the owner. Of two at once one wins, the other gets AlreadyTaken."""
    conversation = require_part(work, conversation_id)
    cancel(work, CallbackDue, conversation_id)  # first, as the sweeper locks the job before the conversation
    won = work.session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.owner != "agent")
        .values(owner="agent", agent_id=work.actor.person_id, taken_at=work.now, changed_at=work.now)
    )
    work.session.refresh(conversation)
    if won.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result counts its rows
        if conversation.agent_id == work.actor.person_id:
            return conversation
        raise AlreadyTaken(conversation.agent.name if conversation.agent else "")
    conversation.unread = 0
    conversation.callback_due_at = None
    complaint = confidential.unfinished(work, conversation)
    if complaint and confidential.may_read(work, complaint.id):
        confidential.tell(work, conversation)
    joined = "agent_joined_apart" if confidential.is_partly_withheld(work, conversation) else "agent_joined"
    say(work, conversation, phrase(work.kb, joined, name=work.actor.name))
    if case := _case(work, conversation):
        record(work, case, "taken", conversation=conversation.id)
    return conversation


def reply(
    work: UnitOfWork,
    conversation_id: str,
    text: str,
    answer_in: str = "",
    attachments: Sequence[str] = (),
    key: str = "",
) -> Conversation:
    """The owning agent's words to the customer, in the conversation `answer_in` or the one that reaches them.

    The agent then owns that one too, so that its answer comes back to them. The first words meet the case's promised
    reply. `attachments` are ids of pictures uploaded to this conversation. The same `key` says it once.
    """
    if _written(work, conversation := require_part(work, conversation_id), key):
        return conversation
    conversation = require_own(work, conversation_id)
    way = _way(work, conversation, answer_in)
    said = say(
        work,
        way,
        text,
        author="agent",
        author_name=work.actor.name,
        attachments=_pictures(work, conversation, way, attachments),
        complaint_id=conversation.complaint_id,
    )
    said.external_id = _external(work, key)
    for other in _own(work, conversation):
        other.unread = 0  # they are one thread at the desk
    if case := _case(work, conversation):
        ledger.keep(work, case, "reply")
    return conversation


def _case(work: UnitOfWork, conversation: Conversation) -> Case | None:
    """The conversation's case, unless it is a complaint the acting person has no part in."""
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    return case if case and confidential.may_read(work, case.complaint_id) else None


def default_way(work: UnitOfWork, conversation: Conversation) -> Conversation:
    """Where an answer goes unless the agent says otherwise: what reaches the customer and no colleague is busy with."""
    ways = (best(work, conversation), *(c for c in conversations_of(work, conversation) if reaches_now(work, c)))
    return next((way for way in ways if may_take_part(work, way) and colleague(work, way) is None), conversation)


def colleague(work: UnitOfWork, conversation: Conversation) -> Person | None:
    """Who speaks in this conversation, when it is somebody else."""
    taken = conversation.owner == "agent" and conversation.agent_id != work.actor.person_id
    return conversation.agent if taken else None


def _way(work: UnitOfWork, conversation: Conversation, answer_in: str) -> Conversation:
    """The conversation to speak in, owned by the acting agent; NotOwner when a colleague is speaking there."""
    way = default_way(work, conversation)
    if answer_in:
        ways = (c for c in conversations_of(work, conversation) if c.id == answer_in and may_take_part(work, c))
        way = next(ways, None) or _missing(answer_in)
    if way.id != conversation.id and way.owner != "agent":
        way.owner, way.agent_id, way.taken_at = "agent", work.actor.person_id, work.now
        way.case_id = way.case_id or conversation.case_id
        way.complaint_id = conversation.complaint_id
    if way.agent_id != work.actor.person_id:
        raise NotOwner(way.id)
    return way


def _missing(id: str) -> NoReturn:
    raise NotFound(id)


def _pictures(
    work: UnitOfWork, conversation: Conversation, way: Conversation, ids: Sequence[str]
) -> list[dict[str, str]]:
    """Uploaded pictures as a message names them; they belong to the conversation in which they are sent."""
    rows = [work.session.get(Attachment, id) or _missing(id) for id in ids]
    for row in rows:
        if row.conversation_id != conversation.id:
            _missing(row.id)
        row.conversation_id = way.id
    return [
        {"id": row.id, "name": row.name, "content_type": row.content_type, "url": f"/chat/attachments/{row.id}"}
        for row in rows
    ]


def write_note(work: UnitOfWork, conversation_id: str, text: str, key: str = "") -> Conversation:
    """A note for colleagues; any person who may have a part in it may write one. The same `key` notes it once."""
    conversation = require_part(work, conversation_id)
    if not _written(work, conversation, key):
        note(work, conversation, text).external_id = _external(work, key)
    return conversation


def _external(work: UnitOfWork, key: str) -> str | None:
    return f"desk:{work.actor.person_id}:{key}" if key else None


def _written(work: UnitOfWork, conversation: Conversation, key: str) -> bool:
    """Whether the acting person's words with this key are there already, whichever way they went."""
    if not key:
        return False
    work.session.refresh(conversation, with_for_update=True)  # of two at once the second sees the first one's row
    channels = {other.channel for other in conversations_of(work, conversation)}
    rows = select(Message.id).where(Message.channel.in_(channels), Message.external_id == _external(work, key))
    return work.session.scalar(rows.limit(1)) is not None


def give_back(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The owning agent returns the customer's conversations to the bot, and the customer is told."""
    return _leave(work, require_own(work, conversation_id), "agent_returned")


def close(work: UnitOfWork, conversation_id: str) -> Conversation:
    """The owning agent ends the talk, on all channels; it is the bot's again when the customer writes next."""
    return _leave(work, require_own(work, conversation_id), "agent_closed")


def _leave(work: UnitOfWork, conversation: Conversation, words: str) -> Conversation:
    way = default_way(work, conversation)
    for other in _own(work, conversation):
        _to_bot(other)
    say(work, way, phrase(work.kb, words))
    return conversation


def _own(work: UnitOfWork, conversation: Conversation) -> list[Conversation]:
    """The customer's conversations that the acting agent owns: those they took, and those they answered in."""
    mine = (c for c in conversations_of(work, conversation) if c.agent_id == work.actor.person_id)
    return [other for other in mine if other.owner == "agent"]


def queue_again(work: UnitOfWork, conversation: Conversation, agent: Person) -> None:
    """The agent is here no more: the talk waits for another, in the place it had, and the customer is told so.

    What they had of the same customer on other channels is the bot's again.
    """
    for other in conversations_of(work, conversation):
        if other.id != conversation.id and other.owner == "agent" and other.agent_id == agent.id:
            _to_bot(other)
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    if not conversation.queue:  # they took it from the bot
        told = conversation.complaint_id is not None
        conversation.queue = complaint_rule(work.kb).queue if told else case.queue if case else FIRST_QUEUE
    conversation.owner, conversation.agent_id = "queue", None
    conversation.queued_at = conversation.queued_at or work.now
    if case:
        record(work, case, "queued_again", agent.name, conversation=conversation.id)
    way = best(work, conversation)
    say(work, way, "\n".join((phrase(work.kb, "agent_left"), expectation(work, conversation))))


def answered_elsewhere(work: UnitOfWork, conversation: Conversation) -> None:
    """Somebody without a place at the desk has dealt with a waiting customer: nobody need call back."""
    cancel(work, CallbackDue, conversation.id)
    conversation.callback_due_at = None
    _to_bot(conversation)


def bot_again(conversation: Conversation) -> None:
    """The bot goes on where it was with a customer who waits for people because it was away: nobody need call back."""
    conversation.callback_due_at, draft = None, conversation.draft
    _to_bot(conversation)
    conversation.draft = draft


def _to_bot(conversation: Conversation) -> None:
    conversation.owner = "bot"
    conversation.agent_id = None
    conversation.queue = ""
    conversation.priority = 5
    conversation.queued_at = None
    conversation.draft = {}
    confidential.leave(conversation)
    conversation.handoff_rule = conversation.handoff_reason = conversation.handoff_turn = ""
