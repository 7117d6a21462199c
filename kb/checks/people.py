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
    """R25: each skill a category or a repair asks for is some engineer's, and each engineer's skill is asked for."""
    source, categories = parts.source("products"), parts["products"].categories
    had = {skill for engineer in parts["engineers"] for skill in engineer.skills}
    for index, category in enumerate(categories):
        yield from known(source, ("categories", index, "skill"), "engineer with the skill", category.skill, had)
    for index, special in enumerate(parts["skills"]):
        yield from known(parts.source("skills"), (index, "id"), "engineer with the skill", special.id, had)
    asked = {category.skill for category in categories} | {special.id for special in parts["skills"]}
    source = parts.source("engineers")
    for index, engineer in enumerate(parts["engineers"]):
        for at, skill in enumerate(engineer.skills):
            yield from known(source, (index, "skills", at), "category that asks for the skill", skill, asked)


def special_skills(parts: Parts) -> Iterator[Fault]:
    """R25: what makes a repair special can be told: by words, or by a model of its categories."""
    source, products = parts.source("skills"), parts["products"]
    yield from unique(source, (), parts["skills"])
    categories = {category.id for category in products.categories}
    for index, special in enumerate(parts["skills"]):
        if not special.words and not special.models:
            yield source.fault((index,), f"nothing tells when {special.id!r} is needed; give it words or models")
        for at, category in enumerate(special.categories):
            yield from known(source, (index, "categories", at), "category", category, categories)
        models = {model.id for model in products.models if model.category in special.categories}
        for at, model in enumerate(special.models):
            yield from known(source, (index, "models", at), "model of its categories", model, models)


def staff(parts: Parts) -> Iterator[Fault]:
    source = parts.source("staff")
    yield from unique(source, (), parts["staff"], key="username")
    for index, member in enumerate(parts["staff"]):
        yield from known(source, (index, "role"), "role", member.role, ROLES)
