"""Showing who one is by a code sent to the phone, where text messages are on; facts on file serve otherwise."""

import re

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.conversations import one_time_codes
from helpline.conversations.channel_selection import phone_to_reach
from helpline.core.phone import SMS, VOICE, is_mobile, shown
from language.facts.normalise import normalise

SLOT = "code"
GIVEN_UP = "no_code"
_CODE = re.compile(rf"(?<!\d)\d(?:[ -]?\d){{{one_time_codes.DIGITS - 1}}}(?!\d)")


def ask(turn: DialogueTurn, phone: str) -> bool:
    """Sends a code and asks for it; False when the phone gets none, so that facts on file must do."""
    if not is_mobile(phone) or SMS not in turn.runtime.channels or turn.get("proof_by") == GIVEN_UP:
        return False
    sending = one_time_codes.send(turn.work, turn.conversation, phone)
    if sending == one_time_codes.Sending.REFUSED:
        return False
    if sending == one_time_codes.Sending.WAIT and one_time_codes.open_code(turn.work, turn.conversation) is None:
        return False  # the one just sent was asked for by somebody else
    _ask(turn, "ask_code" if sending == one_time_codes.Sending.SENT else "code_wait", phone)
    return True


def take(turn: DialogueTurn) -> bool:
    """Whether the message dealt with the code that was asked for; a right one makes the conversation theirs."""
    told = _CODE.findall(normalise(turn.text))
    if told:
        checked = one_time_codes.check(turn.work, turn.conversation, re.sub(r"\D", "", told[-1]))
        if checked == one_time_codes.Check.RIGHT:
            turn.say("code_right")
        elif checked == one_time_codes.Check.WRONG and one_time_codes.open_code(turn.work, turn.conversation):
            turn.ask_again(SLOT, "code_wrong", _buttons(turn))
        else:
            turn.say("code_expired")
            turn.put("proof_by", GIVEN_UP)
        return True
    if mentions(turn.text, "another_code"):
        if not ask(turn, turn.get("phone")):
            turn.put("proof_by", GIVEN_UP)
        return True
    if mentions(turn.text, "no_code"):
        turn.put("proof_by", GIVEN_UP)
        return True
    return False


def own_phone(turn: DialogueTurn) -> str | None:
    """The phone they write or call from: asked for no more, read back before it is used. Of a caller it is a claim."""
    if turn.conversation.channel == SMS:
        return shown(turn.conversation.external_id)
    if turn.conversation.channel == VOICE:
        return phone_to_reach(turn.work, turn.conversation) or None
    return None


def _ask(turn: DialogueTurn, id: str, phone: str) -> None:
    turn.ask(SLOT, id, _buttons(turn), tail=phone[-4:], minutes=turn.runtime.kb.policies.delivery.codes.minutes)


def _buttons(turn: DialogueTurn) -> list[tuple[str, str]]:
    return [(turn.words("button_another_code"), "/inform"), (turn.words("button_no_code"), "/inform")]
