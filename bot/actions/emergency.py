"""Danger the classifier recognised (R22); what the word lists know never comes this far."""

from bot.actions import controls
from bot.actions.base import OneTurn
from bot.actions.turn import Turn


class ActionEmergency(OneTurn):
    action = "action_emergency"

    def answer(self, turn: Turn) -> None:
        controls.report_danger(turn)
