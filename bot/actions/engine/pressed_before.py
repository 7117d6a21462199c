"""A button belongs to the question it was offered with: pressed after that was answered, it does nothing again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.actions.engine.turn import DialogueTurn

if TYPE_CHECKING:
    from bot.actions.engine.base import Task


def answered(turn: DialogueTurn, tasks: Mapping[str, "Task"]) -> bool:
    """Whether the message is a button of an earlier question; it is then told what became of that, and what is open now
    is asked again.
    """
    pressed = turn.value("offer")
    if not turn.pressed or pressed is None or pressed == turn.state.offer:
        return False
    offer = next((one for one in turn.state.offers if one.id == pressed), None)
    if offer is not None and offer.became:
        turn.say_text(offer.became)
    else:
        turn.say("button_used")
    if turn.task:
        tasks[turn.task].advance(turn)
    return True
