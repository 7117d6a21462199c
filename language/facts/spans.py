"""A stretch of time as a fact's value."""

from datetime import datetime


def span(start: datetime, end: datetime, grain: str) -> dict[str, str]:
    """ISO times with their zone, the end excluded; `grain` is how exactly it was said."""
    return {"start": start.isoformat(timespec="seconds"), "end": end.isoformat(timespec="seconds"), "grain": grain}
