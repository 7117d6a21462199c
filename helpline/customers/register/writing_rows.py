"""Writing one row of the register: what was told is read, written and checked, or refused with every reason at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from helpline.core.errors import Invalid
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register import cells
from helpline.customers.register.ids import new_id
from helpline.customers.register.kinds import ASSETS, Kind
from helpline.tables import Asset


class RowFault(Invalid):
    """The row cannot be written; `faults` says why, each reason with its column."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Written:
    """What became of a row: new, or the columns that changed as (before, after)."""

    id: str
    is_new: bool
    changes: dict[str, tuple[str, str]]


def put(work: UnitOfWork, kind: Kind, told: Mapping[str, str], any_day: bool = False) -> Written:
    """Writes the row of the id that is told, or a new one. RowFault, and nothing of it written, where it cannot be.

    With `any_day` the days of `kind.past` may lie ahead.
    """
    with work.session.begin_nested():
        return _put(work, kind, told, any_day)


def _put(work: UnitOfWork, kind: Kind, told: Mapping[str, str], any_day: bool) -> Written:
    faults, values = _read(work, kind, told)
    faults += [] if any_day else _ahead(work, kind, values)
    if faults:
        raise RowFault(faults)
    id = values.pop("id", "") or _id(work, kind, values)
    row: Any = work.session.get(kind.table, id)
    is_new = row is None
    if is_new:
        faults += [f"{name} is missing" for name in sorted(kind.required - told.keys())]
        row = kind.table(id=id)
        if kind.has_birthday:
            row.created_at = work.now
    elif kind.moves is not None and not _may_move(kind, row.state, values):
        faults.append(f"state: what is {row.state} cannot become {values['state']}")
    if faults:
        raise RowFault(faults)
    before = {} if is_new else kind.told(row)
    with work.session.no_autoflush:
        kind.write(work, row, values)
        faults = list(kind.check(work, row))
    if faults:
        raise RowFault(faults)
    work.session.add(row)
    work.session.flush()
    kind.then(work, row)
    if is_new:
        return Written(id, True, {})
    after = kind.told(row)
    return Written(id, False, {name: (before[name], after[name]) for name in after if before[name] != after[name]})


def _read(work: UnitOfWork, kind: Kind, told: Mapping[str, str]) -> tuple[list[str], dict[str, Any]]:
    faults, values = [], {}
    for name, text in told.items():
        reader = cells.code() if name == "id" else kind.columns.get(name)
        if reader is None:
            faults.append(f"{name} is no column of {kind.name}")
            continue
        try:
            values[name] = reader(work, text.strip())
        except ValueError as error:
            faults.append(f"{name} {error}" if str(error).startswith(("'", "is ")) else f"{name}: {error}")
    return faults, values


def _ahead(work: UnitOfWork, kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """A warranty would run from a day on which nothing has happened yet."""
    return [
        f"{name}: {day} lies ahead; a day up to today, {work.today}, is allowed, and none where it has not been yet"
        for name, day in values.items()
        if name in kind.past and day is not None and day > work.today
    ]


def _id(work: UnitOfWork, kind: Kind, values: Mapping[str, Any]) -> str:
    """For what is told without one: of a machine that of its serial number, if it is on file; else a new one."""
    if kind is ASSETS and (serial := values.get("serial")):
        of_maker = Asset.serial == serial, Asset.maker == values.get("maker", "")
        found = work.session.scalar(select(Asset.id).where(*of_maker))
        if found is not None or work.session.get(Asset, serial) is None:
            return str(found or serial)
    return new_id(kind.name[0].upper())


def _may_move(kind: Kind, state: str, values: Mapping[str, Any]) -> bool:
    to = values.get("state", state)
    return to == state or to in (kind.moves or {}).get(state, ())  # type: ignore[call-overload]  # keys are str enums
