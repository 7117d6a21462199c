"""Serial numbers as on the company's plates: two or three letters and eight to ten digits."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact

_SERIAL = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2,3})[ \-]?(\d(?:[ \-]?\d){7,9})(?![\-]?\d)(?![A-Za-z])")
_CASE = re.compile(r"gd", re.IGNORECASE)
_MEANT = re.compile(
    r"(?<!没)(?<!没有)(?<!不知道)(?<!找不到)(?<!看不到)(?:序列号|机身号|机身编号|出厂编号|机器编号|S/?N码?)[^A-Za-z0-9，。,]{0,6}([A-Za-z0-9][A-Za-z0-9 \-]{2,20})",
    re.IGNORECASE,
)


def find_serials(text: str) -> Iterator[Fact]:
    """Serials in capitals and without gaps; one announced as a serial but of another shape has error `serial_shape`."""
    found_any = False
    for found in _SERIAL.finditer(text):
        if _CASE.fullmatch(found[1]) and len(re.sub(r"\D", "", found[2])) < 9:
            continue  # a case number broken off
        found_any = True
        yield Fact("serial", found[1].upper() + re.sub(r"\D", "", found[2]), found.group(), *found.span())
    meant = None if found_any else _MEANT.search(text)
    if meant and re.search(r"\d", meant[1]):
        said = meant[1].rstrip(" -")
        yield Fact("serial", None, said, meant.start(1), meant.start(1) + len(said), error="serial_shape")
