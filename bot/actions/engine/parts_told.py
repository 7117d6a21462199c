"""Whether a wish for a part tells which, and how many."""

import re

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, words

_COUNT = re.compile(
    r"[一二两俩三四五六七八九十\d]+\s*(?:支|个|只|根|块|套|片|条|把|盒|卷|瓶|颗|包|对|张|节|桶|袋|米|副)"
)
SHORTEST = 2  # characters of a part's name


def counted(turn: DialogueTurn) -> bool:
    """Whether a part is named with its number: 滤芯来两支. A machine is no part: 净水器要两个配件 is asked which."""
    if not turn.is_("request_part") or not _COUNT.search(turn.matter):
        return False
    rest = _COUNT.sub("", turn.matter)
    if product := turn.fact("product"):
        rest = rest.replace(str(product.get("text") or ""), "")
    for word in sorted(words()["around_a_part"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(bare(rest)) >= SHORTEST
