"""The customer wants a human."""

from bot.actions.engine.base import OneTurn
from bot.actions.engine.hand_off import call_human
from bot.actions.engine.turn import DialogueTurn


class Human(OneTurn):
    def answer(self, turn: DialogueTurn) -> None:
        call_human(turn)
