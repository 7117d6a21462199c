"""kb/checklists: one list a skill, one for all others, and limits that can be kept."""

from collections.abc import Iterator

from kb.checks.check import known, unique
from kb.errors import Fault
from kb.loading.parts import Parts


def skills(parts: Parts) -> Iterator[Fault]:
    needed = {category.skill for category in parts["products"].categories}
    taken: dict[str, str] = {}
    others: list[str] = []
    for name, one in parts.group("checklist"):
        source = parts.source(name)
        if not one.skills:
            others.append(name)
        for at, skill in enumerate(one.skills):
            yield from known(source, ("skills", at), "skill", skill, needed)
            if taken.setdefault(skill, name) != name:
                yield source.fault(("skills", at), f"{taken[skill]} is for {skill!r} already; keep it in one file")
    if len(others) != 1:
        yield parts.source("products").fault((), f"one of kb/checklists must name no skills; these do: {others}")


def items(parts: Parts) -> Iterator[Fault]:
    policies = [parts["visits"], *(policy for _, policy in parts.group("visits of"))]
    duties = {duty.id for policy in policies for duty in (*policy.duties, *policy.questionnaire)}
    for name, one in parts.group("checklist"):
        source = parts.source(name)
        yield from unique(source, ("items",), one.items)
        for at, item in enumerate(one.items):
            if item.id in duties:
                yield source.fault(("items", at), f"{item.id!r} stands in kb/policies/visits.yml; name it otherwise")
        for at, item in enumerate(one.items):
            limited = item.low is not None or item.high is not None
            if limited != bool(item.unit):
                yield source.fault(("items", at), f"{item.id!r} needs a unit and a limit together, or neither")
            if item.low is not None and item.high is not None and item.low > item.high:
                yield source.fault(("items", at), f"{item.id!r}: {item.low} to {item.high} holds nothing")
        for at, probable in enumerate(one.causes):
            if not all(word.strip() for word in probable.words):
                yield source.fault(("causes", at), "an empty word stands in every text; take it out")
