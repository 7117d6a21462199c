"""Words that point back to what was spoken of before, and name nothing anew: 就刚才说的那个屏啊！"""

import re

from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare

_POINTS = re.compile(
    r"(?:就是?|还是|我说的就?是?|不就是)?(?:我|我们)?(?:刚才|刚刚|刚|上面|前面|之前|方才)(?:说|讲|问|提到?|聊|报)?(?:过)?的?"
    r"(?:那|这)(?:个|台|块|部|套|件|种)?(?P<what>.{0,8}?)(?:啊|呀|嘛|呢|吧|啦|了|的)*"
)
LONGEST_THING = 2  # characters; more may say what is wrong with it: 刚才那台屏花了


def thing(turn: DialogueTurn) -> str | None:
    """What is pointed at, by its word: 屏; "" where no word is said for it. None of words that do not point."""
    found = None if turn.pressed or turn.fact("fault") else _POINTS.fullmatch(bare(turn.text))
    return found["what"] if found else None


def nothing_new(turn: DialogueTurn) -> bool:
    """Whether nothing is said beside what is pointed at."""
    named = str((turn.fact("product") or {}).get("text") or turn.get("product_text") or "")
    what = thing(turn)
    return what is not None and (len(what) <= LONGEST_THING or what == named)
