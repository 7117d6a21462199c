"""Car number plates of mainland China, petrol and electric."""

import re
from collections.abc import Iterator

from language.facts.fact import Fact

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"([{_PROVINCES}])\s?([A-HJ-NP-Z])[\s·.\-]?([A-HJ-NP-Z0-9]{{5,6}})(?![A-Z0-9])", re.IGNORECASE)


def find_plates(text: str) -> Iterator[Fact]:
    """Plates in capitals, without dot or spaces."""
    for found in _PLATE.finditer(text):
        if re.search(r"\d", found[3]):
            yield Fact("plate", (found[1] + found[2] + found[3]).upper(), found.group(), *found.span())
