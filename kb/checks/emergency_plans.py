"""kb/plans and kb/outside_help.yml: people, roles and steps that are there, and an order in which they can be done."""

from collections.abc import Iterator

from kb.checks.check import ROLES, known, unique
from kb.errors import Fault
from kb.loading.parts import Parts


def plans(parts: Parts) -> Iterator[Fault]:
    people = {one.username for one in parts["staff"]} | {one.id for one in parts["engineers"]}
    dangers = {kind.id for kind in parts["emergency"].kinds}
    businesses = {one.id for one in parts["products"].businesses}
    taken: dict[str, str] = {}
    for name, plan in parts.group("plan"):
        source = parts.source(name)
        if taken.setdefault(plan.id, name) != name:
            yield source.fault(("id",), f"{plan.id!r} is {taken[plan.id]}'s already")
        for field, kind, there in (
            ("authorised_by", "role", set(ROLES)),
            ("leading", "person", people),
            ("working", "person", people),
            ("dangers", "kind of danger", dangers),
            ("businesses", "business", businesses),
        ):
            for at, said in enumerate(getattr(plan, field)):
                yield from known(source, (field, at), kind, said, there)
        yield from unique(source, ("steps",), plan.steps)
        before: set[str] = set()
        for at, step in enumerate(plan.steps):
            yield from known(source, ("steps", at, "team"), "role", step.team, ROLES)
            for place, id in enumerate(step.after):
                yield from known(source, ("steps", at, "after", place), "step above it", id, before)
            before.add(step.id)


def outside_help(parts: Parts) -> Iterator[Fault]:
    source = parts.source("outside_help")
    yield from unique(source, (), parts["outside_help"], key="name", plain=False)
    categories = {one.id for one in parts["products"].categories}
    for index, one in enumerate(parts["outside_help"]):
        for at, category in enumerate(one.categories):
            yield from known(source, (index, "categories", at), "category", category, categories)
