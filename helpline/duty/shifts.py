"""The shifts: made from the rules of kb/policies/duty.yml, and changed by people. The only writer of the table.

The standing shifts of a rank follow each other: every change lays hours over them and cuts what lay there, under the
lock of the roster, and is refused where it would leave a hole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from helpline.core.errors import Invalid, NotFound
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.tables import Person, Roster, Shift
from helpline.tables.roster import MadeBy, ShiftState
from kb.calendar import calendar
from kb.models.duty import DutyRoster
from kb.roster import DAY, turns

STANDING = Shift.state == ShiftState.STANDING
LONGEST = timedelta(days=31)  # hours that are laid over at once


@dataclass(frozen=True)
class Stretch:
    """Somebody's hours, and what put them there."""

    begun_at: datetime
    ended_at: datetime
    person_id: int
    made_by: str = MadeBy.RULE
    why: str = ""


def laid_over(under: Sequence[Stretch], over: Stretch) -> list[Stretch]:
    """`over` and what is left of the others, in order. Where these had no hole and `over` touches them, none is."""
    left = []
    for row in under:
        if row.begun_at < over.begun_at:
            left.append(replace(row, ended_at=min(row.ended_at, over.begun_at)))
        if row.ended_at > over.ended_at:
            left.append(replace(row, begun_at=max(row.begun_at, over.ended_at)))
    return sorted([*left, over], key=lambda row: row.begun_at)


def holes(rows: Sequence[Stretch], begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """What of the span none of the rows, which are in order, covers."""
    found, at = [], begin
    for row in rows:
        if row.begun_at > at:
            found.append((at, min(row.begun_at, end)))
        at = max(at, row.ended_at)
        if at >= end:
            return found
    return [*found, (at, end)]


def make(work: UnitOfWork) -> None:
    """Makes what the rules say for the days policy looks ahead, and puts right what a changed rule says otherwise.

    What people have changed stands. A shift that has begun is not touched.
    """
    named = {entry.id: entry for entry in work.kb.policies.duty.rosters}
    on_file = {roster.id: roster for roster in work.session.scalars(select(Roster).with_for_update())}
    for entry in named.values():
        roster = on_file.get(entry.id) or Roster(id=entry.id)
        roster.name, roster.purpose, roster.business, roster.ended_at = entry.name, entry.purpose, entry.business, None
        work.session.add(roster)
        work.session.flush()
        ranks = {rule.rank for rule in entry.rules}
        gone = set(work.session.scalars(select(Shift.rank).where(Shift.roster_id == entry.id, STANDING))) - ranks
        for rank in sorted(ranks | gone):
            _make_rank(work, entry, rank)
    for id in on_file.keys() - named.keys():
        on_file[id].ended_at = on_file[id].ended_at or work.now


def _make_rank(work: UnitOfWork, entry: DutyRoster, rank: int) -> None:
    rows = _standing(work, entry.id, rank, work.now)
    begun = [row for row in rows if row.begun_at <= work.now]
    wanted = _by_rules(work, entry, rank, since=begun[-1].ended_at if begun else None)
    for row in rows:
        if row.begun_at > work.now and row.made_by != MadeBy.RULE:
            wanted = laid_over(wanted, _stretch(row))
    _put(work, entry.id, rank, [row for row in rows if row.begun_at > work.now], wanted)


def _by_rules(work: UnitOfWork, entry: DutyRoster, rank: int, since: datetime | None) -> list[Stretch]:
    """From `since` on, or from the shift that runs now, as far ahead as policy says."""
    policy = work.kb.policies.duty
    rules = [rule for rule in entry.rules if rule.rank == rank]
    days = calendar(work.kb, policy.calendar)
    longest = timedelta(hours=max((rule.hours for rule in rules), default=0))
    people = {person.username: person.id for person in work.session.scalars(select(Person))}
    found = []
    end = work.today + timedelta(days=policy.ahead_days)
    for turn in turns(rules, days, (work.now.astimezone(ZONE) - longest).date() - DAY, end):
        begins, ends = turn.begins.replace(tzinfo=ZONE), turn.ends.replace(tzinfo=ZONE)
        if ends > (since or work.now) and turn.username in people:
            found.append(Stretch(max(begins, since) if since else begins, ends, people[turn.username]))
    return found


def cover(
    work: UnitOfWork,
    roster_id: str,
    rank: int,
    over: Stretch,
) -> Shift:
    """Puts somebody on duty for these hours, from now on at the earliest; whoever had them has the rest.

    NotFound for a roster or rank that is none; Invalid for hours that are past, too long, or beyond the shifts there
    are.
    """
    roster = work.session.scalars(
        select(Roster).where(Roster.id == roster_id, Roster.ended_at.is_(None)).with_for_update()
    ).one_or_none()
    if roster is None:
        raise NotFound(roster_id)
    over = replace(over, begun_at=max(over.begun_at, work.now))
    if over.ended_at <= over.begun_at:
        raise Invalid("ended_at: these hours are past")
    if over.ended_at - over.begun_at > LONGEST:
        raise Invalid(f"ended_at: at most {LONGEST.days} days at once")
    rows = _standing(work, roster_id, rank, over.begun_at, over.ended_at)
    if holes([_stretch(row) for row in rows], over.begun_at, over.ended_at):
        if not _standing(work, roster_id, rank, work.now):
            raise NotFound(f"{roster_id}: rank {rank}")
        raise Invalid("ended_at: there are shifts for part of these hours only")
    wanted = laid_over([_stretch(row) for row in rows], over)
    _put(work, roster_id, rank, rows, wanted)
    found = select(Shift).where(
        Shift.roster_id == roster_id, Shift.rank == rank, Shift.begun_at == over.begun_at, STANDING
    )
    return work.session.scalars(found).one()


def _put(work: UnitOfWork, roster_id: str, rank: int, rows: Sequence[Shift], wanted: Sequence[Stretch]) -> None:
    """Rows that are wanted as they are stay; the others are replaced, before new ones come in."""
    left = list(wanted)
    for row in rows:
        if _stretch(row) in left:
            left.remove(_stretch(row))
        else:
            row.state = ShiftState.REPLACED
    work.session.flush()
    for one in left:
        work.session.add(
            Shift(
                roster_id=roster_id,
                rank=rank,
                person_id=one.person_id,
                begun_at=one.begun_at,
                ended_at=one.ended_at,
                state=ShiftState.STANDING,
                made_by=one.made_by,
                why=one.why,
                made_at=work.now,
            )
        )
    work.session.flush()


def _standing(
    work: UnitOfWork, roster_id: str, rank: int, begin: datetime, end: datetime | None = None
) -> Sequence[Shift]:
    """Those of a rank that touch the span, in order."""
    rows = select(Shift).where(Shift.roster_id == roster_id, Shift.rank == rank, STANDING, Shift.ended_at > begin)
    if end is not None:
        rows = rows.where(Shift.begun_at < end)
    return work.session.scalars(rows.order_by(Shift.begun_at)).all()


def _stretch(row: Shift) -> Stretch:
    return Stretch(row.begun_at, row.ended_at, row.person_id, row.made_by, row.why)
