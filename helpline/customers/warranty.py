"""Warranty (R07–R09): covered or not, until when, and why."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from helpline.tables import Asset
from kb.lookup import warranty_of
from kb.models.knowledge import Knowledge


@dataclass(frozen=True)
class Warranty:
    """The answer for one machine. `until` is the last covered day; `began_by` says which date counted."""

    covered: bool | None  # None: no date is on file
    term: str
    months: int
    began_on: str = ""
    began_by: str = ""  # card, handover, commissioned
    until: str = ""
    afterwards: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def assess(kb: Knowledge, machine: Asset, today: date) -> Warranty:
    """The date on the card counts; card lost → hand-over; else commissioning (R07). A trial precedes the term."""
    term = warranty_of(kb, machine.category)
    if not term.id:  # the files know the category no more
        return Warranty(None, "", 0)
    dates = {"card": machine.card_on, "handover": machine.handover_on, "commissioned": machine.commissioned_on}
    began_by, began_on = next(((by, on) for by, on in dates.items() if on), ("", None))
    if began_on is None:
        return Warranty(None, term.name, term.months, afterwards=term.afterwards)
    until = add_months(began_on, term.trial_months + term.months)
    return Warranty(
        today <= until, term.name, term.months, began_on.isoformat(), began_by, until.isoformat(), term.afterwards
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
