"""What engineers write down on a visit beside its stamps (R28, R29): checks, pictures, lines.

Each is kept once for its key, whenever it comes. What counts is read from the set of them, in the order in which they
happened, so that a queue that comes in late, twice or in another order leaves the same record.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any, TypeVar

from sqlalchemy import delete, func, select, update

from helpline.conversations.files import MEGABYTE, PictureFile
from helpline.core.database import insert_once
from helpline.core.errors import Invalid, KeyReused, NoRoom
from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules
from helpline.jobs.payloads import RemoveFiles
from helpline.jobs.schedule import schedule
from helpline.tables import Case, CheckAnswer, Person, Visit, VisitPhoto, WorkLine
from helpline.tables.visit_record import LineKind, Payer, PhotoKind, Verdict
from helpline.visits.checklist import items_of, questions_of
from kb.models.checklist import CheckItem
from kb.models.escalation import Trigger

RATES = ("1", "2", "3", "4", "5")
Row = TypeVar("Row", CheckAnswer, VisitPhoto, WorkLine)


@dataclass
class Record:
    """What counts of one visit, in the order in which it happened: one answer an item, no line that was voided."""

    checks: list[CheckAnswer] = field(default_factory=list)
    photos: list[VisitPhoto] = field(default_factory=list)
    lines: list[WorkLine] = field(default_factory=list)

    @property
    def signature(self) -> VisitPhoto | None:
        """The newest."""
        return next((one for one in reversed(self.photos) if one.kind == PhotoKind.SIGNATURE), None)

    def total_fen(self, payer: Payer | None = None) -> int:
        """What it comes to, for one payer or all."""
        return sum(one.total_fen for one in self.lines if payer in (None, one.payer))


@dataclass(frozen=True)
class Told:
    """Who wrote it down, when it happened, and the key under which it is sent."""

    person: Person
    at: datetime
    key: str


def answer_check(work: UnitOfWork, visit: Visit, told: Told, item_id: str, value: str, note: str = "") -> None:
    """Keeps what was found. Invalid for an item that is not on the list, or a value that the item does not take."""
    item = next((one for one in items_of(work.kb, visit.case) if one.id == item_id), None)
    if item is None:
        raise Invalid("item: not on the visit's list")
    verdict, rates = _verdict(item, value), item in questions_of(work.kb, visit.case)
    if rates and value not in RATES:
        raise Invalid(f"value: one of {', '.join(RATES)}")
    values = {"item": item.id, "value": value, "note": note}
    copied = {"name": item.name, "unit": item.unit, "low": item.low, "high": item.high, "verdict": verdict}
    new = _keep(work, CheckAnswer, visit, told, values, copied)
    if new and rates and verdict == Verdict.FAULTY:
        rules.fire(work, Trigger.LOW_SCORE, case=visit.case)


def _verdict(item: CheckItem, value: str) -> Verdict:
    if not item.unit:
        if value not in set(Verdict):
            raise Invalid(f"value: one of {', '.join(Verdict)}")
        return Verdict(value)
    try:
        measured = float(value)
    except ValueError:
        measured = float("nan")
    if not isfinite(measured):
        raise Invalid(f"value: a number, in {item.unit}")
    low, high = (-float("inf") if item.low is None else item.low), (float("inf") if item.high is None else item.high)
    return Verdict.OK if low <= measured <= high else Verdict.FAULTY


def add_line(work: UnitOfWork, visit: Visit, told: Told, **values: Any) -> None:
    """Keeps a line. Invalid where it takes nothing back and names a key for that, or the other way round."""
    if (values["kind"] == LineKind.VOID) != bool(values["voids"]):
        raise Invalid("voids: the key of the line that was a mistake, for the kind void only")
    _keep(work, WorkLine, visit, told, values, {})


def add_photo(
    work: UnitOfWork, visit: Visit, told: Told, kind: PhotoKind, picture: PictureFile, note: str = ""
) -> None:
    """Takes a picture. NoRoom past what a visit gets."""
    values = {"kind": kind, "size": picture.size, "note": note}
    if not _keep(work, VisitPhoto, visit, told, values, {"id": picture.id, "content_type": picture.content_type}):
        return
    taken = work.session.scalar(select(func.sum(VisitPhoto.size)).where(VisitPhoto.visit_id == visit.id)) or 0
    if taken > work.kb.policies.limits.files.session_megabytes * MEGABYTE:
        raise NoRoom()
    picture.taken = True


def _keep(
    work: UnitOfWork, table: type[Row], visit: Visit, told: Told, values: dict[str, Any], more: dict[str, Any]
) -> bool:
    """Whether it is new. KeyReused when the key stood for something else of this person's."""
    work.session.flush()
    named = {"person_id": told.person.id, "client_key": told.key}
    when = {"happened_at": min(told.at, work.now), "received_at": work.now}
    if insert_once(work.session, table, visit_id=visit.id, **named, **when, **values, **more):
        return True
    row = work.session.scalars(select(table).filter_by(**named)).one()
    if row.visit_id != visit.id or any(getattr(row, name) != value for name, value in values.items()):
        raise KeyReused(told.key)
    return False


def records(work: UnitOfWork, visits: Collection[Visit]) -> dict[int, Record]:
    """Of each visit, by its id; one question a table."""
    ids = [visit.id for visit in visits]
    found = {id: Record() for id in ids}
    for id, checks in _rows(work, CheckAnswer, ids).items():
        found[id].checks = list({one.item: one for one in checks}.values())
    for id, photos in _rows(work, VisitPhoto, ids).items():
        found[id].photos = photos
    for id, lines in _rows(work, WorkLine, ids).items():
        found[id].lines = _standing(lines)
    return found


def record_of(work: UnitOfWork, visit: Visit) -> Record:
    return records(work, [visit])[visit.id]


def _rows(work: UnitOfWork, table: type[Row], ids: Collection[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in work.session.scalars(select(table).where(table.visit_id.in_(ids))):
        found[row.visit_id].append(row)
    return {id: sorted(rows, key=_when) for id, rows in found.items()}


def _when(row: CheckAnswer | VisitPhoto | WorkLine) -> tuple[datetime, int, str]:
    return row.happened_at, row.person_id, row.client_key


def _standing(lines: Iterable[WorkLine]) -> list[WorkLine]:
    voided = {(one.person_id, one.voids) for one in lines if one.kind == LineKind.VOID}
    return [one for one in lines if one.kind != LineKind.VOID and (one.person_id, one.client_key) not in voided]


def forget(work: UnitOfWork, case: Case) -> None:
    """Nothing of the case's visits that tells of its customer is left: no picture, no words. Amounts stay."""
    ids = select(Visit.id).where(Visit.case_id == case.id)
    files = list(work.session.scalars(select(VisitPhoto.id).where(VisitPhoto.visit_id.in_(ids))))
    still = {"synchronize_session": False}
    for table in (CheckAnswer, VisitPhoto):
        work.session.execute(delete(table).where(table.visit_id.in_(ids)), execution_options=still)
    lines = update(WorkLine).where(WorkLine.visit_id.in_(ids)).values(text="", serial_in="", serial_out="")
    work.session.execute(lines, execution_options=still)
    if files:
        schedule(work, RemoveFiles(files=tuple(files)), f"case:{case.id}", work.now)
