"""escalation.yml: nobody is forgotten, and complaints stay with people who are independent (R19, R23, R41)."""

from collections.abc import Iterator

from kb.checks.check import ROLES, known, unique
from kb.errors import Fault
from kb.loading.parts import Parts
from kb.models.escalation import Does, Trigger

SERVICE_QUEUE = "service"


def rules(parts: Parts) -> Iterator[Fault]:
    source, policy = parts.source("escalation"), parts["escalation"]
    yield from unique(source, ("rules",), policy.rules)
    for trigger in Trigger:
        if all(rule.on != trigger for rule in policy.rules):
            yield source.fault(("rules",), f"no rule listens to {trigger.value!r}; add one")
    for index, rule in enumerate(policy.rules):
        for at, role in enumerate(rule.notify):
            yield from known(source, ("rules", index, "notify", at), "role", role, ROLES)
        if rule.do == Does.NOTIFY and not rule.notify:
            yield source.fault(("rules", index), f"the rule {rule.id!r} notifies nobody; give it 'notify'")


def queues(parts: Parts) -> Iterator[Fault]:
    source = parts.source("escalation")
    there = {queue.id for queue in parts["queues"]}
    for index, rule in enumerate(parts["escalation"].rules):
        yield from known(source, ("rules", index, "queue"), "queue", rule.queue, there)


def complaints(parts: Parts) -> Iterator[Fault]:
    """R41: nobody who serves the service queue handles, or is told of, a complaint."""
    source = parts.source("escalation")
    roles = {queue.id: set(queue.roles) for queue in parts["queues"]}
    service = roles.get(SERVICE_QUEUE, set())
    for index, rule in enumerate(parts["escalation"].rules):
        if rule.on != Trigger.COMPLAINT and rule.when.case_types != ("complaint",):
            continue
        shared = (roles.get(rule.queue, set()) | set(rule.notify)) & service
        if shared or rule.do == Does.RAISE:
            said = f"the rule {rule.id!r} takes a complaint to the service department; use others, apart from it"
            yield source.fault(("rules", index), said)


def grades(parts: Parts) -> Iterator[Fault]:
    source = parts.source("escalation")
    there = {grade.id for grade in parts["sla"].grades}
    for index, rule in enumerate(parts["escalation"].rules):
        for at, grade in enumerate(rule.when.grades):
            yield from known(source, ("rules", index, "when", "grades", at), "service grade", grade, there)


def ladder(parts: Parts) -> Iterator[Fault]:
    source, steps = parts.source("escalation"), parts["escalation"].ladder
    if not steps:
        yield source.fault(("ladder",), "the ladder is empty; add its first step")
    for index, step in enumerate(steps):
        if step.step != index + 1:
            yield source.fault(("ladder", index, "step"), f"step {step.step} stands where step {index + 1} belongs")
        for at, role in enumerate(step.roles):
            yield from known(source, ("ladder", index, "roles", at), "role", role, ROLES)
