"""Danger told outside any flow."""

from bot.actions.answers.one_turn import NotUnderstood
from bot.actions.engine import danger
from bot.actions.engine.base import OneTurn
from bot.actions.engine.prefill import prefill
from bot.actions.engine.turn import DialogueTurn


class Emergency(OneTurn):
    """Reached only when it is not sure that there is danger (`danger.heard`): asks, with advice and a button, where
    there may be.
    """

    def answer(self, turn: DialogueTurn) -> None:
        if not danger.may_be(turn):
            NotUnderstood().answer(turn)
            return
        prefill(turn, with_words=True)
        danger.ask(turn)
