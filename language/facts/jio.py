"""The jionlp library, imported quietly: it greets on standard output, which would end up in logs and pipes."""

import contextlib
import io
from functools import cache

with contextlib.redirect_stdout(io.StringIO()):
    import jionlp

__all__ = ["jionlp", "names_place"]


def names_place(text: str) -> bool:
    """Whether a province, city or county is named, in full or for short; a thousandth of what parsing would take."""
    names, lengths = _place_names()
    return any(text[start : start + length] in names for start in range(len(text)) for length in lengths)


@cache
def _place_names() -> tuple[frozenset[str], range]:
    jionlp.parse_location("北京")  # reads its lists at the first place it parses
    rows = jionlp.parse_location.administrative_map_list
    names = frozenset(name for row in rows for level in row[1:4] for name in level if name)
    return names, range(min(map(len, names)), max(map(len, names)) + 1)
