"""Times as the platforms tell them."""

from datetime import UTC, datetime


def moment(seconds: object) -> datetime | None:
    """The time that a platform tells in seconds since 1970; None when it is none."""
    told = str(seconds)
    return datetime.fromtimestamp(int(told), UTC) if told.isdecimal() and len(told) == 10 else None
