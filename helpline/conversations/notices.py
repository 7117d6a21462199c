"""What notices say, fact by fact, for channels where a notice is a form to be filled in
(`connectors.contract.notice_facts`)."""

from datetime import datetime

from helpline.core.phrases import phrase
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.tables import Case, Visit
from kb.lookup import category


def visit_facts(work: UnitOfWork, visit: Visit) -> dict[str, str]:
    """When, who, where and for which machine."""
    return {
        **_case_facts(work, visit.case, visit.start_at),
        "engineer": visit.engineer.name,
        "phone": visit.engineer.phone,
        "address": visit.case.address,
    }


def closure_facts(work: UnitOfWork, case: Case) -> dict[str, str]:
    """What was done, and when."""
    return {**_case_facts(work, case, case.solved_at or work.now), "solution": case.solution}


def _case_facts(work: UnitOfWork, case: Case, at: datetime) -> dict[str, str]:
    product = category(work.kb, case.category).name if case.category else case.product_text
    local = at.astimezone(ZONE)
    day = phrase(work.kb, "date_long", year=local.year, month=local.month, day=local.day)
    return {"number": case.number, "product": product, "time": f"{day} {local:%H:%M}"}
