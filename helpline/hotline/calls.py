"""Calls of the hotline: what the caller has heard, who is rung, and what stays when they hang up.

The number a call comes from is what the network says. It serves to call or write back and to fill in a phone that
the caller then confirms; it proves nothing (R03).
"""

from datetime import datetime

from sqlalchemy import select, update

from helpline.conversations import drafts, late_callback
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.messages import say
from helpline.conversations.opening import conversation_of
from helpline.conversations.ownership import answered_elsewhere, close, promise_callback, said_time, take
from helpline.core.errors import AlreadyTaken
from helpline.core.phone import SMS, VOICE, is_mobile, stored
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import consent
from helpline.staff.people import actor_of, by_username
from helpline.staff.presence import phones_on_duty
from helpline.tables import Call, Case, Conversation, Message
from helpline.tables.states import OPEN_CASE
from kb.models.hotline import Phone

OVER = "call_over"  # as a conversation's reason why it reaches nobody
BY_TEXT = ("notice", "code")  # purposes that are for reading, not for hearing


def open_call(work: UnitOfWork, sid: str, from_phone: str) -> Call:
    """The call, locked; made with a conversation of its own at its first webhook."""
    call = work.session.scalars(select(Call).where(Call.sid == sid).with_for_update()).one_or_none()
    if call:
        return call
    conversation = conversation_of(work, VOICE, sid)
    conversation.origin = from_phone  # calls are short: what is guessed in several from one phone counts together
    call = Call(
        sid=sid,
        conversation_id=conversation.id,
        from_phone=from_phone,
        stage="talk",
        step=0,
        spoken_seq=0,
        silences=0,
        waits=0,
        ringing_for="",
        rung=0,
        announced=0,
        promised_for="",
        opened_at=work.now,
    )
    work.session.add(call)
    work.session.flush()
    return call


# -- what is spoken ------------------------------------------------------------------------------------------------


def unsaid(work: UnitOfWork, call: Call) -> list[Message]:
    """What the caller has yet to hear, in order."""
    work.session.flush()
    rows = select(Message).where(
        Message.conversation_id == call.conversation_id,
        Message.direction == "out",
        Message.seq > call.spoken_seq,
        Message.purpose.not_in(BY_TEXT),
        Message.status.in_(("pending", "sent", "held")),
    )
    return list(work.session.scalars(rows.order_by(Message.seq)))


def said(call: Call, messages: list[Message]) -> None:
    """The caller hears these now."""
    for message in messages:
        message.status, message.error = "delivered", ""
        call.spoken_seq = message.seq


def is_answered(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether nothing the caller said, and nothing the bot is to begin, waits for the bot."""
    rows = select(Message.id).where(
        Message.conversation_id == conversation.id, Message.direction == "in", Message.handled_at.is_(None)
    )
    if conversation.owner != "bot" or conversation.flow:
        rows = rows.where(Message.author == "customer")
    return work.session.scalar(rows.limit(1)) is None


# -- humans --------------------------------------------------------------------------------------------------------


def phone_to_ring(work: UnitOfWork, call: Call, conversation: Conversation) -> Phone | None:
    """The phone whose turn it is; None when nobody is on duty. An agent who has taken the call is rung first."""
    phones = phones_on_duty(work, conversation.queue or "service")
    if call.ringing_for != conversation.queue:
        call.ringing_for, call.rung, call.announced = conversation.queue, 0, 0
    if not phones:
        return None
    if conversation.agent:
        own = [phone for phone in phones if phone.staff == conversation.agent.username]
        phones = (*own, *(phone for phone in phones if phone not in own))
    return phones[call.rung % len(phones)]


def rounds(work: UnitOfWork, call: Call, conversation: Conversation) -> int:
    """How often all phones have been rung in vain."""
    phones = phones_on_duty(work, conversation.queue or "service")
    return call.rung // len(phones) if phones else 0


def put_through(work: UnitOfWork, call: Call, conversation: Conversation, phone: Phone) -> None:
    """Somebody answers: the conversation is theirs, unless a colleague at the desk has it."""
    call.stage, call.answered_at = "agent", work.now
    member = by_username(work, phone.staff)
    if member is None:
        return
    try:
        take(work.as_(actor_of(member)), conversation.id)
    except AlreadyTaken:
        return
    said(call, unsaid(work, call))  # they are told by the voice they hear


def talked(work: UnitOfWork, call: Call, conversation: Conversation) -> None:
    """The human has hung up: the caller, still there, is the bot's again."""
    call.stage, call.ringing_for, call.rung = "talk", "", 0
    agent = conversation.agent
    if conversation.owner == "agent" and agent:
        close(work.as_(actor_of(agent)), conversation.id)
        said(call, unsaid(work, call))
    elif conversation.owner == "queue":
        answered_elsewhere(work, conversation)


def promise(work: UnitOfWork, call: Call, conversation: Conversation) -> str:
    """Nobody answers: a call-back is promised. Returns its time as said to customers."""
    call.stage, call.promised_for = "talk", conversation.queue
    return said_time(work, promise_callback(work, conversation))


def was_missed(work: UnitOfWork, call: Call, conversation: Conversation) -> bool:
    """Whether a call-back that this caller was promised, now or in an earlier call, has not come by its time."""
    if late_callback.is_late(work, conversation):
        return True
    earlier = select(Call.sid).join(Conversation, Conversation.id == Call.conversation_id)
    earlier = earlier.where(Call.from_phone == call.from_phone, Conversation.owner == "queue")
    late = earlier.where(Conversation.callback_due_at < work.now).limit(1)
    return bool(call.from_phone) and work.session.scalar(late) is not None


def takes_texts(work: UnitOfWork, call: Call) -> bool:
    """Whether text messages can reach the number the call comes from, and its owner has not asked for none."""
    return is_mobile(call.from_phone) and not consent.withdrawn(work, SMS, stored(call.from_phone))


# -- the end -------------------------------------------------------------------------------------------------------


def hung_up(work: UnitOfWork, call: Call, texts: bool) -> None:
    """The call is over, once: what was not heard waits, and by text message (if `texts` are on) it goes on."""
    if call.ended_at:
        return
    conversation = work.session.get_one(Conversation, call.conversation_id, with_for_update=True)
    call.ended_at, asked_for_text = work.now, call.stage == "text"
    call.stage = "over"
    unheard = [message.id for message in unsaid(work, call)]
    work.session.execute(
        update(Message)
        .where(Message.id.in_(unheard))
        .values(status="pending", due_at=work.now, claimed_until=None, attempts=0)
    )
    conversation.unreachable = OVER
    phone = phone_to_reach(work, conversation)
    if not phone:
        return
    missed = was_missed(work, call, conversation)
    if conversation.owner == "queue":
        promise(work, call, conversation)
        call.stage = "over"
    if call.from_phone and phone == call.from_phone:
        consent.give(work, SMS, stored(call.from_phone), f"call:{call.sid}")  # they called us about this very matter
    case = _filed_in(work, call)
    unfinished = case is None and conversation.owner == "bot"
    if unfinished and texts and drafts.go_on_by_text(work, conversation, call.sid):
        return
    if asked_for_text:
        _how_to_go_on(work, call)
    for text in _notices(work, call, conversation, case, unfinished and not asked_for_text, missed):
        say(work, conversation, text, purpose="notice")


def _how_to_go_on(work: UnitOfWork, call: Call) -> None:
    """To the number that called, whatever phone a case names: this is what was asked for."""
    consent.give(work, SMS, stored(call.from_phone), f"call:{call.sid}")
    company = work.kb.company
    text = phrase(work.kb, "sms_go_on", company=company.short_name, hotline=company.hotline)
    say(work, conversation_of(work, SMS, stored(call.from_phone)), text, purpose="notice")


def _notices(
    work: UnitOfWork, call: Call, conversation: Conversation, case: Case | None, cut_off: bool, missed: bool
) -> list[str]:
    company = work.kb.company
    due: datetime | None = conversation.callback_due_at if call.promised_for else None
    texts = []
    if case:
        kind = phrase(work.kb, f"type_{case.type}")
        texts.append(phrase(work.kb, "sms_case_filed", company=company.short_name, type=kind, number=case.number))
    if due:
        id = "sms_callback_again" if missed else "sms_callback"
        texts.append(phrase(work.kb, id, company=company.short_name, time=said_time(work, due)))
    elif conversation.flow and cut_off:
        texts.append(phrase(work.kb, "sms_cut_off", company=company.short_name, hotline=company.hotline))
    return texts


def _filed_in(work: UnitOfWork, call: Call) -> Case | None:
    rows = select(Case).where(Case.conversation_id == call.conversation_id, Case.status.in_(OPEN_CASE))
    return work.session.scalars(rows.order_by(Case.id.desc())).first()
