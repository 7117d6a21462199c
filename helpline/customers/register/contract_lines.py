"""What a contract covers, as one cell: `asset:A1; site:S1@lift_care; category:lift`; a pack of its own stands after @.

An empty cell: all that its party has.
"""

import re

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register import cells
from helpline.tables import Asset, Contract, ContractLine, Site

_LINE = re.compile(r"(asset|site|category):([^@]+)(?:@(.+))?")
_READERS: dict[str, cells.Reader] = {
    "asset": cells.row_of(Asset),
    "site": cells.row_of(Site),
    "category": cells.known("category", lambda kb: (category.id for category in kb.categories)),
}
_PACK = cells.known("pack of promises", lambda kb: kb.sets)
_FIELDS = {"asset": "asset_id", "site": "site_id", "category": "category"}


def read(work: UnitOfWork, told: str) -> list[dict[str, str]]:
    """The lines as columns of `ContractLine`; ValueError for what none can be."""
    cells.text()(work, told)
    lines: list[dict[str, str]] = []
    for part in filter(None, (part.strip() for part in re.split(r"[;；\n]", told))):
        found = _LINE.fullmatch(part)
        if not found:
            raise ValueError(f"{part!r} is not like asset:A1, site:S1@pack or category:lift")
        thing, id, pack = found[1], found[2].strip(), (found[3] or "").strip()
        lines.append({_FIELDS[thing]: _READERS[thing](work, id), "pack": _PACK(work, pack)})
    return lines


def write(row: Contract, lines: list[dict[str, str]]) -> None:
    """These and no others; lines that stay are not made anew."""
    there = {tuple(sorted(_columns(line).items())): line for line in row.lines}
    row.lines = [there.get(tuple(sorted(line.items()))) or ContractLine(**line) for line in lines]


def told(row: Contract) -> str:
    return "; ".join(_line(line) for line in row.lines)


def _columns(line: ContractLine) -> dict[str, str]:
    thing = next(thing for thing, field in _FIELDS.items() if getattr(line, field))
    return {_FIELDS[thing]: getattr(line, _FIELDS[thing]), "pack": line.pack or ""}


def _line(line: ContractLine) -> str:
    thing = next(thing for thing, field in _FIELDS.items() if getattr(line, field))
    return f"{thing}:{getattr(line, _FIELDS[thing])}" + (f"@{line.pack}" if line.pack else "")
