"""How far a vehicle has run, in kilometres; distances between places are left alone."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact
from language.facts.numerals import NUMERAL, number

_WITH_UNIT = re.compile(rf"({NUMERAL})([多几来]?)\s?([万千wW]?)\s?(?:公里|千米|km|KM|Km)")
_WITH_WORD = re.compile(
    rf"(?:里程[数表]?|公里数|表显|码表)[是为有:：大概约了 ]{{0,4}}({NUMERAL})([多几]?)([万千wW]?)(?!\d)"
)
_DISTANCE = re.compile(r"(?:离|距离?|相距|远|开过来|路程)[^，。,]{0,10}$")
_RUN = re.compile(r"(?:跑|开|行驶|里程|公里数)[了到过有是差不多大概约:： ]{0,6}$")
SHORTEST_WITHOUT_WORD = 500
_SCALE = {"": 1, "千": 1000, "万": 10_000, "w": 10_000, "W": 10_000}


def find_mileages(text: str) -> Iterator[Fact]:
    """Kilometres as whole numbers."""
    seen = -1
    for pattern in (_WITH_UNIT, _WITH_WORD):
        for found in pattern.finditer(text):
            value = number(found[1])
            if value is None or found.start() <= seen or _DISTANCE.search(text[: found.start()]):
                continue
            kilometres = round(value * _SCALE[found[3]])
            if kilometres >= SHORTEST_WITHOUT_WORD or pattern is _WITH_WORD or _RUN.search(text[: found.start()]):
                seen = found.end()
                yield Fact("mileage_km", kilometres, found.group(), *found.span())
