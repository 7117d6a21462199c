"""A human is wanted (R23): handed over with everything known; a complaint that was begun is filed first."""

from bot.actions.engine.turn import DialogueTurn
from helpline.cases.complaints import filed_words, told_case, told_key
from helpline.escalation import rules
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE
from kb.models.escalation import Trigger


def call_human(turn: DialogueTurn, on: Trigger = Trigger.HUMAN_REQUESTED, count: int | None = None) -> None:
    """Hands over, tells the customer what to expect, and ends the flow."""
    complaint = told_case(turn.work, turn.conversation, turn.id)
    if complaint and complaint.idempotency_key == told_key(turn.id):
        turn.say_text(filed_words(turn.work, complaint))
    case = complaint or case_in_hand(turn)
    outcome = rules.fire(turn.work, on, conversation=turn.conversation, case=case, count=count, turn_id=turn.id)
    if outcome and outcome.tell:
        turn.say_text(outcome.tell)
    else:
        turn.say("handoff_human_requested")
    turn.end()


def count_not_understood(turn: DialogueTurn) -> None:
    """Not understood once more; when the rules say it is enough, a human takes over instead of asking again."""
    turn.conversation.misunderstood += 1
    count = turn.conversation.misunderstood
    known = turn.runtime.kb.policies.escalation.rules
    if rules.match(known, Trigger.NOT_UNDERSTOOD, rules.Facts(count=count)):
        turn.said.clear()
        call_human(turn, Trigger.NOT_UNDERSTOOD, count=count)


def case_in_hand(turn: DialogueTurn) -> Case | None:
    """The conversation's case, unless it is over."""
    case = turn.work.session.get(Case, turn.conversation.case_id) if turn.conversation.case_id else None
    return None if case is None or case.status in FINISHED_CASE else case
