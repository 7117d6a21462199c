"""Whether a message outside of any task is about a visit that is booked, whatever it was taken for."""

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.customers.identity import open_cases
from helpline.dispatch import customer_booking


def changes(turn: DialogueTurn) -> bool:
    """Whether it is given up, or another time is told for it."""
    return _given_up(turn) or _moved(turn)


def _given_up(turn: DialogueTurn) -> bool:
    """Whether outside of any task a booked visit, or the whole case, is not wanted any more: 还是不来了，取消."""
    whole = mentions(turn.text, "whole_case")  # 空调自己好了，不用来了 is no report, whatever it was taken for
    meant = turn.intent in ("cancel", "deny", "inform") or whole and turn.intent == "report_fault"
    gives_up = meant and not turn.pressed and mentions(turn.text, "cancel_visit")
    if not gives_up or mentions(turn.text, "keep_visit"):
        return False
    known = open_cases(turn.work, turn.conversation)
    return any(whole or customer_booking.current(turn.work, case) for case in known)


def _moved(turn: DialogueTurn) -> bool:
    """Whether another time told after a visit was booked or looked up is for that visit: 要不还是周三."""
    told = turn.intent in ("inform", "out_of_scope", "nlu_fallback") and turn.fact("time") and not turn.pressed
    if not told or turn.state.last not in ("book_visit", "check_progress"):
        return False
    return any(customer_booking.current(turn.work, case) for case in open_cases(turn.work, turn.conversation))
