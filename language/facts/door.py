"""Numbers of floors, buildings and rooms in one way of writing: 三幢二单元一二零一 → 3幢2单元1201."""

import re

from language.facts.normalise import SPOKEN, SPOKEN_DIGITS
from language.facts.numerals import whole

_N = "零〇一二两三四五六七八九十百千"
COUNTED = "号楼|号院|号门|号梯|号机|号泵|号线|号厂房|号车间|号仓|号库|号|栋|幢|座|单元|楼|层|室|弄|组|队|期|排|户"
# Not in 三里屯, 四季青路, 五一广场: only right before what is counted, or after it as the bare number of a door.
_COUNTED = re.compile(rf"(?<![{_N}])([{_N}]{{1,8}})(?=(?:客|货|扶|电)?(?:{COUNTED}))")
_BARE_ROOM = re.compile(r"(?<=[元楼层栋幢座])([零〇一二三四五六七八九]{3,4})(?![一-鿿])")


def with_figures(said: str) -> str:
    """The place with its numerals as figures, simplified already; the words around them stay."""
    return _COUNTED.sub(_figures, _BARE_ROOM.sub(_figures, said))


def _figures(found: "re.Match[str]") -> str:
    said = found[1]
    if len(said) > 1 and not re.search("[十百千]", said):
        return said.translate(SPOKEN_DIGITS) if all(char in SPOKEN for char in said) else said
    value = whole(said)
    return said if value is None else str(value)
