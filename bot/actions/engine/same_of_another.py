"""What is said to an answer that was just given: that another thing was meant, or the same asked of another."""

from bot.actions.engine import which_case
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.identity import open_cases
from language.denials import objects
from language.questions import of_another

OF_A_CASE = frozenset({"check_progress", "book_visit"})  # tasks
OF_A_MACHINE = frozenset({"check_warranty"})
OWN_WISH = frozenset({"emergency", "complain", "request_human", "request_return", "request_part"})


def belongs(turn: DialogueTurn) -> bool:
    """Whether the task that was done last is to be done again, of what is meant now."""
    if turn.pressed or turn.intent in OWN_WISH:
        return False
    if turn.state.last in OF_A_MACHINE:
        return of_another(turn.text)
    if turn.state.last not in OF_A_CASE or not (objects(turn.text) or of_another(turn.text)):
        return False
    return bool(which_case.named(turn, open_cases(turn.work, turn.conversation)))
