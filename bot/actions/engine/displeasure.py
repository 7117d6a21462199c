"""Displeasure (R23): how displeased the customer is, and what the rules do about it."""

from bot.actions.engine.hand_off import call_human, case_in_hand
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.proof import customer_of
from helpline.escalation import rules as escalation
from kb.models.escalation import Does, EscalationRule, Trigger

ANSWER_IT_THEMSELVES = frozenset({"complain", "closure", "survey"})  # tasks


def handle(turn: DialogueTurn) -> None:
    """Strong, and a human takes over; some, and a human is offered, once a day."""
    if turn.conversation.owner != "bot" or ANSWER_IT_THEMSELVES & set(turn.took):
        return
    rule = _rule(turn)
    if rule is None:
        return
    if rule.do == Does.HAND_OFF:
        turn.said.clear()
        call_human(turn, Trigger.DISPLEASURE)
    elif turn.get("human_offered") != str(turn.work.today):
        turn.put("human_offered", str(turn.work.today))
        turn.say(rule.tell, [(turn.words("button_human"), "/request_human")])


def needs_human_at_once(turn: DialogueTurn) -> bool:
    """Whether the customer is so displeased that the rules hand over."""
    rule = _rule(turn)
    return rule is not None and rule.do == Does.HAND_OFF


def _rule(turn: DialogueTurn) -> EscalationRule | None:
    if turn.pressed:
        return None
    conversation = turn.conversation
    customer = customer_of(turn.work, conversation)
    grade = customer.grade if customer else None
    case = case_in_hand(turn)
    facts = escalation.Facts(displeasure=conversation.displeasure, grade=grade, case_type=case.type if case else None)
    return escalation.match(turn.runtime.kb.policies.escalation.rules, Trigger.DISPLEASURE, facts)
