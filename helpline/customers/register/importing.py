"""Taking the register in from a file (R03): all rows or none, every fault with its line; first what would change."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register import cells
from helpline.customers.register.kinds import ASSETS, KINDS, Kind
from helpline.customers.register.tables import MOST_ROWS, TableFault, read
from helpline.customers.register.writing_rows import RowFault, put
from helpline.staff import audit

MOST_FAULTS = 200  # that are told of one file
MOST_CHANGES = 200


class RegisterFault(Exception):
    """Rows that cannot be taken; `faults` holds "line 7: what is wrong" for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Summary:
    """What a file brought: how many rows of which kind are new, changed or as they were, and the first changes."""

    kind: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    changes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ParsedTable:
    """A file of one kind, told by its columns; its rows with their lines, None for one of another length.

    `faults` are the lines of what is wrong with the file as it stands, told together with what its rows hold.
    """

    kind: Kind
    rows: Sequence[tuple[int, Mapping[str, str] | None]]
    faults: Sequence[tuple[int, str]] = ()


def parse(data: bytes, most_rows: int = MOST_ROWS) -> ParsedTable:
    """Reads a file, which may take seconds: never inside a transaction. RegisterFault when it is no table of ours."""
    try:
        table = read(data, most_rows)
    except TableFault as error:
        raise RegisterFault([str(error)]) from error
    columns = [cells.typed(name) for name in table[0]] if table else []
    kind = next((kind for kind in reversed(KINDS) if kind.needed <= set(columns)), None)
    if kind is None:
        raise RegisterFault([_of_no_kind(columns)])
    twice = sorted({name for name in columns if columns.count(name) > 1})
    faults = [(1, f"the column {name[:100]!r} stands twice") for name in twice]
    known = {"id", *kind.columns}
    of_kind = f"no column of {kind.name}; take it out, or name it as one of {', '.join(('id', *kind.columns))}"
    faults += [(1, f"{name[:100]!r} is {of_kind}") for name in columns if name not in known]
    faults += _repeated(kind, columns, table[1:])
    return ParsedTable(kind, list(_rows(columns, known, table[1:])), faults)


def _of_no_kind(columns: Sequence[str]) -> str:
    """What to change in the first line; of the kinds whose columns stand there in part, what is missing."""
    stand = max((len(kind.needed & set(columns)) for kind in KINDS), default=0)
    near = [kind for kind in KINDS if stand and len(kind.needed & set(columns)) == stand]
    lacks = [f"to be {kind.name} it lacks {', '.join(sorted(kind.needed - set(columns)))}" for kind in near]
    known = {"id", *(name for kind in KINDS for name in kind.columns)}
    strange = [repr(name[:100]) for name in columns if name not in known]
    said = [f"line 1: columns are {', '.join(columns)[:500] or 'missing'}", *lacks]
    if strange:
        said.append(f"put the register's own names, which are English, in the place of {', '.join(strange)[:500]}")
    if len(columns) == 1:
        said.append("part the cells by commas, semicolons, tabs or |")
    wanted = "; ".join(f"{kind.name} by {', '.join(sorted(kind.needed))}" for kind in KINDS)
    said.append(f"a file is known by the names in its first line: {wanted}")
    return "; ".join((*said, "an export of a kind has all of its names"))


def import_table(work: UnitOfWork, table: ParsedTable, dry_run: bool = False, any_day: bool = False) -> Summary:
    """Takes in a file of one kind; rows whose id is known are updated, by the columns there are.

    With `dry_run`, and after a RegisterFault, nothing of it is written. `any_day`: see `put`.
    """
    summary = Summary(table.kind.name)
    faults = list(table.faults)
    saved = work.session.begin_nested()
    for line, told in table.rows:
        summary.rows += 1
        try:
            _take(work, table.kind, told, summary, any_day)
        except RowFault as fault:
            faults += [(line, said) for said in fault.faults]
        if len(faults) >= MOST_FAULTS:
            break
    if faults or dry_run:
        saved.rollback()
        work.session.expire_all()
    else:
        audit.note(work, "imported", table.kind.name)
        saved.commit()
    if faults:
        in_order = sorted(faults, key=lambda fault: fault[0])
        raise RegisterFault([f"line {line}: {said}" for line, said in in_order[:MOST_FAULTS]])
    return summary


def _take(work: UnitOfWork, kind: Kind, told: Mapping[str, str] | None, summary: Summary, any_day: bool) -> None:
    if told is None:
        raise RowFault(["the number of fields differs from the header's"])
    if not cells.typed(told.get("id", "")) and not (kind is ASSETS and cells.typed(told["serial"])):
        raise RowFault(["id is empty: the row could not be found again"])
    written = put(work, kind, told, any_day)
    summary.new += written.is_new
    summary.changed += bool(written.changes)
    if written.changes and len(summary.changes) < MOST_CHANGES:
        fields = ", ".join(f"{name} {before!r} -> {after!r}" for name, (before, after) in written.changes.items())
        summary.changes.append(f"{written.id}: {fields}")


def _rows(
    columns: Sequence[str], known: Container[str], rows: list[list[str]]
) -> Iterator[tuple[int, Mapping[str, str] | None]]:
    """Those with anything in them, by known columns; None for one that has not as many cells as there are columns."""
    for line, row in enumerate(rows, 2):
        if any(row):
            told = {name: cell for name, cell in zip(columns, row) if name in known}
            yield line, told if len(row) == len(columns) else None


def _repeated(kind: Kind, columns: Sequence[str], rows: list[list[str]]) -> list[tuple[int, str]]:
    named = ("id", "serial") if kind is ASSETS else ("id",)
    faults = []
    for name in named:
        if name not in columns or (name == "serial" and "maker" in columns):
            continue
        at, first = columns.index(name), dict[str, int]()
        for line, row in enumerate(rows, 2):
            told = cells.typed(row[at]) if at < len(row) else ""
            if told and first.setdefault(told, line) != line:
                faults.append((line, f"{name} {told!r} stands on line {first[told]} already"))
    return faults
