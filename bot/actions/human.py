"""The customer wants a human."""

from bot.actions.base import OneTurn
from bot.actions.calling import call_human
from bot.actions.turn import Turn


class ActionHuman(OneTurn):
    action = "action_human"

    def answer(self, turn: Turn) -> None:
        call_human(turn)
