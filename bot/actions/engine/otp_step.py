"""Showing who one is by a code sent to the phone: wherever codes can be sent, facts on file do not do instead."""

import re

from bot.actions.engine.hand_off import call_human
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.conversations import locked_proof, one_time_codes
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.one_time_codes import Check, Sending
from helpline.core.phone import SMS, VOICE, shown
from kb.models.escalation import Trigger
from language.facts.normalise import normalise

SLOT = "code"
_CODE = re.compile(rf"(?<!\d)\d(?:[ -]?\d){{{one_time_codes.DIGITS - 1}}}(?!\d)")


def can_ask(turn: DialogueTurn, phone: str | None) -> bool:
    """Whether a code can be sent to the phone."""
    return bool(phone) and one_time_codes.reaches(turn.work, str(phone), turn.runtime.channels)


def ask(turn: DialogueTurn, phone: str) -> None:
    """Sends a code and asks for it; where no more may be sent now, a human goes on."""
    sending = one_time_codes.send(turn.work, turn.conversation, phone)
    if sending == Sending.REFUSED:
        _refused(turn, "code_refused")
    elif sending == Sending.SENT:
        _ask(turn, "ask_code", phone, sending)
    elif one_time_codes.open_code(turn.work, turn.conversation):
        _ask(turn, "code_wait", phone, sending)
    else:  # the one just sent was asked for elsewhere
        _ask(turn, "code_soon", phone, sending)


def take(turn: DialogueTurn) -> bool:
    """Whether the message dealt with the code that was asked for; a right one makes the conversation theirs."""
    told = _CODE.findall(normalise(turn.text))
    if told:
        _check(turn, re.sub(r"\D", "", told[-1]))
    elif mentions(turn.text, "another_code"):
        ask(turn, turn.get("phone"))
    elif mentions(turn.text, "no_code"):
        human = (turn.words("button_human"), "/request_human")
        turn.ask_again(SLOT, "code_needed", [_another(turn), human])
    else:
        return False
    return True


def _check(turn: DialogueTurn, told: str) -> None:
    checked = one_time_codes.check(turn.work, turn.conversation, told, turn.get("name"))
    if checked == Check.RIGHT:
        turn.say("code_right")
    elif checked == Check.LOCKED:
        _refused(turn, "proof_locked")
    else:
        open_code = one_time_codes.open_code(turn.work, turn.conversation)
        turn.ask_again(SLOT, "code_wrong" if open_code else "code_expired", _buttons(turn))


def _refused(turn: DialogueTurn, id: str) -> None:
    """No more codes or guesses now: a human goes on, or it is told from when they may be tried again."""
    if locked_proof.may_hand_over(turn.work, turn.conversation):
        turn.say(id)
        call_human(turn, Trigger.IDENTITY_FAILED)
    else:
        turn.say_text(locked_proof.words(turn.work, turn.conversation, turn.get("phone")))
        turn.end()


def own_phone(turn: DialogueTurn) -> str | None:
    """The phone they write or call from: asked for no more. It is a claim, for both can be forged."""
    if turn.conversation.channel == SMS:
        return shown(turn.conversation.external_id)
    if turn.conversation.channel == VOICE:
        return phone_to_reach(turn.work, turn.conversation) or None
    return None


def _ask(turn: DialogueTurn, id: str, phone: str, sending: Sending) -> None:
    minutes = turn.runtime.kb.policies.delivery.codes.minutes
    turn.ask(SLOT, id, _buttons(turn), of=sending, tail=phone[-4:], minutes=minutes)


def _buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    return [_another(turn), (turn.words("button_no_code"), "/inform")]


def _another(turn: DialogueTurn) -> tuple[str, str]:
    return turn.words("button_another_code"), "/inform"
