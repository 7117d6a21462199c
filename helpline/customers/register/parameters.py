"""What is measured or set on a machine (R03), as one cell: `制冷量=3.5kW; 制冷剂=R32`. Empty: nothing is known."""

import re
from collections.abc import Mapping

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register import cells

MOST = 50
LONGEST = 100  # characters of a name, and of a value


def read(work: UnitOfWork, told: str) -> dict[str, str]:
    """By name, in the order told; ValueError for what is no pair, and for a name told twice."""
    cells.text()(work, told)
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;；\n]", told))):
        name, _, value = (piece.strip() for piece in part.replace("＝", "=").partition("="))
        if not (name and value) or max(len(name), len(value)) > LONGEST:
            raise ValueError(f"{part!r} is not like name=value, each of at most {LONGEST} characters")
        if name in found:
            raise ValueError(f"{name!r} stands there twice")
        found[name] = value
    if len(found) > MOST:
        raise ValueError(f"there are more than {MOST}")
    return found


def told(parameters: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in parameters.items())
