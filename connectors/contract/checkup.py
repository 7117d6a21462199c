"""What `make doctor` asks of a channel: whether its platform knows us, and whether our clock is right.

A channel may have a method `checkup(now) -> Iterable[Finding]`; it may call its platform, and never raises.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

SKEW_SECONDS = 60.0  # platforms refuse, and we refuse, what is minutes away


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `fix` says what to do when it is not well."""

    well: bool
    what: str
    fix: str = ""


def clock_finding(date_header: str, whose: str, now: datetime) -> Finding | None:
    """Our clock against the Date of an answer just given; None when it told none."""
    try:
        away = abs((now - parsedate_to_datetime(date_header)).total_seconds())
    except (TypeError, ValueError):
        return None
    return Finding(
        away <= SKEW_SECONDS,
        f"clock: {away:.0f} s away from {whose}",
        "set this machine's clock by NTP, e.g. timedatectl set-ntp true",
    )
