"""Which minutes are promised for a case: the business's pack, the customer's grade, the level (R13–R15, R41)."""

from dataclasses import dataclass, field

from kb.lookup import sla_pack_of
from kb.models.knowledge import Knowledge
from kb.models.sla import Terms

REQUESTS = frozenset({"part", "invoice", "suggestion", "return", "question"})
ALWAYS = "always"  # the calendar of major faults


@dataclass(frozen=True)
class Promised:
    """What a new case is promised: minutes on `calendar`, by kind; a kind that is missing is not promised."""

    pack: str
    calendar: str
    minutes: dict[str, int] = field(default_factory=dict)


def promised(kb: Knowledge, case_type: str, category: str, level: int, grade: str) -> Promised:
    """A better grade shortens the reply, never lengthens it."""
    sla = kb.policies.sla
    by_grade = {g.id: g.reply_minutes for g in sla.grades}.get(grade)
    if case_type == "complaint":
        return Promised("complaints", sla.complaints.calendar, _minutes(sla.complaints, 3))
    if case_type in REQUESTS:
        return Promised("requests", sla.requests.calendar, _shortened(_minutes(sla.requests, 3), by_grade))
    pack = sla_pack_of(kb, category)
    major = level == 1
    minutes = _minutes(pack, level)
    return Promised(pack.id, ALWAYS if major else pack.calendar, minutes if major else _shortened(minutes, by_grade))


def _minutes(terms: Terms, level: int) -> dict[str, int]:
    promised = {t.kind: t.level_1 if level == 1 and t.level_1 else t.minutes for t in terms.promises}
    return {kind: minutes for kind, minutes in promised.items() if minutes is not None}


def _shortened(minutes: dict[str, int], by_grade: int | None) -> dict[str, int]:
    if by_grade is None or "reply" not in minutes:
        return minutes
    return minutes | {"reply": min(minutes["reply"], by_grade)}
