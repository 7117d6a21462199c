"""Case numbers, GD20261122-0007, as customers copy or read them out."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact

_DAY = r"20\d{2}[ \-]?[01]\d[ \-]?[0-3]\d"
_NUMBER = re.compile(rf"(?<![A-Za-z0-9])(?:G[ \-]?D[ \-]?)({_DAY})[ \-—]{{0,3}}(\d{{4}})(?!\d)", re.IGNORECASE)
_BARE = re.compile(rf"(?<![A-Za-z0-9])({_DAY})([ \-—]{{0,3}})(\d{{4}})(?!\d)")
_BROKEN = re.compile(r"(?<![A-Za-z0-9])G[ \-]?D[ \-]?\d[\d \-—]{2,16}(?!\d)", re.IGNORECASE)
_MEANT = re.compile(r"(?:工单|单号|单子|编号|受理号|服务单)[^\d]{0,8}$")


def find_case_numbers(text: str) -> Iterator[Fact]:
    """Case numbers in their official writing. Without the letters, only with a dash or after a word for it.

    What begins like one and is none has error `case_number_shape`.
    """
    taken: list[tuple[int, int]] = []
    for found in _NUMBER.finditer(text):
        taken.append(found.span())
        yield _fact(found[1], found[2], found)
    for found in _BARE.finditer(text):
        if any(found.start() < end and start < found.end() for start, end in taken):
            continue
        if found[2].strip() or _MEANT.search(text[: found.start()]):
            taken.append(found.span())
            yield _fact(found[1], found[3], found)
    for found in _BROKEN.finditer(text):
        if not any(found.start() < end and start < found.end() for start, end in taken):
            yield Fact("case_number", None, found.group().strip(), *found.span(), error="case_number_shape")


def _fact(day: str, count: str, found: "re.Match[str]") -> Fact:
    value = f"GD{re.sub(r'[^0-9]', '', day)}-{count}"
    return Fact("case_number", value, found.group(), *found.span())
