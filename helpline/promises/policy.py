"""What holds for a case: contract over business over company (R15), and what it is promised by that (R13–R15, R41)."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from helpline.core.unit_of_work import ZONE
from helpline.promises.business_time import add_minutes, minutes_between
from helpline.tables import Case
from kb.calendar import calendar
from kb.lookup import policies_of_category
from kb.models.knowledge import Knowledge, PolicySet
from kb.models.sla import PromiseTerm, SlaPack, Terms

REQUESTS = frozenset({"part", "invoice", "suggestion", "return", "question"})
ON_DEMAND = "on_demand"  # in the place of a pack: promised by somebody of ours
ALWAYS = "always"  # the calendar of major faults


@dataclass(frozen=True)
class Promised:
    """What a new case is promised: minutes on `calendar`, by kind; a kind that is missing is not promised."""

    pack: str
    calendar: str
    minutes: dict[str, int] = field(default_factory=dict)


def policy_of(kb: Knowledge, case: Case) -> PolicySet:
    """The policies of the contract's pack, where there is one; else of the business of the case's product.

    The contract is the one in force when the case was filed; a pack that the files know no more is passed over.
    """
    contract = case.contract
    if contract:
        line = contract.line_for(case.asset, case.site_id, case.category)
        for pack in (line.pack if line else "", contract.pack):
            if pack in kb.sets:
                return kb.sets[pack]
    return policies_of_category(kb, case.category)


def promised_to(kb: Knowledge, case: Case) -> Promised:
    """What the policies promise for a case as it is now."""
    place = f"{case.district} {case.address}"
    return promised(kb, case.type, policy_of(kb, case).pack, case.level, case.grade, place, case.created_at)


def promised(
    kb: Knowledge,
    case_type: str,
    pack: SlaPack,
    level: int,
    grade: str,
    place: str = "",
    at: datetime | None = None,
) -> Promised:
    """A better grade shortens the reply, never lengthens it. A place in a zone has the zone's time.

    For a question it matters when it came, `at`.
    """
    sla = kb.policies.sla
    by_grade = {g.id: g.reply_minutes for g in sla.grades}.get(grade)
    if case_type == "complaint":
        return Promised("complaints", sla.complaints.calendar, _minutes(sla.complaints, 3, place))
    if case_type in REQUESTS:
        minutes = _shortened(_minutes(sla.requests, 3, place), by_grade)
        if case_type == "question" and at is not None:
            return Promised("requests", ALWAYS, minutes | {"reply": _question(kb, minutes["reply"], at)})
        return Promised("requests", sla.requests.calendar, minutes)
    major = level == 1
    minutes = _minutes(pack, level, place)
    if case_type == "emergency":
        minutes |= _minutes(sla.emergencies, level, place)
    return Promised(pack.id, ALWAYS if major else pack.calendar, minutes if major else _shortened(minutes, by_grade))


def on_demand(kb: Knowledge, kind: str, grade: str) -> Promised | None:
    """How long something may take that one of ours promises a customer; as short as the reply of a better grade.

    None for a kind that is not promised so.
    """
    terms = kb.policies.sla.on_demand
    minutes = _minutes(terms, 3, "").get(kind)
    if minutes is None:
        return None
    by_grade = next((one.reply_minutes for one in kb.policies.sla.grades if one.id == grade), minutes)
    return Promised(ON_DEMAND, terms.calendar, {kind: min(minutes, by_grade)})


def _question(kb: Knowledge, minutes: int, at: datetime) -> int:
    """Minutes on the wall: from opening to closing, over lunch too, as other requests and within the day; so many
    of an evening or a day off.
    """
    policy = kb.policies.sla.questions
    hours = calendar(kb, policy.calendar)
    midnight = datetime.combine(at.astimezone(ZONE).date() + timedelta(days=1), time(0), ZONE)
    opened = minutes_between(midnight - timedelta(days=1), at + timedelta(minutes=1), hours, ZONE)
    if not opened or not minutes_between(at, midnight, hours, ZONE):
        return policy.after_hours_minutes
    due = min(add_minutes(at, minutes, hours, ZONE), midnight)
    return max(1, int((due - at).total_seconds() // 60))


def _minutes(terms: Terms, level: int, place: str) -> dict[str, int]:
    promised = {term.kind: _of(term, level, place) for term in terms.promises}
    return {kind: minutes for kind, minutes in promised.items() if minutes is not None}


def _of(term: PromiseTerm, level: int, place: str) -> int | None:
    minutes = term.level_1 if level == 1 and term.level_1 else term.minutes
    zoned = next((minutes for zone, minutes in term.zones.items() if zone in place), None)
    return minutes if minutes is None or zoned is None else zoned


def _shortened(minutes: dict[str, int], by_grade: int | None) -> dict[str, int]:
    if by_grade is None or "reply" not in minutes:
        return minutes
    return minutes | {"reply": min(minutes["reply"], by_grade)}
