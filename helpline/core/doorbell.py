"""The doorbell: tells this process and the others that rows have changed, so that nobody need ask again and again.

It rings when the change can be read. Truth stays in rows: a ring can be lost (a process that is not reached, a
connection that breaks), so whoever listens also looks by itself every `FALLBACK_SECONDS`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import uuid4

from sqlalchemy.orm import Session

from helpline.core import topics

FALLBACK_SECONDS = 5.0  # between the looks of those who wait to be rung for
LONGEST = 7000  # bytes of one parcel on the wire; PostgreSQL takes 8000

Topics = frozenset[str]
Hear = Callable[[Topics], None]

log = logging.getLogger(__name__)


class Wire(Protocol):
    """Carries parcels of text to the other processes that use the same database."""

    def write(self, session: Session, parcels: list[str]) -> None:
        """Called in the transaction that changes the rows, before it commits."""

    def sent(self, parcels: list[str]) -> None:
        """Called when the transaction has committed. Never raises."""

    def listen(self, heard: Callable[[str], None], connected: Callable[[], None]) -> None:
        """Begins to hear the others, in a thread of its own. Never raises.

        `connected` is called when parcels sent before that moment may not have been heard.
        """

    def close(self) -> None:
        """Ends listening."""


class Doorbell:
    """One process's end, or one `Database`'s where a process has several."""

    def __init__(self, wire: Wire | None) -> None:
        """Without a wire only this end's own listeners hear it."""
        self._wire = wire
        self._name = uuid4().hex[:8]
        self._listeners: tuple[Hear, ...] = ()
        self._listens = False

    @contextmanager
    def listen(self, hear: Hear) -> Iterator[None]:
        """Calls `hear` with the topics of each change for the length of the block, in whichever thread it became known.

        `hear` must return at once.
        """
        self._listeners = (*self._listeners, hear)
        if self._wire and not self._listens:
            self._listens = True
            self._wire.listen(self._heard, lambda: self._tell(frozenset({topics.EVERYTHING})))
        try:
            yield
        finally:
            self._listeners = tuple(one for one in self._listeners if one is not hear)

    def announce(self, session: Session, changed: Topics) -> None:
        """In the transaction that changes rows: what it changes will be told when it commits."""
        if self._wire and changed:
            self._wire.write(session, self._parcels(changed))

    def ring(self, changed: Topics) -> None:
        """The transaction has committed."""
        if not changed:
            return
        self._tell(changed)
        if self._wire:
            self._wire.sent(self._parcels(changed))

    def close(self) -> None:
        if self._wire:
            self._wire.close()

    def _heard(self, parcel: str) -> None:
        sender, *changed = parcel.split()
        if sender != self._name:  # our own listeners were told at once
            self._tell(frozenset(changed))

    def _tell(self, changed: Topics) -> None:
        for hear in self._listeners:
            try:
                hear(changed)
            except Exception:  # the change is made, and the others are still to be told
                log.exception("doorbell: a listener failed")

    def _parcels(self, changed: Iterable[str]) -> list[str]:
        parcels = [self._name]
        for topic in sorted(changed):
            if len(parcels[-1]) + len(topic) >= LONGEST:
                parcels.append(self._name)
            parcels[-1] += f" {topic}"
        return parcels
