"""Putting a caller through: phone after phone, the queue in between, a call-back when nobody answers."""

from collections.abc import Sequence

from sqlalchemy import select

from connectors.voice.twiml import Script
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.ownership import position
from helpline.core.phrases import phrase
from helpline.hotline import calls
from helpline.hotline.scene import Scene
from helpline.staff.presence import phones_on_duty
from helpline.tables import Case, Message
from kb.lookup import queue as queue_of

EMERGENCY = "safety"
KEY_SECONDS = 8  # to press any key: an answering machine presses none
CALL_BACK = "1"
LOOKED_BACK = 3  # messages, for what the colleague is told
LONGEST_TOLD = 60  # characters


def onward(scene: Scene) -> Script:
    """What was said, then on with the bot or to a human, whoever answers the conversation now."""
    call, conversation = scene.call, scene.conversation
    if conversation.owner == "bot":
        return scene.listen(scene.unsaid())
    if conversation.owner == "agent" and call.stage == "typed":
        return typed(scene)
    if conversation.owner == "queue" and call.promised_for == conversation.queue:
        return scene.listen([*scene.unsaid(), scene.words("voice_more")])
    if conversation.queue == EMERGENCY and call.ringing_for != EMERGENCY:
        # The safety advice, and at once the duty phone; the rest of what there is to say can wait.
        return ring(scene, [*scene.unsaid(1), scene.words("voice_connecting_emergency")])
    return ring(scene, [*scene.unsaid(), scene.words("voice_connecting")])


def ring(scene: Scene, texts: list[str]) -> Script:
    """The next phone, or what comes when none is left to try. The last of the texts tells that it rings."""
    call, policy = scene.call, scene.policy
    phone = calls.phone_to_ring(scene.work, call, scene.conversation)
    if phone is None:
        return nobody(scene, texts[:-1])
    if calls.rounds(scene.work, call, scene.conversation) >= policy.rounds:
        return nobody_answered(scene)
    call.stage = "ring"
    own_number = scene.channel.number if not call.from_phone else ""
    script = scene.script().say(*texts)
    whisper, action = scene.url("whisper", other_leg=True), scene.url("transfer")
    return script.dial(phone.number, whisper, action, policy.ring_seconds, policy.recording, own_number)


def nobody(scene: Scene, texts: list[str]) -> Script:
    """Nobody is on duty at a phone. The bot has said so if it knew; otherwise it is said now."""
    if scene.conversation.owner == "agent":
        return typed(scene, texts)
    known = scene.conversation.callback_due_at is not None
    time = calls.promise(scene.work, scene.call, scene.conversation)
    if not known:
        name = queue_of(scene.work.kb, scene.conversation.queue).name
        texts = [*texts, scene.words("handoff_callback", time=time, queue=name)]
    return scene.listen([*texts, _more(scene)])


def nobody_answered(scene: Scene, id: str = "voice_callback_busy") -> Script:
    """All phones rang in vain, or the caller would rather not wait: a call-back by a stated time."""
    if scene.conversation.owner == "agent":
        return typed(scene)
    soon = {scene.words_of(wording) for wording in scene.work.kb.phrases["handoff_next"]}
    left = [text for text in scene.unsaid() if text not in soon]  # what was promised before the phones rang in vain
    time = calls.promise(scene.work, scene.call, scene.conversation)
    told = scene.words(id, time=time)
    if scene.conversation.queue == EMERGENCY and left:
        return scene.listen([told, *left])  # which ends with the question where it is
    return scene.listen([*left, told, _more(scene)])


def typed(scene: Scene, texts: Sequence[str] = ()) -> Script:
    """A colleague at the desk, whose phone nobody picks up, answers in writing, and it is read out."""
    told = [*texts, *scene.unsaid()]
    script = scene.listen(told or [scene.words("voice_passed_on")])
    scene.call.stage = "typed"
    return script


def _more(scene: Scene) -> str:
    reached = phone_to_reach(scene.work, scene.conversation)
    return scene.words("voice_more" if reached else "voice_callback_hidden")


def transferred(scene: Scene) -> Script:
    """A phone was rung. Whether somebody took the call is known from the key they pressed, not from the dial status:
    a phone that only answered counts there as completed."""
    call, conversation = scene.call, scene.conversation
    if call.stage == "agent":
        calls.talked(scene.work, call, conversation)
        return scene.listen([scene.words("voice_after_agent")])
    if conversation.owner == "bot":  # given back at the desk meanwhile
        return scene.listen(scene.unsaid())
    call.rung += 1
    phones = len(phones_on_duty(scene.work, conversation.queue or "service"))
    if phones and call.rung >= phones * scene.policy.rounds:
        return nobody_answered(scene)
    if phones and call.rung % phones == 0 and conversation.queue != EMERGENCY:
        call.stage, call.announced = "queue", 0
        return scene.script().enqueue(conversation.queue or "service", scene.url("queue"), scene.url("left"))
    return ring(scene, [scene.words("voice_next_phone")])


# -- the queue -----------------------------------------------------------------------------------------------------


def queue(scene: Scene) -> Script:
    """While waiting: the position, and a call-back for whoever would rather not wait; then the phones again."""
    call, policy = scene.call, scene.policy
    if scene.conversation.owner != "queue" or call.announced >= policy.announcements:
        return scene.script().leave()
    call.announced += 1
    ahead = position(scene.work, scene.conversation) - 1
    id = "voice_queue_position" if ahead else "voice_queue_next"
    chose, again = scene.url("chose"), scene.url("queue")
    told = [*scene.unsaid(), scene.words(id, ahead=ahead)]
    return scene.script().keys(told, chose, policy.wait_seconds, policy.music).redirect(again)


def chose(scene: Scene) -> Script:
    """A key was pressed while waiting."""
    if scene.event.digits == CALL_BACK:
        scene.call.stage = "callback"
        return scene.script().leave()
    return scene.script().redirect(scene.url("queue"))


def left(scene: Scene) -> Script:
    """Out of the queue: called back, or on to the phones; a queue that is full or fails is no reason to be lost."""
    if scene.call.stage == "callback":
        return nobody_answered(scene, "voice_callback")
    if scene.event.values.get("QueueResult") not in ("leave", "redirected", None):
        return nobody_answered(scene)
    if scene.conversation.owner == "bot":
        return scene.listen(scene.unsaid())
    return ring(scene, [*scene.unsaid(), scene.words("voice_connecting")])


# -- the colleague's leg -------------------------------------------------------------------------------------------


def whisper(scene: Scene) -> Script:
    """Who calls and why, for the colleague's ear; any key takes the call, none leaves it to the next phone."""
    if scene.call.ended_at:
        return scene.script().say(scene.words("voice_whisper_gone")).hangup()
    script = scene.script().keys([_summary(scene)], scene.url("connect", other_leg=True), KEY_SECONDS)
    return script.say(scene.words("voice_whisper_unanswered")).hangup()


def connect(scene: Scene) -> Script:
    """Somebody pressed a key: an empty answer puts the two through."""
    if scene.call.ended_at or not scene.event.digits:
        return scene.script().say(scene.words("voice_whisper_gone")).hangup()
    phone = calls.phone_to_ring(scene.work, scene.call, scene.conversation)
    if phone:
        calls.put_through(scene.work, scene.call, scene.conversation, phone)
    return scene.script()


def _summary(scene: Scene) -> str:
    work, conversation = scene.work, scene.conversation
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    name = (case.contact_name if case else "") or (conversation.customer.name if conversation.customer else "")
    told = ""
    if case:
        kind = phrase(work.kb, f"type_{case.type}")
        told = phrase(work.kb, "voice_whisper_case", type=kind, level=case.level, number=case.number)
    return scene.words(
        "voice_whisper",
        who=name or _number(scene),
        what=(case.description if case and case.complaint_id is None else "")
        or _told(scene)
        or conversation.handoff_reason,
        case=told,
    )


def _told(scene: Scene) -> str:
    """The most telling of what the caller said last; of a complaint nothing, whoever picks up (R41)."""
    rows = select(Message.text).where(
        Message.conversation_id == scene.conversation.id,
        Message.direction == "in",
        Message.author == "customer",
        Message.complaint_id.is_(None),
    )
    newest = scene.work.session.scalars(rows.order_by(Message.seq.desc()).limit(LOOKED_BACK))
    return max(newest, key=len, default="")[:LONGEST_TOLD]


def _number(scene: Scene) -> str:
    phone = scene.call.from_phone
    if not phone:
        return phrase(scene.work.kb, "voice_whisper_hidden")
    return phrase(scene.work.kb, "voice_whisper_caller", phone=phone_to_reach(scene.work, scene.conversation))
