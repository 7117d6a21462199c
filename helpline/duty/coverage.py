"""Hours ahead in which a rank of a roster has nobody: no shift, or somebody who is away or has left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from helpline.core.phrases import phrase
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.duty.shifts import STANDING, Stretch, holes
from helpline.tables import Absence, Shift
from helpline.tables.roster import AbsenceState
from helpline.tasks.ledger import open_task
from kb.models.duty import DutyRoster

RULE = "roster_gap"  # of the tasks that tell of it
TEAM = "supervisor"
LOOKED_AT = timedelta(days=7)
URGENT = 2


@dataclass(frozen=True)
class Gap:
    roster: DutyRoster
    rank: int
    begun_at: datetime
    ended_at: datetime


def gaps(work: UnitOfWork, length: timedelta = LOOKED_AT) -> list[Gap]:
    """Those of the time ahead, by roster, rank and time."""
    end = work.now + length
    rows = _shifts(work, end)
    away = _away(work, rows)
    by_rank: dict[tuple[str, int], list[Stretch]] = defaultdict(list)
    for row in rows:
        if row.person.ended_at is None:
            hours = Stretch(row.begun_at, row.ended_at, row.person_id)
            by_rank[row.roster_id, row.rank] += _present(hours, away[row.person_id])
    return [
        Gap(roster, rank, begun, ended)
        for roster in work.kb.policies.duty.rosters
        for rank in sorted({rule.rank for rule in roster.rules})
        for begun, ended in holes(by_rank[roster.id, rank], work.now, end)
    ]


def _shifts(work: UnitOfWork, end: datetime) -> Sequence[Shift]:
    """None where the product was never started, and there are no tables."""
    if not inspect(work.session.connection()).has_table(Shift.__tablename__):
        return ()
    rows = select(Shift).where(STANDING, Shift.ended_at > work.now, Shift.begun_at < end)
    return work.session.scalars(rows.order_by(Shift.begun_at).options(joinedload(Shift.person))).all()


def lines(work: UnitOfWork) -> list[str]:
    """The gaps in words for operators."""
    return [
        f"roster {gap.roster.id}, rank {gap.rank}: nobody from {_local(gap.begun_at)} to {_local(gap.ended_at)}"
        for gap in gaps(work)
    ]


def tell(work: UnitOfWork) -> None:
    """A task for supervisors for each roster that has gaps in the days ahead."""
    for _, found in groupby(gaps(work), key=lambda gap: gap.roster.id):
        first = next(found)
        subject = phrase(
            work.kb, "roster_gap", roster=first.roster.name, rank=first.rank, time=f"{_local(first.begun_at)}"
        )
        open_task(work, TEAM, "task", subject, RULE, URGENT, about=first.roster.id)


def _away(work: UnitOfWork, rows: Sequence[Shift]) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    if not rows:
        return found
    approved = select(Absence).where(
        Absence.state == AbsenceState.APPROVED,
        Absence.ended_at > work.now,
        Absence.person_id.in_({row.person_id for row in rows}),
    )
    for absence in work.session.scalars(approved.order_by(Absence.begun_at)):
        found[absence.person_id].append(absence)
    return found


def _present(row: Stretch, away: list[Absence]) -> list[Stretch]:
    """What is left of somebody's hours."""
    spans = holes(
        [Stretch(absence.begun_at, absence.ended_at, row.person_id) for absence in away], row.begun_at, row.ended_at
    )
    return [Stretch(begun, ended, row.person_id) for begun, ended in spans if begun < ended]


def _local(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"
