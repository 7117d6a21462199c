"""`make policy-check`: reads the policies as the start does, and says what each business and contract pack promises.

Exit status 1 when something is wrong: a file, or a business whose pack lacks what it asks (R15). Beside a promise to be
on site it says how many hours of an ordinary week nobody with the skill works.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from gateway.settings import ROOT
from kb import Knowledge, load
from kb.errors import KnowledgeFault
from kb.models.knowledge import Engineer
from kb.models.sla import PromiseTerm

ONSITE = "onsite"
MINUTES_A_DAY, WEEKDAYS, MINUTES_AN_HOUR = 1440, 7, 60


def main(folder: Path) -> int:
    try:
        kb = load(folder)
    except KnowledgeFault as error:
        print("\n".join(str(fault) for fault in error.faults))
        print(f"{len(error.faults)} faults")
        return 1
    print("\n".join(lines(kb)))
    return 0


def lines(kb: Knowledge) -> Iterator[str]:
    """One for each pack; minutes, in brackets those of major faults, and of zones."""
    businesses = {business.id for business in kb.businesses}
    for id, policies in kb.sets.items():
        kind = "business" if id in businesses else "contract"
        said = ", ".join(_said(term) for term in policies.pack.promises)
        yield f"{kind} {id} ({policies.pack.name}), calendar {policies.pack.calendar}: {said}"
        comes = any(term.kind == ONSITE for term in policies.pack.promises)
        if id in businesses and comes and (idle := idle_hours(kb, id)):
            yield f"  on site: {idle} hours of the week nobody with the skill works; whoever is on duty has to go"


def idle_hours(kb: Knowledge, business: str) -> int:
    """Of the 168 hours of a week those in which no engineer works who has a skill of the business, holidays aside."""
    skills = {category.skill for category in kb.categories if category.business == business}
    able = [engineer for engineer in kb.engineers if skills.intersection(engineer.skills)]
    covered = {minute for engineer in able for minute in _minutes(engineer)}
    return (MINUTES_A_DAY * WEEKDAYS - len(covered)) // MINUTES_AN_HOUR


def _minutes(engineer: Engineer) -> Iterator[int]:
    for day in engineer.days:
        for opens, closes in engineer.spans:
            begin = opens.hour * MINUTES_AN_HOUR + opens.minute
            end = closes.hour * MINUTES_AN_HOUR + closes.minute or MINUTES_A_DAY
            yield from range((day - 1) * MINUTES_A_DAY + begin, (day - 1) * MINUTES_A_DAY + end)


def _said(term: PromiseTerm) -> str:
    minutes = "-" if term.minutes is None else str(term.minutes)
    major = f" ({term.level_1})" if term.level_1 else ""
    zones = "".join(f" {zone} {minutes}" for zone, minutes in term.zones.items())
    return f"{term.kind} {minutes}{major}{zones}"


if __name__ == "__main__":
    sys.exit(main(ROOT / "kb"))
