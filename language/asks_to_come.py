"""Whether words around a time say that somebody is to come then: 明天下午来修, and not 明天不在家."""

import re

_COMES = re.compile(r"来(?!客|电|水|了)|上门|派|有空|在家|方便|修吧|修一下|(?<!大)约")
_NOT = re.compile(r"不|没|别")


def asks_to_come(around: str) -> bool:
    return _COMES.search(around) is not None and _NOT.search(around) is None
