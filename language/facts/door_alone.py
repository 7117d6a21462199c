"""A door told by itself, for the address told before it: 胜利西路212号, then 2幢903."""

import re

from language.facts.door import with_figures
from language.facts.normalise import normalise

_NUMBER = r"(?:[东西南北]|[A-Za-z]?\d{1,4}[A-Za-z]?|[A-Za-z])"
_KINDS = "号楼|号院|号|弄|栋|幢|座|单元|楼|层|室|户|房"
_ROOM = r"(?:(?<=[栋幢座元楼层])[A-Za-z]?\d{2,4}(?:-\d{1,4})?)"
_PART = re.compile(rf"{_NUMBER}({_KINDS})|{_ROOM}")
_DOOR = rf"(?:{_NUMBER}(?:{_KINDS})){{1,5}}{_ROOM}?"
_PUT_RIGHT = r"(?:地址|门牌号?|房间?号|楼号)?(?:不对|[写打说弄搞记]?错了?|改[成为到]|应该)?"
_ALONE = re.compile(
    rf"(?:{_PUT_RIGHT}[,，、 ]?(?:不是{_DOOR}[,，、 ]?)?(?:应该)?(?:就?[是在])?|再?加上|还有|对了)?[,，、 ]?({_DOOR})"
    rf"(?:[,，、 ]?不是{_DOOR})?[。.!！]?"
)
_INSIDE = re.compile(r"[栋幢座楼层室户房]|单元")  # 3号 alone is a day, or the number of the road that was told
_BARE_ROOM = re.compile(r"[A-Za-z]?\d{3,4}")


def completed(address: str, said: str) -> str | None:
    """`address` with the door that `said` tells and nothing beside it; None where it tells more, or nothing new.

    What it names a second time takes the place of the first, with all that comes after it.
    """
    told = with_figures(normalise(said)).replace(" ", "")
    alone = _ALONE.fullmatch(told)
    if alone and _INSIDE.search(alone[1]):
        door = alone[1]
    elif _BARE_ROOM.fullmatch(told) and address.endswith(("栋", "幢", "座", "元", "楼", "层")):
        door = told
    else:
        return None
    kinds = {_kind(part) for part in _PART.finditer(door)}
    at = next((part.start() for part in _PART.finditer(address) if _kind(part) in kinds), len(address))
    whole = address[:at] + door
    return whole if whole != address else None


def _kind(part: "re.Match[str]") -> str:
    kind = part[1] or "室"
    return {"号楼": "幢", "栋": "幢", "座": "幢", "层": "楼", "户": "室", "房": "室"}.get(kind, kind)
