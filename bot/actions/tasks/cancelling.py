"""Cancelling a visit; where none is booked, the case itself, as long as nobody has begun to work on it."""

from bot.actions.engine import formatting
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.cases.lifecycle import allowed, move
from helpline.dispatch import on_file, visits
from helpline.tables import Case
from helpline.tables.states import CaseStatus


def ask(turn: DialogueTurn, case: Case) -> bool:
    """Asks whether they are sure; False when there is nothing to cancel, which is then said."""
    booked = visits.current(turn.work, case)
    if booked:
        buttons = [(turn.words("button_cancel_visit"), "/affirm"), (turn.words("button_keep"), "/deny")]
        turn.ask("cancel_sure", "ask_cancel_visit", buttons, window=formatting.visit(turn, booked))
    elif CaseStatus.CANCELLED in allowed(case.status, "customer"):
        buttons = [(turn.words("button_cancel_case"), "/affirm"), (turn.words("button_keep_case"), "/deny")]
        turn.ask("cancel_sure", "ask_cancel_case", buttons, number=case.number, story=case.description[:20])
    else:
        turn.say("no_visit", number=case.number)
        return False
    return True


def answered(turn: DialogueTurn, case: Case) -> bool:
    """Does what the answer says; False when it was none and the question was asked again."""
    answer = False if mentions(turn.text, "keep_visit") and not turn.pressed else turn.yes()
    booked = visits.current(turn.work, case)
    if answer is None and not mentions(turn.text, "cancel_visit"):
        return not ask(turn, case)
    if answer is False:
        turn.say("visit_kept" if booked else "case_kept", number=case.number)
    elif booked:
        visits.cancel(turn.work, case, turn.words_about(case), turn.conversation)
        turn.say("visit_cancelled", number=case.number)
    else:
        move(turn.work, case, CaseStatus.CANCELLED, turn.words_about(case))
        on_file.tell(turn.work, case, turn.conversation, "case_cancelled_notice")
        turn.say("case_cancelled", number=case.number)
    return True
