"""A rating from 1 to 5, in figures, stars or words."""

import re
from collections.abc import Iterator

from language.courtesies import without
from language.facts.fact import Fact
from language.facts.numerals import whole

HIGHEST = 5
LONGEST_IN_WORDS = 15
_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,3}|[零一二两三四五六七八九十]{1,2})\s?(?:颗星|个星|星|分)(?!钟|之|店|公司|级|期|开|别|\d)"
)
_ALONE = re.compile(
    r"\s{0,3}(?:[打给评]|我打|我给)?\s{0,12}([0-9一二三四五六七八九十]{1,2})\s{0,12}[。.!！吧~]?\s{0,3}"
)
# The first that fits decides, so the stronger words come first.
_WORDS = (
    (5, r"满分|非常满意|十分满意|特别满意|相当满意|很满意|(?<!不)太满意|超级满意|(?<!不)好评|非常好|特别好|很棒|完美"),
    (
        1,
        r"非常不满意|很不满意|太不满意|极不满意|特别不满意|一点都?不满意|差评|很差|太差|极差|非常差|特别差|差劲|垃圾|糟糕透",
    ),
    (2, r"不太?满意|不怎么满意|不怎么样|不太好|比较差|有点差|不好"),
    (3, r"一般般?|还行|还可以|凑合|马马虎虎|过得去|中规中矩"),
    (4, r"比较满意|基本满意|还满意|满意|挺好|不错|蛮好|好的?很?"),
)
# Something is not done yet: no rating, whatever good words stand in it (没修好, 还没弄好呢).
_STILL_WRONG = re.compile(
    r"(?:没|未|不)(?:有)?(?:修|弄|搞|整|治|换|装|调)?好(?!评)|没来|没人|又(?:坏|响|漏|不)|还(?:是|在|没)|没解决|没用"
)
_PATTERNS = tuple((value, re.compile(pattern)) for value, pattern in _WORDS)


def find_scores(text: str) -> Iterator[Fact]:
    """At most one rating; a figure beyond the scale has error `score_range`. Words count in short answers only."""
    found, at = _FIGURE.search(text), 0
    if not found and (told := without(text)) in text:
        found, at = _ALONE.fullmatch(told), text.index(told)
    if found:
        value = whole(found[1])
        good = value is not None and 1 <= value <= HIGHEST
        error = None if good else "score_range"
        start, end = found.start() + at, found.end() + at
        yield Fact("score", value if good else None, found.group().strip(), start, end, error=error)
    elif len(text) <= LONGEST_IN_WORDS and not _STILL_WRONG.search(text):
        for value, pattern in _PATTERNS:
            word = pattern.search(text)
            if word:
                yield Fact("score", value, word.group(), *word.span())
                return
