"""The customer wants a human."""

from bot.actions.engine.base import OneTurn
from bot.actions.engine.hand_off import call_human
from bot.actions.engine.turn import Turn


class ActionHuman(OneTurn):
    action = "action_human"

    def answer(self, turn: Turn) -> None:
        call_human(turn)
