"""Warranty (R07–R09): covered or not, until when, and why."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from helpline.tables import Asset, Contract
from kb.lookup import warranty_of
from kb.models.knowledge import Knowledge, Start


@dataclass(frozen=True)
class Warranty:
    """The answer for one machine. `until` is the last covered day; `began_by` says which date counted."""

    covered: bool | None  # None: no date is on file
    term: str
    months: int
    began_on: str = ""
    began_by: str = ""  # card, handover, commissioned, accepted, first_accepted, finally_accepted, contract
    until: str = ""
    afterwards: str = ""
    contract: str = ""  # the number of the one that covers it, where that is longer than the term

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def assess(kb: Knowledge, machine: Asset, today: date, contracts: Sequence[Contract] = ()) -> Warranty:
    """By the term of its category, from the first of the term's dates that is on file (R07).

    Where the term's own dates are missing, its trial counts and the term after it. Of `contracts`, its owner's, one
    that is in force and covers it holds where it is longer.
    """
    by_term = _by_term(kb, machine, today)
    long = max((c for c in contracts if _holds(c, machine, today)), key=lambda c: c.ends_on, default=None)
    if long is None or (by_term.covered and by_term.until >= long.ends_on.isoformat()):
        return by_term
    began = long.starts_on.isoformat()
    ends = long.ends_on.isoformat()
    return replace(by_term, covered=True, began_on=began, began_by="contract", until=ends, contract=long.id)


def _holds(contract: Contract, machine: Asset, today: date) -> bool:
    return contract.is_in_force(today) and contract.covers(machine, None, machine.category)


def _by_term(kb: Knowledge, machine: Asset, today: date) -> Warranty:
    term = warranty_of(kb, machine.category)
    if not term.id:  # the files know the category no more
        return Warranty(None, "", 0)
    for starts, months in ((term.starts, term.months), (term.trial_starts, term.trial_months + term.months)):
        for began_by in starts:
            if (began_on := _date(machine, began_by)) is not None:
                until, began = add_months(began_on, months), began_on.isoformat()
                left = today <= until
                return Warranty(left, term.name, term.months, began, began_by.value, until.isoformat(), term.afterwards)
    return Warranty(None, term.name, term.months, afterwards=term.afterwards)


def _date(machine: Asset, start: Start) -> date | None:
    return {
        Start.CARD: machine.card_on,
        Start.HANDOVER: machine.handover_on,
        Start.COMMISSIONED: machine.commissioned_on,
        Start.ACCEPTED: machine.accepted_on,
        Start.FIRST_ACCEPTED: machine.first_accepted_on,
        Start.FINALLY_ACCEPTED: machine.finally_accepted_on,
    }[start]


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
