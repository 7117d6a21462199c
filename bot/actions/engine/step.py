"""One step of the dialogue: from the state and what was understood to a new state, deeds, and words.

It needs no Rasa. The deeds are done in the turn's transaction; the words are returned.
"""

from bot.actions.engine import interruptions
from bot.actions.engine.turn import REMEMBERED, DialogueTurn
from bot.actions.registry import TASKS, route

MOST_TASKS = 5  # one after the other in one turn; more do not come to rest


def take(turn: DialogueTurn) -> None:
    """Goes on with the task in hand, else does what the message asks for; what follows from it is done as well.

    RuntimeError when the tasks do not come to rest.
    """
    interruptions.sync_from_human_turns(turn)
    _take(turn)
    interruptions.handle_displeasure(turn)
    state = turn.state
    if not turn.open:
        state.task = ""
    turn.conversation.flow = state.task
    state.used = [*(line["text"] for line in reversed(turn.said)), *state.used][:REMEMBERED]


def _take(turn: DialogueTurn) -> None:
    if not turn.task:
        found = route(turn)
        if isinstance(found, str):
            turn.state.task, turn.state.asked = found, ""
        else:
            found.take(turn)
            if turn.open or not turn.follow:
                return
            turn.begin_next()
    for _ in range(MOST_TASKS):
        turn.took.append(turn.task)
        TASKS[turn.task].take(turn)
        if turn.open or not turn.follow:
            return
        turn.begin_next()
    raise RuntimeError(f"tasks without end: {turn.took}")
