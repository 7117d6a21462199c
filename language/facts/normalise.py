"""One way of writing for everything that reads customers' text.

`normalise` never changes the length of a text, so a span found in its result is the same span of the original.
"""

import re
from functools import lru_cache

from language.facts.jio import jionlp

SPOKEN = "零〇○幺一二三四五六七八九"
RADIO = "两洞拐勾"  # digits as soldiers and radio hams read them; words of their own outside a long number
SPOKEN_DIGITS = str.maketrans(SPOKEN + RADIO, "0001123456789" + "2079")
FORMAL_DIGITS = str.maketrans("壹贰叁参肆伍陆柒捌玖", "一二三三四五六七八九")
SHORTEST_SPOKEN_NUMBER = 4
SHORTEST_RADIO_NUMBER = 7

# Digits read out one by one, perhaps in groups: 一三八 零零零零 幺二三四. 十百千 make it an amount, which is not touched.
# A numeral after digits that counts something, 13500001234两点, is no part of the number.
_GROUP = rf"(?:[0-9]|[{SPOKEN}](?!(?<=[0-9].)[点个台天])){{1,40}}"
_GAP = rf"(?:[ \-—]|[，,](?=[{SPOKEN}]{{3,4}}(?![{SPOKEN}])))"  # a comma only between groups as phones have them
_READ_OUT = re.compile(rf"(?<![十百千万亿第周期拜]){_GROUP}(?:{_GAP}{_GROUP}){{0,12}}(?![十百千万亿])")
_ANY_DIGIT = rf"(?:[0-9{SPOKEN}]|[{RADIO}](?![点个台天]))"
_RADIO_RUN = re.compile(
    rf"(?<![十百千万亿第周期拜])(?:{_ANY_DIGIT}[ \-—，,]?){{{SHORTEST_RADIO_NUMBER - 1},40}}{_ANY_DIGIT}(?![十百千万亿])"
)
_FORMAL_RUN = re.compile(rf"[壹贰叁参肆伍陆柒捌玖{SPOKEN}]{{{SHORTEST_SPOKEN_NUMBER},}}")
_DIGITS = re.compile(_GROUP)
_SPOKEN_RUN = re.compile(rf"[{SPOKEN}]+")
# Written so today, and not only where the table thinks: 幺 is a one, 著名, and in names the others are their own.
_ALSO_SIMPLIFIED = frozenset("幺著喆堃昇徵瞭")
_KEPT_WIDE = "，。！？；"
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
    halved = _FORMAL_RUN.sub(lambda run: run.group().translate(FORMAL_DIGITS), simplified.translate(_TO_HALF))
    return _READ_OUT.sub(_as_digits, _RADIO_RUN.sub(_without_radio, halved))


def squeeze(text: str) -> str:
    """`normalise` for a reader who looks at meaning only: lower case, no stuttering, single spaces."""
    squeezed = normalise(text).lower()
    squeezed = _REPEATED.sub(r"\1\1", squeezed)
    squeezed = _REPEATED_PAIR.sub(r"\1", squeezed)
    return _SPACES.sub(" ", squeezed).strip()


def _without_radio(found: "re.Match[str]") -> str:
    said = found.group()
    return said.translate(SPOKEN_DIGITS) if any(char in RADIO for char in said) else said


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
