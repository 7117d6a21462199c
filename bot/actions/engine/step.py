"""One step of the dialogue: from the state and what was understood to a new state, deeds, and words.

It needs no Rasa. The deeds are done in the turn's transaction; the words are returned.
"""

from bot.actions.answers import side_questions
from bot.actions.engine import (
    agenda,
    danger,
    denied,
    displeasure,
    not_a_but_b,
    pressed_before,
    same_of_another,
    slot_filling,
    task_exit,
    visit_meant,
    which_case,
)
from bot.actions.engine.turn import REMEMBERED, DialogueTurn
from bot.actions.registry import TASKS, route

MOST_TASKS = 6  # one after the other in one turn; more do not come to rest


def take(turn: DialogueTurn) -> None:
    """Goes on with the task in hand, else does what the message asks for; what follows from it is done as well.

    RuntimeError when the tasks do not come to rest.
    """
    slot_filling.forget_old_facts(turn)
    slot_filling.sync_from_human_turns(turn)
    if not pressed_before.answered(turn, TASKS):
        _take(turn)
    displeasure.handle(turn)
    slot_filling.date_facts(turn)
    state = turn.state
    state.last = turn.took[-1] if turn.took else state.last if turn.pressed else ""
    if not turn.open:
        state.task = ""
    if turn.conversation.owner != "bot":
        state.agenda, state.resume = [], ""  # people see what was said, and do all of it
    turn.conversation.flow = state.task
    state.used = [*(line["text"] for line in reversed(turn.said)), *state.used][:REMEMBERED]


def _take(turn: DialogueTurn) -> None:
    turn.heard = not_a_but_b.without_wrong(turn.heard)
    denied.drop(turn)
    if turn.task and TASKS[turn.task].has_lapsed(turn):
        TASKS[turn.task].done(turn)
        turn.begin_next()
    if turn.task:
        agenda.set_aside(turn)
    else:
        agenda.divide(turn)
    for _ in range(MOST_TASKS):
        if not turn.task and not _begin(turn):
            return
        turn.took.append(turn.task)
        TASKS[turn.task].take(turn)
        if turn.open or turn.conversation.owner != "bot":
            return
        if turn.anew is not None:
            turn.heard, turn.anew, turn.follow = turn.anew, None, ""
        elif not turn.follow and not agenda.next_wish(turn):
            return
        turn.begin_next()
    raise RuntimeError(f"tasks without end: {turn.took}")


def _begin(turn: DialogueTurn) -> bool:
    """Whether the message begins a task; else it was answered."""
    if danger.was_asked(turn) and danger.heard(turn):
        return False
    if danger.denied(turn):
        turn.heard = turn.heard.model_copy(update={"intent": "report_fault", "pressed": True})
    elif visit_meant.changes(turn):
        turn.heard = turn.heard.model_copy(update={"intent": "change_visit"})
    elif which_case.asked_after(turn):
        turn.heard = turn.heard.model_copy(update={"intent": "check_progress"})
    elif task_exit.praised(turn):
        turn.heard = turn.heard.model_copy(update={"intent": "praise"})
    elif same_of_another.belongs(turn):
        turn.state.task, turn.state.asked = turn.state.last, ""
        return True
    elif not (turn.fact("fault") or turn.fact("product") or turn.fact("model")) and side_questions.asked_by_words(turn):
        return False
    found = route(turn)
    if isinstance(found, str):
        turn.state.task, turn.state.asked = found, ""
        return True
    found.take(turn)
    if turn.open or not turn.follow:
        return False
    turn.begin_next()
    return True
