"""What happened on a visit, read from its stamps in the order in which they happened, whenever they came in.

A pure function of the set of stamps: sent late, twice or in another order they make the same history. A stamp that does
not fit what was before it is kept, and counts for nothing: of two ends the first to happen is the visit's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpline.tables import VisitStamp
from helpline.tables.states import VisitStatus
from helpline.tables.visit import Outcome, StampKind

V, K = VisitStatus, StampKind
ENDS = {
    Outcome.SOLVED: V.DONE,
    Outcome.SECOND_VISIT: V.PART_DONE,
    Outcome.WRONG_PART: V.PART_DONE,
    Outcome.TOO_HARD: V.PART_DONE,
    Outcome.NO_ACCESS: V.NO_ACCESS,
}
# What a stamp makes of the state before it; FINISH ends as its outcome says, on the way only with nobody to let one in.
MOVES: dict[tuple[VisitStatus, StampKind], VisitStatus | None] = {
    (V.BOOKED, K.DEPART): V.TRAVELLING,
    (V.BOOKED, K.ARRIVE): V.ARRIVED,
    (V.BOOKED, K.FINISH): None,
    (V.TRAVELLING, K.ARRIVE): V.ARRIVED,
    (V.TRAVELLING, K.FINISH): None,
    (V.ARRIVED, K.PAUSE): V.PAUSED,
    (V.ARRIVED, K.FINISH): None,
    (V.PAUSED, K.RESUME): V.ARRIVED,
    (V.PAUSED, K.FINISH): None,
}
SAID = ("cause", "prevention", "next_visit")  # beside the words of an end
BEFORE_ARRIVAL = frozenset({V.BOOKED, V.TRAVELLING})
_RANK = {kind: at for at, kind in enumerate(StampKind)}  # of two at the same instant


@dataclass(frozen=True)
class Entry:
    """A stretch of an engineer's time on a visit: travel, work or pause."""

    kind: str
    begun_at: datetime
    ended_at: datetime | None


@dataclass
class History:
    """`counted` are ids of stamps, in their order."""

    status: VisitStatus = V.BOOKED
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome = Outcome.NONE
    words: str = ""  # said with the outcome: what was done, or why not
    cause: str = ""  # what it was (R37)
    prevention: str = ""  # how to keep it from coming back
    next_visit: str = ""  # what the next one needs: when it suits, what to bring
    counted: list[int] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def end(self) -> tuple[object, ...]:
        """When it ended, and everything that was said of it."""
        return self.ended_at, self.outcome, self.words, self.cause, self.prevention, self.next_visit


def in_order(stamps: Iterable[VisitStamp]) -> list[VisitStamp]:
    return sorted(stamps, key=lambda one: (one.happened_at, _RANK[StampKind(one.kind)], one.person_id, one.client_key))


def read(stamps: Iterable[VisitStamp]) -> History:
    """The history that these stamps tell."""
    told = History()
    marks: list[tuple[VisitStatus, datetime]] = []
    for one in in_order(stamps):
        kind = StampKind(one.kind)
        if (told.status, kind) not in MOVES:
            continue
        to = MOVES[told.status, kind]
        if to is None:
            outcome = Outcome(one.data["outcome"])
            if told.status in BEFORE_ARRIVAL and outcome != Outcome.NO_ACCESS:
                continue
            to, told.outcome, told.words = ENDS[outcome], outcome, one.data.get("words", "")
            told.cause, told.prevention, told.next_visit = (one.data.get(name, "") for name in SAID)
            told.ended_at = one.happened_at
        told.status = to
        told.counted.append(one.id)
        marks.append((to, one.happened_at))
        if kind == K.DEPART:
            told.departed_at = one.happened_at
        elif kind == K.ARRIVE:
            told.arrived_at = one.happened_at
    told.entries = _entries(marks)
    return told


def _entries(marks: Sequence[tuple[VisitStatus, datetime]]) -> list[Entry]:
    kinds = {V.TRAVELLING: "travel", V.ARRIVED: "work", V.PAUSED: "pause"}
    ends = [at for _, at in marks[1:]] + [None]
    return [Entry(kinds[status], at, end) for (status, at), end in zip(marks, ends) if status in kinds]
