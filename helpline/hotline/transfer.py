"""Putting a caller through: phone after phone, the queue in between, a call-back when nobody answers."""

from collections.abc import Sequence

from sqlalchemy import select

from connectors.voice.twiml import Script
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.late_callback import is_late
from helpline.conversations.ownership import position
from helpline.core.phrases import phrase
from helpline.hotline import calls
from helpline.hotline.call_context import CallContext
from helpline.staff.presence import phones_on_duty
from helpline.tables import Case, Message
from kb.lookup import queue as queue_of

EMERGENCY = "safety"
KEY_SECONDS = 8  # to press any key: an answering machine presses none
CALL_BACK = "1"
LOOKED_BACK = 3  # messages, for what the colleague is told
LONGEST_TOLD = 60  # characters


def onward(context: CallContext) -> Script:
    """What was said, then on with the bot or to a human, whoever answers the conversation now."""
    call, conversation = context.call, context.conversation
    if conversation.owner == "bot":
        return context.listen(context.unsaid())
    if conversation.owner == "agent" and call.stage == "typed":
        return typed(context)
    if conversation.owner == "queue" and call.promised_for == conversation.queue:
        return context.listen([*context.unsaid(), context.words("voice_more")])
    if conversation.queue == EMERGENCY and call.ringing_for != EMERGENCY:
        # The safety advice, and at once the duty phone; the rest of what there is to say can wait.
        return ring(context, [*context.unsaid(1), context.words("voice_connecting_emergency")])
    return ring(context, [*context.unsaid(), context.words("voice_connecting")])


def ring(context: CallContext, texts: list[str]) -> Script:
    """The next phone, or what comes when none is left to try. The last of the texts tells that it rings."""
    call, policy = context.call, context.policy
    phone = calls.phone_to_ring(context.work, call, context.conversation)
    if phone is None:
        return nobody(context, texts[:-1])
    if calls.rounds(context.work, call, context.conversation) >= policy.rounds:
        return nobody_answered(context)
    call.stage = "ring"
    own_number = context.channel.number if not call.from_phone else ""
    script = context.script().say(*texts)
    whisper, action = context.url("whisper", other_leg=True), context.url("transfer")
    return script.dial(phone.number, whisper, action, policy.ring_seconds, policy.recording, own_number)


def nobody(context: CallContext, texts: list[str]) -> Script:
    """Nobody is on duty at a phone. The bot has said so if it knew; otherwise it is said now."""
    if context.conversation.owner == "agent":
        return typed(context, texts)
    missed = calls.was_missed(context.work, context.call, context.conversation)
    known = context.conversation.callback_due_at is not None and not is_late(context.work, context.conversation)
    time = calls.promise(context.work, context.call, context.conversation)
    if missed:
        texts = [*texts, context.words("voice_callback_sorry" if known else "voice_callback_again", time=time)]
    elif not known:
        name = queue_of(context.work.kb, context.conversation.queue).name
        texts = [*texts, context.words("handoff_callback", time=time, queue=name)]
    return context.listen([*texts, _more(context)])


def nobody_answered(context: CallContext, id: str = "voice_callback_busy") -> Script:
    """All phones rang in vain, or the caller would rather not wait: a call-back by a stated time."""
    if context.conversation.owner == "agent":
        return typed(context)
    soon = {context.words_of(wording) for wording in context.work.kb.phrases["handoff_next"]}
    left = [text for text in context.unsaid() if text not in soon]  # what was promised before the phones rang in vain
    told = promised(context, id)
    if context.conversation.queue == EMERGENCY and left:
        return context.listen([told, *left])  # which ends with the question where it is
    return context.listen([*left, told, _more(context)])


def promised(context: CallContext, id: str) -> str:
    """A call-back is promised by the phrase `id`, with an apology to who was not called by the time they were told."""
    missed = calls.was_missed(context.work, context.call, context.conversation)
    time = calls.promise(context.work, context.call, context.conversation)
    return context.words("voice_callback_again" if missed else id, time=time)


def typed(context: CallContext, texts: Sequence[str] = ()) -> Script:
    """A colleague at the desk, whose phone nobody picks up, answers in writing, and it is read out."""
    told = [*texts, *context.unsaid()]
    script = context.listen(told or [context.words("voice_passed_on")])
    context.call.stage = "typed"
    return script


def _more(context: CallContext) -> str:
    reached = phone_to_reach(context.work, context.conversation)
    return context.words("voice_more" if reached else "voice_callback_hidden")


def transferred(context: CallContext) -> Script:
    """A phone was rung. Whether somebody took the call is known from the key they pressed, not from the dial status:
    a phone that only answered counts there as completed."""
    call, conversation = context.call, context.conversation
    if call.stage == "agent":
        calls.talked(context.work, call, conversation)
        return context.listen([context.words("voice_after_agent")])
    if conversation.owner == "bot":  # given back at the desk meanwhile
        return context.listen(context.unsaid())
    call.rung += 1
    phones = len(phones_on_duty(context.work, conversation.queue or "service"))
    if phones and call.rung >= phones * context.policy.rounds:
        return nobody_answered(context)
    if phones and call.rung % phones == 0 and conversation.queue != EMERGENCY:
        call.stage, call.announced = "queue", 0
        return context.script().enqueue(conversation.queue or "service", context.url("queue"), context.url("left"))
    return ring(context, [context.words("voice_next_phone")])


# -- the queue -----------------------------------------------------------------------------------------------------


def queue(context: CallContext) -> Script:
    """While waiting: the position, and a call-back for whoever would rather not wait; then the phones again."""
    call, policy = context.call, context.policy
    if context.conversation.owner != "queue" or call.announced >= policy.announcements:
        return context.script().leave()
    call.announced += 1
    ahead = position(context.work, context.conversation) - 1
    id = "voice_queue_position" if ahead else "voice_queue_next"
    chose, again = context.url("chose"), context.url("queue")
    told = [*context.unsaid(), context.words(id, ahead=ahead)]
    return context.script().keys(told, chose, policy.wait_seconds, policy.music).redirect(again)


def chose(context: CallContext) -> Script:
    """A key was pressed while waiting."""
    if context.event.digits == CALL_BACK:
        context.call.stage = "callback"
        return context.script().leave()
    return context.script().redirect(context.url("queue"))


def left(context: CallContext) -> Script:
    """Out of the queue: called back, or on to the phones; a queue that is full or fails is no reason to be lost."""
    if context.call.stage == "callback":
        return nobody_answered(context, "voice_callback")
    if context.event.values.get("QueueResult") not in ("leave", "redirected", None):
        return nobody_answered(context)
    if context.conversation.owner == "bot":
        return context.listen(context.unsaid())
    return ring(context, [*context.unsaid(), context.words("voice_connecting")])


# -- the colleague's leg -------------------------------------------------------------------------------------------


def whisper(context: CallContext) -> Script:
    """Who calls and why, for the colleague's ear; any key takes the call, none leaves it to the next phone."""
    if context.call.ended_at:
        return context.script().say(context.words("voice_whisper_gone")).hangup()
    script = context.script().keys([_summary(context)], context.url("connect", other_leg=True), KEY_SECONDS)
    return script.say(context.words("voice_whisper_unanswered")).hangup()


def connect(context: CallContext) -> Script:
    """Somebody pressed a key: an empty answer puts the two through."""
    if context.call.ended_at or not context.event.digits:
        return context.script().say(context.words("voice_whisper_gone")).hangup()
    phone = calls.phone_to_ring(context.work, context.call, context.conversation)
    if phone:
        calls.put_through(context.work, context.call, context.conversation, phone)
    return context.script()


def _summary(context: CallContext) -> str:
    work, conversation = context.work, context.conversation
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    name = (case.contact_name if case else "") or (conversation.customer.name if conversation.customer else "")
    told = ""
    if case:
        kind = phrase(work.kb, f"type_{case.type}")
        told = phrase(work.kb, "voice_whisper_case", type=kind, level=case.level, number=case.number)
    return context.words(
        "voice_whisper",
        who=name or _number(context),
        what=(case.description if case and case.complaint_id is None else "")
        or _told(context)
        or conversation.handoff_reason,
        case=told,
    )


def _told(context: CallContext) -> str:
    """The most telling of what the caller said last; of a complaint nothing, whoever picks up (R41)."""
    rows = select(Message.text).where(
        Message.conversation_id == context.conversation.id,
        Message.direction == "in",
        Message.author == "customer",
        Message.complaint_id.is_(None),
    )
    newest = context.work.session.scalars(rows.order_by(Message.seq.desc()).limit(LOOKED_BACK))
    return max(newest, key=len, default="")[:LONGEST_TOLD]


def _number(context: CallContext) -> str:
    phone = context.call.from_phone
    if not phone:
        return phrase(context.work.kb, "voice_whisper_hidden")
    return phrase(context.work.kb, "voice_whisper_caller", phone=phone_to_reach(context.work, context.conversation))
