"""Whether what is reported is the matter of a case that is under way (R23): asked once, and then joined to it."""

from bot.actions.engine import formatting
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from helpline.cases.filing import customer_chased
from helpline.cases.lifecycle import CaseType
from helpline.cases.queries import case_numbered
from helpline.cases.told_twice import same_among
from helpline.customers.identity import open_cases
from helpline.customers.serials import own_machine
from helpline.tables import Case

SLOT = "same_case"


def asks(turn: DialogueTurn) -> bool:
    """Whether it was asked now."""
    if turn.get(SLOT) or turn.get("service_type") != "repair" or not turn.get("product"):
        return False
    mine = own_machine(turn.work, turn.conversation, turn.get("serial"))
    known = open_cases(turn.work, turn.conversation)
    same = same_among(known, turn.get("product"), str(turn.get("symptom")), mine.id if mine else None)
    if same is not None:
        _ask(turn, same, "ask_same_case", "button_other", product=formatting.product(turn))
    return same is not None


def asks_of_request(turn: DialogueTurn, type: CaseType) -> bool:
    """Whether it was asked now, because a request of this type for such a product was filed in this very talk."""
    if turn.get(SLOT) or not turn.get("product"):
        return False
    for case in open_cases(turn.work, turn.conversation):
        here = case.conversation_id == turn.conversation.id
        if here and case.type == type and case.category == turn.get("product"):
            _ask(turn, case, "ask_same_request", "button_another", kind=formatting.kind(turn, case))
            return True
    return False


def _ask(turn: DialogueTurn, case: Case, question: str, other: str, **values: str) -> None:
    turn.put("case_number", case.number)
    buttons = [(turn.words("button_same"), "/affirm"), (turn.words(other), "/deny")]
    turn.ask(SLOT, question, buttons, number=case.number, status=formatting.status(turn, case), **values)


def answered(turn: DialogueTurn) -> Case | None:
    """The case it belongs to; None when it is another matter, or was not understood and is asked again."""
    other = turn.yes() is False or mentions(turn.text, "another_matter") and not turn.pressed
    if not other and not turn.yes() and not mentions(turn.text, "same_matter"):
        turn.not_understood = True
        return None
    turn.put(SLOT, "other" if other else "same")
    if other:
        turn.put("case_number", None)
        return None
    return case_numbered(turn.work, turn.get("case_number"))


def join(turn: DialogueTurn, case: Case, told: str) -> None:
    """What was told is a contact about the case, which may call people."""
    outcome = customer_chased(turn.work, case, told, turn.id, turn.conversation)
    if outcome and turn.conversation.owner == "queue":
        turn.say_text(outcome.tell)
    else:
        turn.say("same_case_noted", of=case, number=case.number)
