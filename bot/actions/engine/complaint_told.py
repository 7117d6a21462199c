"""Whether a complaint begins with what was said (R41)."""

from bot.actions.engine import task_exit, thresholds
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions
from kb import complaint


def begins(turn: DialogueTurn) -> bool:
    """By the words, unless the same words refuse one, or only ask whether a price is right."""
    told = not turn.pressed and complaint.begins(turn.runtime.kb, turn.text)
    return told and not _only_doubts(turn) and not task_exit.refuses(turn, "complain")


def _only_doubts(turn: DialogueTurn) -> bool:
    """Whether it is asked if a price is right, in hard words maybe: 要九百，是不是坑人. That is answered first."""
    asks = mentions(turn.text, "question") and not mentions(turn.text, "complains")
    return asks and turn.is_("doubt_quote", above=thresholds.DOUBTED_PRICE)
