"""Emergencies (R22): safety advice at once, a level 1 case with what is known, a human at once."""

from datetime import timedelta

from sqlalchemy import func, select

from helpline.cases.complaints import give_way
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.proof import customer_of
from helpline.duty.page_words import ringing
from helpline.escalation import rules
from helpline.promises import ledger
from helpline.tables import Case, Conversation
from helpline.tables.states import OPEN_CASE
from helpline.timeline.record import record
from kb.lookup import business, category
from kb.models.escalation import Trigger
from kb.models.knowledge import EmergencyKind
from language.facts.address import find_addresses
from language.facts.road_position import road_position

FIELDS = {"address": "address", "phone": "phone", "name": "contact_name", "product": "category"}
SHOWN = ("address", "phone", "name")  # read back


def report_emergency(
    work: UnitOfWork,
    conversation: Conversation,
    kind: EmergencyKind,
    words: str,
    key: str,
    turn_id: str = "",
    known: dict[str, str] | None = None,
) -> tuple[Case, list[str]]:
    """The case and what the customer is told, in order. A further message about the same danger joins its case."""
    give_way(work, conversation, turn_id)
    case = running(work, conversation)
    if case is None:
        facts = known or {}
        customer = customer_of(work, conversation)
        case = file_case(
            work,
            conversation,
            Request(
                type=CaseType.EMERGENCY,
                description=words,
                key=f"emergency:{key}",
                level=1,
                category=facts.get("product") or "",
                serial=facts.get("serial") or "",
                name=facts.get("name") or (customer.name if customer else ""),
                phone=facts.get("phone") or (customer.phone if customer else ""),
                address=facts.get("address") or (customer.address if customer else ""),
                extra={"danger": kind.id},
            ),
        )
        case.level_reason = kind.name
    elif case.idempotency_key != f"emergency:{key}":
        record(work, case, "customer_chased", words, danger=kind.id)
    conversation.case_id = case.id
    rings = not _rung_enough(work, conversation, case)
    outcome = rules.fire(work, Trigger.EMERGENCY, conversation=conversation, case=case, turn_id=turn_id, rings=rings)
    told = [_advice(work, kind, case)]
    if line := _of_business(work, case):
        told.append(line)
    told.append(phrase(work.kb, "emergency_filed", number=case.number, duty_phone=work.kb.company.duty_phone))
    if outcome and outcome.paged:
        told.append(ringing(work, outcome.paged))
    if outcome and outcome.tell:
        told.append(outcome.tell)
    told += asked(work, case)
    return case, told


def asked(work: UnitOfWork, case: Case) -> list[str]:
    """The question for what helpers still need to find the place: where it is, and a phone."""
    missing = ([] if _is_found_by(case.address) else ["address"]) + ([] if case.phone else ["phone"])
    return [phrase(work.kb, f"emergency_ask_{'_'.join(missing)}")] if missing else []


def complete(work: UnitOfWork, conversation: Conversation, known: dict[str, str]) -> dict[str, str]:
    """Fills what the running emergency's case lacks, and adds to its address; what is new, as the case has it now."""
    case = running(work, conversation)
    if case is None:
        return {}
    fresh = {}
    for kind, value in known.items():
        before = getattr(case, FIELDS[kind])
        if kind == "address" and before and value not in before:
            value = f"{before}，{value}"
        elif before:
            continue
        setattr(case, FIELDS[kind], value)
        fresh[kind] = value
    if fresh:
        record(work, case, "completed", **fresh)
    if "product" in fresh:  # what its business promises, counted from the alarm
        ledger.remake(work, case, afresh=False)
    return fresh


def noted_words(work: UnitOfWork, conversation: Conversation, noted: dict[str, str]) -> str:
    """What was put on the emergency's case, and what is still needed."""
    case = running(work, conversation)
    lines = [phrase(work.kb, f"emergency_noted_{kind}", value=noted[kind]) for kind in SHOWN if kind in noted]
    told = phrase(work.kb, "emergency_noted", what=phrase(work.kb, "comma").join(lines)) if lines else ""
    return "\n".join(part for part in (told, *(asked(work, case) if case else [])) if part)


def _of_business(work: UnitOfWork, case: Case) -> str:
    """What the kind of machine adds to the advice."""
    if not case.category or case.category not in {kind.id for kind in work.kb.categories}:
        return ""
    return business(work.kb, category(work.kb, case.category).business).emergency


def _is_found_by(address: str) -> bool:
    """Whether somebody from outside finds the place: a machine room without its street is not enough."""
    return bool(road_position(address) or any(find_addresses(address)))


def _advice(work: UnitOfWork, kind: EmergencyKind, case: Case) -> str:
    """The safety advice; where a business has its own words for such a danger, those, or else those for any machine
    that is known.
    """
    known = {one.id: one.business for one in work.kb.categories}
    business = known.get(case.category)
    own = [f"{kind.advice}_{business}", f"{kind.advice}_known"] if business else []
    advice = next((id for id in own if id in work.kb.phrases), kind.advice)
    return phrase(work.kb, advice, duty_phone=work.kb.company.duty_phone)


def running(work: UnitOfWork, conversation: Conversation) -> Case | None:
    """The alarm of this talk that is not over."""
    return work.session.scalars(
        select(Case)
        .where(Case.conversation_id == conversation.id, Case.type == CaseType.EMERGENCY, Case.status.in_(OPEN_CASE))
        .order_by(Case.id.desc())
    ).first()


def _rung_enough(work: UnitOfWork, conversation: Conversation, case: Case) -> bool:
    """Whether alarms from this address have rung for everybody often enough lately.

    Each still has its advice, its case and its place in the queue. Only of strangers: who is on file is rung for.
    """
    if not conversation.origin or conversation.customer_id:
        return False
    alarm_policy = work.kb.policies.limits.alarms
    lately = (
        select(func.count(Case.id))
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Conversation.origin == conversation.origin, Case.type == CaseType.EMERGENCY, Case.id != case.id)
        .where(Case.created_at > work.now - timedelta(minutes=alarm_policy.minutes))
    )
    return (work.session.scalar(lately) or 0) >= alarm_policy.rings
