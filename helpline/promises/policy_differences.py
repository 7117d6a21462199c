"""What open cases would be promised by other policies."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from helpline.promises.policy import promised_to
from helpline.tables import Case
from helpline.tables.states import OPEN_CASE
from kb.models.knowledge import Knowledge

BATCH = 500


@dataclass(frozen=True)
class Difference:
    """One open case; `minutes` are (kind, before, after) where these differ, None for what is not promised."""

    number: str
    pack_before: str
    pack: str
    minutes: list[tuple[str, int | None, int | None]]


def differences(session: Session, before: Knowledge, after: Knowledge) -> Iterator[Difference]:
    """The open cases whose pack or minutes are other ones by `after` than by `before`, by number."""
    open_cases = select(Case).where(Case.status.in_(OPEN_CASE)).order_by(Case.number)
    loaded = open_cases.options(joinedload(Case.contract), joinedload(Case.asset)).execution_options(yield_per=BATCH)
    for case in session.scalars(loaded):
        old, new = promised_to(before, case), promised_to(after, case)
        kinds = sorted({*old.minutes, *new.minutes})
        changed = [(kind, old.minutes.get(kind), new.minutes.get(kind)) for kind in kinds]
        changed = [one for one in changed if one[1] != one[2]]
        if changed or old.pack != new.pack:
            yield Difference(case.number, old.pack, new.pack, changed)
