"""The way back from an alarm that was none (R22): who raised it is asked, and only their yes withdraws it.

As long as nobody has begun with it: afterwards it is for people to say.
"""

import json

from sqlalchemy import exists, select

from helpline.cases.emergency import running
from helpline.cases.lifecycle import move
from helpline.conversations.messages import last_said, say
from helpline.conversations.ownership import answered_elsewhere
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.tables import Case, Conversation, PageRound, Turn
from helpline.tables.page import RoundState
from helpline.tables.states import CaseStatus
from kb.emergency import takes_back
from language.facts.normalise import normalise
from language.facts.yes_no import yes_no

QUESTION = "emergency_withdraw"
FAULT, DANGER = "/report_fault", "/emergency"  # what the buttons say


def asked(work: UnitOfWork, conversation: Conversation, turn: Turn) -> bool:
    """Whether the customer takes the alarm back; they are then asked whether they are sure."""
    if turn.payload or _withdrawable(work, conversation) is None or not takes_back(work.kb, normalise(turn.text)):
        return False
    titles = ((phrase(work.kb, "button_fault"), FAULT), (phrase(work.kb, "button_danger"), DANGER))
    buttons = [{"title": title, "payload": payload} for title, payload in titles]
    say(work, conversation, phrase(work.kb, QUESTION), author="bot", buttons=buttons, turn_id=turn.id)
    return True


def withdrawn(work: UnitOfWork, conversation: Conversation, turn: Turn) -> bool:
    """Whether they are sure: the alarm's case is cancelled, and the bot goes on with what is left, a plain fault."""
    case = _withdrawable(work, conversation)
    if case is None or not _confirms(work, conversation, turn):
        return False
    move(work.as_(CUSTOMER), case, CaseStatus.CANCELLED, turn.text)
    answered_elsewhere(work, conversation)
    say(work, conversation, phrase(work.kb, "emergency_withdrawn", number=case.number), author="bot", turn_id=turn.id)
    turn.payload = FAULT + (json.dumps({"product": case.category}) if case.category else "")
    return True


def _confirms(work: UnitOfWork, conversation: Conversation, turn: Turn) -> bool:
    was_asked = bool(set(last_said(work, conversation, 1)) & set(work.kb.phrases[QUESTION]))
    if turn.payload:
        return was_asked and turn.payload == FAULT
    return was_asked and (yes_no(turn.text) is True or takes_back(work.kb, normalise(turn.text)))


def _withdrawable(work: UnitOfWork, conversation: Conversation) -> Case | None:
    case = running(work, conversation)
    if case is None or case.status != CaseStatus.NEW or case.owner_id is not None:
        return None
    taken = exists().where(PageRound.case_id == case.id, PageRound.state == RoundState.ANSWERED)
    return None if work.session.scalar(select(taken)) else case
