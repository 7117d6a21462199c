"""kb/policies/*.yml, all but escalation."""

from collections.abc import Iterator

from kb.checks.check import ROLES, compiles, known, spans_in_order, unique
from kb.emergency import DANGER, spelled_out
from kb.errors import Fault
from kb.loading.parts import Parts
from kb.loading.yaml_lines import Path, Source
from kb.lookup import DEFAULT_PACK
from kb.models.sla import PromiseTerm, Terms

KINDS = ("electric", "gas", "water", "fire", "trapped", "injury")
OPEN_KIND = "general"  # advice for a danger whose nature is not known; the only kind without patterns


def warranty(parts: Parts) -> Iterator[Fault]:
    source = parts.source("warranty")
    yield from unique(source, (), parts["warranty"])
    for at, term in enumerate(parts["warranty"]):
        if not term.starts:
            yield source.fault((at, "starts"), f"no date begins the term {term.id!r}; name at least one")
        if bool(term.trial_months) != bool(term.trial_starts):
            yield source.fault((at,), f"the term {term.id!r} needs trial_months and trial_starts together, or neither")


def sla(parts: Parts) -> Iterator[Fault]:
    source, policy = parts.source("sla"), parts["sla"]
    for field in ("kinds", "steps", "grades"):
        yield from unique(source, (field,), getattr(policy, field))
    yield from _calendar(parts, source, ("questions", "calendar"), policy.questions.calendar)
    for at, kind in enumerate(policy.kinds):
        for place, role in enumerate(kind.tells):
            yield from known(source, ("kinds", at, "tells", place), "role", role, ROLES)
    for name in ("complaints", "requests", "emergencies", "on_demand"):
        entry: Terms = getattr(policy, name)
        yield from _calendar(parts, source, (name, "calendar"), entry.calendar)
        yield from _promises(parts, source, (name, "promises"), entry.promises)


def packs(parts: Parts) -> Iterator[Fault]:
    """What the folders promise can be read, and each extends one that extends none."""
    files = {name.removeprefix("pack "): pack for name, pack in parts.group("pack")}
    roots = {id for id, file in files.items() if not file.extends}
    for id, file in files.items():
        source = parts.source(f"pack {id}")
        yield from _promises(parts, source, ("promises",), file.promises)
        if file.extends:
            yield from known(source, ("extends",), "folder that extends none", file.extends, roots)
        elif not file.calendar:
            yield source.fault((), f"the pack {id!r} needs a calendar; add it")
        if file.calendar:
            yield from _calendar(parts, source, ("calendar",), file.calendar)
    if DEFAULT_PACK not in files:
        yield parts.source("sla").fault(
            (), f"there is no folder {DEFAULT_PACK!r} for cases of unknown products; add it"
        )


def _calendar(parts: Parts, source: Source, path: Path, said: str) -> Iterator[Fault]:
    yield from known(source, path, "calendar", said, {hours.id for hours in parts["hours"]})


def _promises(parts: Parts, source: Source, path: Path, promises: tuple[PromiseTerm, ...]) -> Iterator[Fault]:
    kinds = {kind.id for kind in parts["sla"].kinds}
    yield from unique(source, path, promises, key="kind")
    for at, term in enumerate(promises):
        yield from known(source, (*path, at, "kind"), "kind of promise", term.kind, kinds)
        if term.minutes is None and term.level_1 is None:
            yield source.fault((*path, at), f"nothing is promised for {term.kind!r}; give it minutes")
        for zone, minutes in term.zones.items():
            if minutes < 1:
                yield source.fault((*path, at, "zones", zone), f"{minutes} minutes for {zone!r} are none; at least 1")


def queues(parts: Parts) -> Iterator[Fault]:
    source = parts.source("queues")
    yield from unique(source, (), parts["queues"])
    calendars = {hours.id for hours in parts["hours"]}
    for index, queue in enumerate(parts["queues"]):
        yield from known(source, (index, "calendar"), "calendar", queue.calendar, calendars)
        if not queue.roles:
            yield source.fault((index, "roles"), f"nobody serves the queue {queue.id!r}; name at least one role")
        for at, role in enumerate(queue.roles):
            yield from known(source, (index, "roles", at), "role", role, ROLES)


def grading(parts: Parts) -> Iterator[Fault]:
    source, rules = parts.source("grading"), parts["grading"]
    for index, rule in enumerate(rules):
        for at, pattern in enumerate(rule.patterns):
            yield from compiles(source, (index, "patterns", at), pattern)
    if not rules or rules[-1].patterns != ("",) or rules[-1].categories:
        yield source.fault((len(rules) - 1,), "the last rule must fit everything: patterns: [''] and no categories")


def grading_categories(parts: Parts) -> Iterator[Fault]:
    source = parts.source("grading")
    categories = {category.id for category in parts["products"].categories}
    for index, rule in enumerate(parts["grading"]):
        for at, category in enumerate(rule.categories):
            yield from known(source, (index, "categories", at), "category", category, categories)


def emergency(parts: Parts) -> Iterator[Fault]:
    """R22: none of the dangers may get lost from the file, and every expression in it can be read."""
    source, policy = parts.source("emergency"), parts["emergency"]
    yield from unique(source, ("kinds",), policy.kinds)
    for missing in {*KINDS, OPEN_KIND} - {kind.id for kind in policy.kinds}:
        yield source.fault(("kinds",), f"the danger {missing!r} is missing; add it")
    for at, pair in enumerate(policy.spellings):
        if len(pair) != 2:
            yield source.fault(("spellings", at), f"{pair!r} is not a pair of characters")
    for field in ("harmless", "talk"):
        for at, pattern in enumerate(getattr(policy, field)):
            yield from compiles(source, (field, at), spelled_out(pattern, policy.words).replace(DANGER, ""))
    for at, pattern in enumerate(policy.talk):
        if pattern.count(DANGER) != 1:
            yield source.fault(("talk", at), f"{pattern!r} needs {DANGER} once, where the danger is named")
    for index, kind in enumerate(policy.kinds):
        if not kind.patterns and kind.id != OPEN_KIND:
            yield source.fault(("kinds", index), f"no words show the danger {kind.id!r}; give it patterns")
        for field in ("patterns", "harmless"):
            for at, pattern in enumerate(getattr(kind, field)):
                yield from compiles(source, ("kinds", index, field, at), spelled_out(pattern, policy.words))


def complaints(parts: Parts) -> Iterator[Fault]:
    """R41: somebody can stand in, and no empty word makes a complaint of everything."""
    source, policy = parts.source("complaints"), parts["complaints"]
    if not policy.stand_ins:
        yield source.fault(("stand_ins",), "nobody reads a complaint about those who read complaints; name a role")
    for at, role in enumerate(policy.stand_ins):
        yield from known(source, ("stand_ins", at), "role", role, ROLES)
    for field in ("words", "harmless", "goes_on"):
        for at, word in enumerate(getattr(policy, field)):
            if not word.strip():
                yield source.fault((field, at), "an empty word stands in every text; take it out")
    for field in ("accusations", "no_accusations"):
        for at, pattern in enumerate(getattr(policy, field)):
            yield from compiles(source, (field, at), spelled_out(pattern, policy.parts))


def visits(parts: Parts) -> Iterator[Fault]:
    windows = parts["visits"].windows
    yield from spans_in_order(parts.source("visits"), ("windows",), windows)
    for name, policy in parts.group("visits"):
        if policy.windows != windows:  # an engineer who serves two businesses is booked by one set of windows
            yield parts.source(name).fault(("windows",), "windows are the company's; take them out of this folder")


def access(parts: Parts) -> Iterator[Fault]:
    source, policy = parts.source("access"), parts["access"]
    for field in ("second_factor", "auditors", "register_readers", "register_writers", "register_keepers"):
        for at, role in enumerate(getattr(policy, field)):
            yield from known(source, (field, at), "role", role, ROLES)
