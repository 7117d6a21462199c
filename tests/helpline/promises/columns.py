"""The arithmetic that promises had as columns of a case, kept as the model that the rows are held against."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpline.core.unit_of_work import ZONE
from helpline.promises.business_time import deadline
from kb.calendar import Calendar

ON_HOLD = {"waiting", "solved", "closed", "cancelled"}
KINDS = ("reply", "onsite", "solve")


@dataclass
class Column:
    minutes: int | None
    due: datetime | None = None
    met: datetime | None = None
    breached: datetime | None = None


@dataclass
class Columns:
    """A case as it was kept: four columns a kind, holds replayed from the moves."""

    hours: Calendar
    created: datetime
    status: str
    columns: dict[str, Column]
    booked: bool = False
    moves: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return self.status in ON_HOLD

    @property
    def next_due(self) -> datetime | None:
        return min((c.due for c in self.open().values() if c.due), default=None)

    def open(self) -> dict[str, Column]:
        columns = self.columns.items()
        return {kind: c for kind, c in columns if c.minutes is not None and c.met is None and not self.held}

    def sweep(self, now: datetime) -> None:
        for column in self.open().values():
            if column.due and column.due <= now and column.breached is None:
                column.breached = now

    def keep(self, kind: str, now: datetime) -> None:
        column = self.columns[kind]
        if column.minutes is not None and column.met is None:
            column.met = now
            self.refresh()

    def agree(self, at: datetime) -> None:
        column = self.columns["onsite"]
        if column.minutes is None:
            column.minutes = max(1, (at - self.created) // timedelta(minutes=1))
        column.due, column.breached = at, None
        self.refresh()

    def move(self, status: str, now: datetime) -> None:
        self.status = status
        self.moves.append((now, status))
        if status == "solved":
            self.keep("solve", now)
            self.keep("reply", now)
        if status == "reopened":
            self.columns["solve"].met = None
        self.refresh()

    def refresh(self) -> None:
        for kind, column in self.open().items():
            if not (kind == "onsite" and self.booked):
                assert column.minutes is not None
                column.due = deadline(self.created, column.minutes, self.hours, self.holds(), ZONE)

    def holds(self) -> list[tuple[datetime, datetime | None]]:
        found: list[tuple[datetime, datetime | None]] = []
        since: datetime | None = None
        for at, status in self.moves:
            if status in ON_HOLD and since is None:
                since = at
            elif status not in ON_HOLD and since is not None:
                found.append((since, at))
                since = None
        return [*found, (since, None)] if since else found
