"""Notices a process that lives and no longer answers, and ends it, so that it is started again."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gateway.processes.part import Part

BOOT_SECONDS = 240.0  # after a start, until it listens: a model is loaded, on a slow machine for minutes


class Seen(StrEnum):
    """What came of a question."""

    ANSWERED = "answered"
    REFUSED = "refused"  # nothing listens
    SILENT = "silent"  # something listens, and does nothing


@dataclass(frozen=True)
class Patience:
    """How often one asks, how long it may take, and how many answers in a row may fail to come."""

    every_seconds: float
    timeout_seconds: float
    misses: int


class HealthCheck:
    """Asks one part again and again. One that does not listen yet since it was started is given time to boot."""

    def __init__(self, part: Part, ask: Callable[[float], Seen], patience: Patience) -> None:
        """`ask(seconds)`: what came within so many."""
        self._part, self._ask, self._patience = part, ask, patience
        self._pid, self._since, self._missed, self._answered = 0, 0.0, 0, False
        self.has_answered = False  # ever

    def run(self) -> None:
        """In a thread of its own, for as long as the process lives."""
        while True:
            time.sleep(self._patience.every_seconds)
            self.look()

    def look(self) -> None:
        """Asks once; kills the part when it was silent too often."""
        process = self._part.process
        if process is None or process.poll() is not None:
            return
        if process.pid != self._pid:  # started anew
            self._pid, self._since, self._missed, self._answered = process.pid, time.monotonic(), 0, False
        seen = self._ask(self._patience.timeout_seconds)
        booting = not self._answered and time.monotonic() - self._since < BOOT_SECONDS
        if seen == Seen.ANSWERED:
            self._missed, self._answered, self.has_answered = 0, True, True
            return
        if seen == Seen.REFUSED and booting:
            return
        self._missed += 1
        if self._missed >= self._patience.misses and self._part.process is process:
            print(f"{self._part.name} does not answer ({self._missed} times in a row), ending it", flush=True)
            self._part.kill()

    def start(self) -> None:
        threading.Thread(target=self.run, name=f"health of {self._part.name}", daemon=True).start()


def ask(url: str, seconds: float) -> Seen:
    """Whatever it says is an answer."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=seconds):
            return Seen.ANSWERED
    except urllib.error.HTTPError:
        return Seen.ANSWERED
    except urllib.error.URLError as error:
        return Seen.REFUSED if isinstance(error.reason, ConnectionRefusedError) else Seen.SILENT
    except OSError:
        return Seen.SILENT
