"""A human is wanted (R23): handed over with everything known; a complaint that was begun is filed first."""

from bot.actions.turn import Turn
from cases import escalation
from cases.tables import Case
from kb.escalation_models import Trigger


def call_human(turn: Turn, on: Trigger = Trigger.HUMAN_REQUESTED, count: int | None = None) -> None:
    """Hands over, tells the customer what to expect, and ends the flow."""
    conversation = turn.conversation
    case = turn.work.session.get(Case, conversation.case_id) if conversation.case_id else None
    if case and case.status in ("closed", "cancelled"):
        case = None
    outcome = escalation.fire(turn.work, on, conversation=conversation, case=case, count=count, turn_id=turn.id)
    if outcome and outcome.tell:
        turn.say_text(outcome.tell)
    else:
        turn.say("handoff_human_requested")
    turn.end()
