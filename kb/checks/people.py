"""kb/seed/*.yml: people who can do what is promised."""

from collections.abc import Iterator

from kb.checks.check import ROLES, known, spans_in_order, unique, weekdays
from kb.errors import Fault
from kb.loading.parts import Parts


def engineers(parts: Parts) -> Iterator[Fault]:
    source = parts.source("engineers")
    yield from unique(source, (), parts["engineers"])
    for index, engineer in enumerate(parts["engineers"]):
        yield from weekdays(source, (index, "days"), engineer.days)
        yield from spans_in_order(source, (index, "spans"), engineer.spans)


def skills(parts: Parts) -> Iterator[Fault]:
    """R25: each skill a category asks for is some engineer's, and each engineer's skill is asked for."""
    source, categories = parts.source("products"), parts["products"].categories
    had = {skill for engineer in parts["engineers"] for skill in engineer.skills}
    for index, category in enumerate(categories):
        yield from known(source, ("categories", index, "skill"), "engineer with the skill", category.skill, had)
    asked = {category.skill for category in categories}
    source = parts.source("engineers")
    for index, engineer in enumerate(parts["engineers"]):
        for at, skill in enumerate(engineer.skills):
            yield from known(source, (index, "skills", at), "category that asks for the skill", skill, asked)


def staff(parts: Parts) -> Iterator[Fault]:
    source = parts.source("staff")
    yield from unique(source, (), parts["staff"], key="username")
    for index, member in enumerate(parts["staff"]):
        yield from known(source, (index, "role"), "role", member.role, ROLES)
