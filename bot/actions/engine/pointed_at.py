"""Words that point back to what was spoken of before, and name nothing anew: 就刚才说的那个屏啊！"""

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare
from language.pointed_back import thing_pointed_at

LONGEST_THING = 2  # characters; more may say what is wrong with it: 刚才那台屏花了


def thing(turn: DialogueTurn) -> str | None:
    """What is pointed at, by its word: 屏; "" where no word is said for it. None of words that do not point."""
    return None if turn.pressed or turn.fact("fault") else thing_pointed_at(bare(turn.text))


def nothing_new(turn: DialogueTurn) -> bool:
    """Whether nothing is said beside what is pointed at."""
    named = str((turn.fact("product") or {}).get("text") or turn.get("product_text") or "")
    what = thing(turn)
    return what is not None and (len(what) <= LONGEST_THING or what == named)
