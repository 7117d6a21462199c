"""The only place that asks what time it is; everybody else is handed `now`.

Tests and rehearsals move it: `travel()` inside a process, or the file named by `CLOCK_FILE` (holding seconds to add)
for a whole running product.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

_shift = timedelta()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _shift + _shift_of_file()


def _shift_of_file() -> timedelta:
    name = os.environ.get("CLOCK_FILE")
    if not name:
        return timedelta()
    try:
        return timedelta(seconds=float(Path(name).read_text()))
    except (OSError, ValueError):
        return timedelta()


@contextmanager
def travel(step: timedelta) -> Iterator[None]:
    """Moves the clock by `step` for the length of the block; blocks nest."""
    global _shift
    before = _shift
    _shift = before + step
    try:
        yield
    finally:
        _shift = before
