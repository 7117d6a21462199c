"""Whether a wish for a part tells which, and how many."""

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, words
from language.quantity import without_counts

SHORTEST = 2  # characters of a part's name


def counted(turn: DialogueTurn) -> bool:
    """Whether a part is named with its number: 滤芯来两支. A machine is no part: 净水器要两个配件 is asked which."""
    rest = without_counts(turn.matter)
    if not turn.is_("request_part") or rest == turn.matter:
        return False
    if product := turn.fact("product"):
        rest = rest.replace(str(product.get("text") or ""), "")
    for word in sorted(words()["around_a_part"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(bare(rest)) >= SHORTEST
