"""A wish that is named only to say that it is not meant is none: 不是发票，我问的是维修."""

from bot.actions.engine.task_of_intent import REQUEST_OF, TASK_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.engine.wordlists import words
from language.denials import PEOPLE, asks_back, refusal

SURE = 0.9  # that no wish is left


def drop(turn: DialogueTurn) -> None:
    """Leaves `turn.heard` being what its other clauses are; where there are no others, a plain no.

    What is said against the task in hand stays: it is for the task to hear.
    """
    if turn.pressed:
        return
    parts = turn.heard.parts()
    others = [part for part in parts if not is_denied(part) or _is_of_task_in_hand(turn, part)]
    if len(others) == len(parts):
        return
    intent, confidence = turn.intent, turn.confidence
    if not others:
        intent, confidence = "deny", SURE
    elif intent in {part.intent for part in parts if part not in others}:
        main = max(others, key=lambda part: part.confidence)
        intent, confidence = main.intent, main.confidence
    clauses = tuple(others) if len(others) > 1 else ()
    turn.heard = turn.heard.model_copy(update={"intent": intent, "confidence": confidence, "clauses": clauses})


def is_denied(part: Understanding) -> bool:
    """Whether a clause says of the wish it was taken for that it is not wanted."""
    called = _called(part.intent)
    return bool(called) and refusal(called).search(part.text) is not None and not asks_back(part.text)


def _called(intent: str) -> tuple[str, ...]:
    """What the wish of an intent is called."""
    if intent == "request_human":
        return PEOPLE
    kind = REQUEST_OF.get(intent)
    of = words()["case_types"].get(kind) if kind else words()["task_words"].get(TASK_OF.get(intent))
    return tuple(of or ())


def _is_of_task_in_hand(turn: DialogueTurn, part: Understanding) -> bool:
    return bool(turn.task) and TASK_OF.get(part.intent) == turn.task
