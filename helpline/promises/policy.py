"""Which minutes are promised for a case: the business's pack, the customer's grade, the level (R13–R15, R41)."""

from dataclasses import dataclass

from kb.lookup import sla_pack_of
from kb.models.knowledge import Knowledge

REQUESTS = frozenset({"part", "invoice", "suggestion", "return", "question"})


@dataclass(frozen=True)
class Promise:
    """Minutes on `calendar`; None means not promised."""

    calendar: str
    reply_minutes: int | None
    onsite_minutes: int | None = None
    solve_minutes: int | None = None


def promise(kb: Knowledge, case_type: str, category: str, level: int, grade: str) -> Promise:
    """The promise for a new case. A better grade shortens the reply, never lengthens it."""
    sla = kb.policies.sla
    by_grade = {g.id: g.reply_minutes for g in sla.grades}.get(grade)
    if case_type == "complaint":
        return Promise("always", sla.complaint_reply_minutes)
    if case_type in REQUESTS:
        return Promise("office", _shorter(sla.request_reply_minutes, by_grade))
    pack = sla_pack_of(kb, category) if category else next(p for p in sla.packs if p.id == "general")
    minutes: dict[str, int | None] = {
        "reply_minutes": _shorter(pack.reply_minutes, by_grade),
        "onsite_minutes": pack.onsite_minutes,
        "solve_minutes": pack.solve_minutes,
    }
    calendar = pack.calendar
    if level == 1:
        calendar = "always"
        minutes |= pack.level_1
    return Promise(calendar=calendar, **minutes)


def _shorter(minutes: int, by_grade: int | None) -> int:
    return minutes if by_grade is None else min(minutes, by_grade)
