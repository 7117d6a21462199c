"""One way of writing for everything that reads customers' text.

`normalise` never changes the length of a text, so a span found in its result is the same span of the original.
"""

import re
from functools import lru_cache

from bot.facts.jio import jionlp

SPOKEN = "零〇○幺一二三四五六七八九"
SPOKEN_DIGITS = str.maketrans(SPOKEN, "0001123456789")
SHORTEST_SPOKEN_NUMBER = 4

# Digits read out one by one, perhaps in groups: 一三八 零零零零 幺二三四. 十百千 make it an amount, which is not touched.
_GROUP = rf"[0-9{SPOKEN}]+"
_READ_OUT = re.compile(rf"(?<![十百千万亿第周期拜]){_GROUP}(?:[ \-—]{_GROUP})*(?![十百千万亿])")
_DIGITS = re.compile(_GROUP)
_SPOKEN_RUN = re.compile(rf"[{SPOKEN}]+")
_ALSO_SIMPLIFIED = frozenset("幺著")  # written so today, and not only where the table thinks: 幺 is a one, 著名
_KEPT_WIDE = "，。！？；：（）"
_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE}
_TO_HALF |= {0x3000: 0x20, 0xA0: 0x20}
_REPEATED = re.compile(r"([^0-9])\1{2,}")
_REPEATED_PAIR = re.compile(r"([^0-9]{2})\1{2,}")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Simplified characters, half-width letters and digits, read-out digits as digits; exactly as long as `text`."""
    simplified = jionlp.tra2sim(text, mode="char")
    if len(simplified) != len(text):
        simplified = text
    simplified = "".join(old if old in _ALSO_SIMPLIFIED else new for old, new in zip(text, simplified))
    return _READ_OUT.sub(_as_digits, simplified.translate(_TO_HALF))


def squeeze(text: str) -> str:
    """`normalise` for a reader who looks at meaning only: lower case, no stuttering, single spaces."""
    squeezed = normalise(text).lower()
    squeezed = _REPEATED.sub(r"\1\1", squeezed)
    squeezed = _REPEATED_PAIR.sub(r"\1", squeezed)
    return _SPACES.sub(" ", squeezed).strip()


def _as_digits(found: "re.Match[str]") -> str:
    said = found.group()
    groups = _DIGITS.findall(said)
    if sum(map(len, groups)) < SHORTEST_SPOKEN_NUMBER:
        return said
    read_singly = all(len(group) <= 2 for group in groups)

    def convert(group: "re.Match[str]") -> str:
        # 张三 138…: a lone numeral beside a number is part of a word. Inside a spoken number it is a digit.
        run = group.group()
        alone = len(run) < 3 and not read_singly and _SPOKEN_RUN.fullmatch(run)
        return run if alone else _SPOKEN_RUN.sub(lambda part: _digits_of(part.group(), run), run)

    return _DIGITS.sub(convert, said)


def _digits_of(part: str, run: str) -> str:
    return part if len(part) == 1 and part != run and not run.startswith(("1", "0")) else part.translate(SPOKEN_DIGITS)
