"""Escalation (R19, R23): rules are data in `kb/policies/escalation.yml`; here they are matched and carried out."""

from dataclasses import dataclass
from datetime import timedelta

from helpline.conversations.ownership import hand_off
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.proof import customer_of
from helpline.duty.paging import page
from helpline.escalation import telling
from helpline.staff.people import by_username
from helpline.tables import Case, Conversation, PageRound
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.models.escalation import Conditions, Does, EscalationRule, Trigger


@dataclass(frozen=True)
class Facts:
    """What conditions are checked against; what is not known is None."""

    count: int | None = None
    displeasure: float | None = None
    level: int | None = None
    grade: str | None = None
    case_type: str | None = None
    promise: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What was done: the rule, what the customer is to be told ("" for nothing), and who is being rung."""

    rule: EscalationRule
    tell: str = ""
    paged: PageRound | None = None


def match(rules: tuple[EscalationRule, ...], on: Trigger, facts: Facts) -> EscalationRule | None:
    """The first rule for this trigger whose conditions all hold."""
    return next((rule for rule in rules if rule.on == on and holds(rule.when, facts)), None)


def holds(when: Conditions, facts: Facts) -> bool:
    """Whether every given condition holds. A condition on something unknown does not."""
    return (
        (when.count_at_least is None or (facts.count or 0) >= when.count_at_least)
        and (when.displeasure_at_least is None or (facts.displeasure or 0.0) >= when.displeasure_at_least)
        and (when.level_at_most is None or (facts.level is not None and facts.level <= when.level_at_most))
        and (not when.grades or facts.grade in when.grades)
        and (not when.case_types or facts.case_type in when.case_types)
        and (not when.promises or facts.promise in when.promises)
    )


def fire(
    work: UnitOfWork,
    on: Trigger,
    *,
    conversation: Conversation | None = None,
    case: Case | None = None,
    count: int | None = None,
    promise: str | None = None,
    turn_id: str = "",
    rings: bool = True,
) -> Outcome | None:
    """Carries out the first rule that fits, in the same transaction. None when no rule does.

    Without `rings` nobody is alerted of it, or rung, besides those whose queue it comes to.
    """
    facts = Facts(
        count=count,
        displeasure=conversation.displeasure if conversation else None,
        level=case.level if case else None,
        grade=_grade(work, case, conversation),
        case_type=case.type if case else None,
        promise=promise,
    )
    rule = match(work.kb.policies.escalation.rules, on, facts)
    if rule is None:
        return None
    if conversation is None and case is not None and case.conversation_id:
        conversation = work.session.get(Conversation, case.conversation_id)
    told = phrase(work.kb, rule.tell) if rule.tell else ""
    if rule.do == Does.HAND_OFF and conversation is not None:
        expected = hand_off(work, conversation, rule, turn_id)
        told = "\n".join(part for part in (told, expected) if part)
    elif rule.do == Does.RAISE and case is not None:
        raise_step(work, case, rule, promise)
    elif rule.do == Does.TASK:
        _tasks(work, rule, rule_roles(work, rule), "task", case, conversation, promise)
    if rule.raises and case is not None:
        raise_step(work, case, rule, promise)
    paged = None
    if rings:
        _tasks(work, rule, rule.notify, "alert", case, conversation, promise)
        if rule.texts and case is not None:
            telling.text(work, case, rule.texts, "rule_text", case.description, reason=rule.reason)
        if rule.page and case is not None:
            paged = page(work, case, rule.page, rule.reason)
    return Outcome(rule, told, paged)


def raise_step(work: UnitOfWork, case: Case, rule: EscalationRule, promise: str | None = None) -> None:
    """One step up the ladder: the step's people are told, the case becomes more urgent."""
    ladder = work.kb.policies.escalation.ladder
    case.escalation_step = min(case.escalation_step + 1, len(ladder))
    case.priority = min(case.priority, rule.priority)
    step = ladder[case.escalation_step - 1]
    record(work, case, "escalated", rule.reason, rule=rule.id, step=step.step, name=step.name)
    _tasks(work, rule, step.roles, "alert", case, None, promise)
    telling.text(work, case, step.texts, "ladder_text", case.description, level=str(case.level), step=step.name)


def rule_roles(work: UnitOfWork, rule: EscalationRule) -> tuple[str, ...]:
    """The roles that serve the rule's queue."""
    return next(queue.roles for queue in work.kb.policies.queues if queue.id == rule.queue)[:1]


def _tasks(
    work: UnitOfWork,
    rule: EscalationRule,
    roles: tuple[str, ...],
    kind: str,
    case: Case | None,
    conversation: Conversation | None,
    promise: str | None,
) -> None:
    """One for each role; each promise of a case is a matter of its own."""
    named = by_username(work, rule.assignee) if kind == "task" and rule.assignee else None
    for role in roles:
        open_task(
            work,
            role,
            kind,
            rule.reason,
            rule.id,
            rule.priority,
            case_id=case.id if case else None,
            conversation_id=conversation.id if conversation else None,
            about=f"{case.id}:{promise}" if case and promise else "",
            due_at=work.now + timedelta(minutes=rule.due_minutes) if kind == "task" and rule.due_minutes else None,
            assignee=named if named and role in named.roles else None,
        )


def _grade(work: UnitOfWork, case: Case | None, conversation: Conversation | None) -> str | None:
    if case is not None:
        return case.grade
    customer = customer_of(work, conversation) if conversation is not None else None
    return customer.grade if customer else None


__all__ = ["Facts", "Outcome", "fire", "holds", "match", "raise_step"]
