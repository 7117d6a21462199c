"""Everything that happens between people and the product, in order: what the page shows and what tests count."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SAID, GOT = "said", "got"  # by the customer; by the product, delivered to the customer


@dataclass(frozen=True)
class Entry:
    """`n` counts from 1; `at` is in seconds since 1970; `what` depends on the kind."""

    n: int
    at: float
    channel: str
    kind: str
    who: str
    what: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**self.what, "n": self.n, "at": self.at, "channel": self.channel, "kind": self.kind, "who": self.who}


class Journal:
    """Appended to from any thread."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self.entries: list[Entry] = []

    def note(self, channel: str, kind: str, who: str, **what: Any) -> Entry:
        with self._lock:
            entry = Entry(len(self.entries) + 1, self._now(), channel, kind, who, what)
            self.entries.append(entry)
            return entry

    def after(self, n: int) -> list[Entry]:
        return self.entries[n:]

    def find(self, kind: str = "", channel: str = "", who: str = "") -> list[Entry]:
        """The entries that fit everything given, in order."""
        return [
            entry
            for entry in self.entries[:]
            if (not kind or entry.kind == kind)
            and (not channel or entry.channel == channel)
            and (not who or entry.who == who)
        ]

    def delivered(self, channel: str = "", who: str = "") -> list[Entry]:
        """What the product sent and customers got."""
        return self.find(GOT, channel, who)

    def doubles(self) -> list[tuple[str, str, str]]:
        """(channel, who, text) of what one customer got more than once."""
        counted = Counter((e.channel, e.who, str(e.what.get("text", e.what))) for e in self.delivered())
        return [key for key, count in counted.items() if count > 1]
