"""Danger told outside any flow."""

from bot.actions import controls
from bot.actions.base import OneTurn
from bot.actions.turn import Turn

QUESTION = "emergency_unsure"


class ActionEmergency(OneTurn):
    """Reached only when it is not sure that there is danger (`controls.danger`): asks, with advice and a button."""

    action = "action_emergency"

    def answer(self, turn: Turn) -> None:
        turn.say(QUESTION, [(turn.words("button_danger"), "/emergency"), (turn.words("button_fault"), "/report_fault")])


def confirmed(turn: Turn) -> bool:
    """Whether this message is a yes to that question; then the alarm is raised."""
    if turn.yes() is not True or not set(turn.used[:2]) & set(turn.runtime.kb.phrases[QUESTION]):
        return False
    controls.report_danger(turn)
    return True
