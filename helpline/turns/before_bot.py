"""What the gateway does by itself: emergencies, conversations a human owns, pictures, and a bot that fails.

None of it needs Rasa, so no customer is stranded by it.
"""

import re
from datetime import timedelta

from sqlalchemy import select

from connectors.contract.inbound import Kind
from helpline.cases.complaints import filed_words, reached, told_beside, told_case, told_key
from helpline.cases.emergency import complete, noted_words, report_emergency
from helpline.conversations.customer_leaves import leave
from helpline.conversations.messages import last_said, say
from helpline.conversations.ownership import answered_elsewhere, expectation
from helpline.core.phone import VOICE
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import page_replies
from helpline.escalation import rules
from helpline.tables import Conversation, Message, Turn
from helpline.turns import false_alarm
from helpline.turns.hearing import Heard
from kb.models.escalation import Trigger
from language.denials import declines_people

ACKNOWLEDGE_EVERY = timedelta(seconds=20)
# Handed over for nothing but a wish for people, or because the bot did not understand.
BACK_ON_WORD = frozenset({"human_requested", "human_requested_grade", "not_understood"})
NOT_WORDS = re.compile(r"\W+")


def settles(work: UnitOfWork, conversation: Conversation, turn: Turn, burst: list[Message], heard: Heard) -> bool:
    """Whether the burst was settled without asking the bot."""
    # Of a colleague: their words of danger are no new alarm.
    answered = page_replies.heard(work, conversation, turn.text)
    if answered is not None:
        say(work, conversation, answered, turn_id=turn.id)
        turn.outcome = "answered"
        return True
    if heard.danger is not None:
        _, told = report_emergency(work, conversation, heard.danger, turn.text, turn.id, turn.id, dict(heard.facts))
        turn.outcome, turn.intent, turn.confidence = "handed_off", "emergency", 1.0
        if conversation.owner != "agent":  # an agent who is there speaks for themselves, and is alerted
            for text in told:
                say(work, conversation, text, author="bot", turn_id=turn.id)
        return True
    at_desk = conversation.owner == "agent"
    if not at_desk and not turn.payload and burst and _wants_to_leave(work, conversation, burst[-1].text):
        anew = leave(work, conversation)
        if anew.id != conversation.id:
            say(work, anew, phrase(work.kb, "talk_left"), author="bot")
        turn.outcome = "answered"
        return True
    waits = conversation.owner == "queue"
    if waits and conversation.handoff_rule in BACK_ON_WORD and declines_people(turn.text):
        answered_elsewhere(work, conversation)
        say(work, conversation, phrase(work.kb, "person_declined"), author="bot", turn_id=turn.id)
        turn.outcome = "answered"
        return True
    if waits and false_alarm.withdrawn(work, conversation, turn):
        return False
    if conversation.owner != "bot":
        facts = dict(heard.facts)
        noted = complete(work, conversation, facts) if waits else {}  # to its case at once
        beside = told_beside(work, conversation, turn.id, burst)
        if noted:
            say(work, conversation, noted_words(work, conversation, noted), author="bot", turn_id=turn.id)
        elif waits and (reached_by := reached(work, conversation, facts)):
            say(work, conversation, reached_by, author="bot", turn_id=turn.id)
        elif waits and not beside and not false_alarm.asked(work, conversation, turn):
            _acknowledge(work, conversation, turn)
        turn.outcome = "kept"
        return True
    unreadable = bool(burst) and all(message.kind == Kind.OTHER for message in burst)
    if unreadable or not turn.text and not turn.payload:
        said = "voice_unheard" if any(message.kind == Kind.VOICE for message in burst) else "picture_received"
        said = "unreadable" if unreadable else said
        used = last_said(work, conversation, 2)
        say(
            work,
            conversation,
            phrase(work.kb, said, used, hotline=work.kb.company.hotline),
            author="bot",
            turn_id=turn.id,
        )
        turn.outcome = "answered"
        return True
    return False


def _wants_to_leave(work: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether the words say that somebody else uses the account from now on; who calls just hangs up."""
    return conversation.channel != VOICE and NOT_WORDS.sub("", text) in work.kb.policies.identity.leaving


def _acknowledge(work: UnitOfWork, conversation: Conversation, turn: Turn) -> None:
    """A waiting customer who writes on hears that it arrived and where they stand, now and then."""
    newest = work.session.scalars(
        select(Message.created_at)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(1)
    ).first()
    if newest is None or abs(work.now - newest) >= ACKNOWLEDGE_EVERY:
        used = last_said(work, conversation, 3)
        text = phrase(work.kb, "queue_received", used) + expectation(work, conversation)
        say(work, conversation, text, turn_id=turn.id)


def bot_failed(work: UnitOfWork, conversation: Conversation, turn: Turn, away: bool) -> None:
    """The bot gave no answer: a human is to take over, and the customer is told so; a complaint they told is filed.

    Was it `away`, it may have the turn back, once (`helpline/turns/bot_back.py`). A talk that the turn itself handed
    over stays where it was put: only the bot's words about it were lost.
    """
    turn.outcome = "handed_off"
    told = phrase(work.kb, "bot_failed", last_said(work, conversation, 2))
    if conversation.owner == "queue":
        told = f"{told}\n{expectation(work, conversation)}"
    else:
        complaint = told_case(work, conversation, turn.id)
        if complaint and complaint.idempotency_key == told_key(turn.id):
            say(work, conversation, filed_words(work, complaint), turn_id=turn.id)
        again = turn.id if away and turn.returned_at is None and complaint is None else ""
        outcome = rules.fire(work, Trigger.BOT_FAILED, conversation=conversation, case=complaint, turn_id=again)
        told = outcome.tell if outcome and outcome.tell else told
    say(work, conversation, told, turn_id=turn.id)


def tell_booting(work: UnitOfWork, conversation: Conversation) -> None:
    """Rasa is still starting: the customer hears that the message is kept."""
    used = last_said(work, conversation, 2)
    say(work, conversation, phrase(work.kb, "bot_booting", used))
