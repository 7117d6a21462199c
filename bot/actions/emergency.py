"""Danger told outside any flow."""

from bot.actions import danger
from bot.actions.base import OneTurn
from bot.actions.noting import note
from bot.actions.turn import Turn


class ActionEmergency(OneTurn):
    """Reached only when it is not sure that there is danger (`danger.heard`): asks, with advice and a button."""

    action = "action_emergency"

    def answer(self, turn: Turn) -> None:
        note(turn, with_words=True)
        danger.ask(turn)
