"""Cancelling a visit; where none is booked, the case itself, as long as nobody has begun to work on it."""

from bot.actions.engine import formatting
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.cases.lifecycle import allowed, move
from helpline.dispatch import customer_booking, tell_customer_on_file
from helpline.tables import Case
from helpline.tables.states import CaseStatus


def ask(turn: DialogueTurn, case: Case) -> bool:
    """Asks whether they are sure; False when there is nothing to cancel, which is then said."""
    booked = customer_booking.current(turn.work, case)
    may_withdraw = CaseStatus.CANCELLED in allowed(case.status, "customer")
    if mentions(turn.text, "whole_case") and may_withdraw:
        turn.put("cancel_whole", True)
    if booked and turn.get("cancel_whole"):
        buttons = [(turn.words("button_cancel_case"), "/affirm"), (turn.words("button_keep"), "/deny")]
        turn.ask("cancel_sure", "ask_cancel_both", buttons, window=formatting.visit(turn, booked), number=case.number)
    elif booked:
        buttons = [(turn.words("button_cancel_visit"), "/affirm"), (turn.words("button_keep"), "/deny")]
        turn.ask("cancel_sure", "ask_cancel_visit", buttons, window=formatting.visit(turn, booked))
    elif may_withdraw:
        buttons = [(turn.words("button_cancel_case"), "/affirm"), (turn.words("button_keep_case"), "/deny")]
        turn.ask("cancel_sure", "ask_cancel_case", buttons, number=case.number, story=case.description[:20])
    else:
        turn.say("no_visit", number=case.number)
        return False
    return True


def answered(turn: DialogueTurn, case: Case) -> bool:
    """Does what the answer says; False when it was none and the question was asked again."""
    answer = turn.yes()
    if not turn.pressed and mentions(turn.text, "keep_visit"):
        answer = False
    elif not turn.pressed and mentions(turn.text, "cancel_visit"):  # 不用来了 is a yes to "shall it be cancelled?"
        answer = True
    booked = customer_booking.current(turn.work, case)
    if answer is None:
        return not ask(turn, case)
    if answer is False:
        turn.say("visit_kept" if booked else "case_kept", number=case.number)
        return True
    why = turn.words_about(case)
    whole = not booked or turn.get("cancel_whole")
    taken_back = customer_booking.cancel(turn.work, case, why, turn.conversation) if booked else None
    if whole:
        move(turn.work, case, CaseStatus.CANCELLED, why)
        tell_customer_on_file.tell(turn.work, case, turn.conversation, "case_cancelled_notice")
    turn.became("book_visit", words=turn.words("became_cancelled", number=case.number))
    id = "both_cancelled" if booked and whole else "visit_cancelled" if booked else "case_cancelled"
    turn.say(id, of=case if whole else taken_back, number=case.number)
    return True
