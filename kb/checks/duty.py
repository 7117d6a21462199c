"""kb/policies/duty.yml: each rank of a roster is one person's at every hour, and nobody is first and second at once."""

from collections.abc import Iterator
from datetime import date, timedelta

from kb.calendar import Calendar
from kb.checks.check import ROLES, known, unique
from kb.errors import Fault
from kb.loading.parts import Parts
from kb.loading.yaml_lines import Path, Source
from kb.models.duty import Days, DutyRoster, RosterRule
from kb.roster import Turn, first_day, turns

OF_CASE = {"engineer", "manager", "point"}  # whom a step of the ladder may name beside the purposes of rosters
LOOKED_AT = timedelta(days=430)  # a year and what touches it


def rosters(parts: Parts) -> Iterator[Fault]:
    source, policy = parts.source("duty"), parts["duty"]
    yield from unique(source, ("rosters",), policy.rosters)
    yield from known(source, ("calendar",), "calendar", policy.calendar, {hours.id for hours in parts["hours"]})
    people = {engineer.id for engineer in parts["engineers"]} | {member.username for member in parts["staff"]}
    businesses = {business.id for business in parts["products"].businesses} | {""}
    for index, roster in enumerate(policy.rosters):
        here: Path = ("rosters", index)
        yield from known(source, (*here, "business"), "business", roster.business, businesses)
        for at, rule in enumerate(roster.rules):
            for place, username in enumerate(rule.people):
                yield from known(source, (*here, "rules", at, "people", place), "person", username, people)
            if rule.hours > 24 and (rule.hours % 24 or rule.days != Days.ALL):
                fault = f"a shift of {rule.hours} hours must be of whole days, and begin on any day"
                yield source.fault((*here, "rules", at, "hours"), fault)
    yield from _purposes(parts)


def _purposes(parts: Parts) -> Iterator[Fault]:
    """What is rung has a roster for every business; the roles of the ladder are those of the desk."""
    source, page = parts.source("duty"), parts["duty"].page
    general = {roster.purpose for roster in parts["duty"].rosters if not roster.business}
    kind = "roster for every business, of the purpose"
    yield from known(source, ("page", "staff_purpose"), kind, page.staff_purpose, general)
    for at, purpose in enumerate(page.then):
        yield from known(source, ("page", "then", at), kind, purpose, general)
    for at, role in enumerate(page.ladder):
        yield from known(source, ("page", "ladder", at), "role", role, ROLES)
    escalation = parts["escalation"]
    for index, step in enumerate(escalation.ladder):
        for at, name in enumerate(step.texts):
            here = ("ladder", index, "texts", at)
            yield from known(parts.source("escalation"), here, "of the case, or roster", name, general | OF_CASE)
    for index, rule in enumerate(escalation.rules):
        for at, name in enumerate(rule.texts):
            here = ("rules", index, "texts", at)
            yield from known(parts.source("escalation"), here, "of the case, or roster", name, general | OF_CASE)
        if rule.assignee:
            staff = {member.username for member in parts["staff"]}
            yield from known(parts.source("escalation"), ("rules", index, "assignee"), "person", rule.assignee, staff)
        if rule.page:
            yield from known(parts.source("escalation"), ("rules", index, "page"), kind, rule.page, general)


def shifts(parts: Parts) -> Iterator[Fault]:
    """No hole, no overlap, and rank after rank somebody else."""
    source, policy = parts.source("duty"), parts["duty"]
    hours = next((entry for entry in parts["hours"] if entry.id == policy.calendar), None)
    if hours is None:
        return
    calendar = Calendar(hours, tuple(year for _, year in parts.group("year")))
    for index, roster in enumerate(policy.rosters):
        if any(rule.hours > 24 and rule.hours % 24 for rule in roster.rules):
            continue  # told already
        begin = max(first_day(_of_rank(roster, rank)) for rank in _ranks(roster))
        made = {rank: turns(_of_rank(roster, rank), calendar, begin, begin + LOOKED_AT) for rank in _ranks(roster)}
        for rank, rows in made.items():
            yield from _whole(source, ("rosters", index), rank, rows, begin)
        yield from _differ(source, ("rosters", index), made)


def _ranks(roster: DutyRoster) -> list[int]:
    return sorted({rule.rank for rule in roster.rules})


def _of_rank(roster: DutyRoster, rank: int) -> list[RosterRule]:
    return [rule for rule in roster.rules if rule.rank == rank]


def _whole(source: Source, path: Path, rank: int, rows: list[Turn], begin: date) -> Iterator[Fault]:
    if not rows or rows[0].begins.date() > begin + timedelta(days=31):
        yield source.fault(path, f"rank {rank} has nobody from {begin} on")
    for before, after in zip(rows, rows[1:]):
        if before.ends != after.begins:
            what = "nobody" if before.ends < after.begins else "two people"
            first, last = sorted((before.ends, after.begins))
            yield source.fault(path, f"rank {rank} has {what} from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}")
            return  # one tells what is wrong with the rules


def _differ(source: Source, path: Path, made: dict[int, list[Turn]]) -> Iterator[Fault]:
    rows = sorted((turn.begins, turn.ends, turn.username, rank) for rank, ones in made.items() for turn in ones)
    until: dict[str, tuple[object, int]] = {}
    for begins, ends, username, rank in rows:
        before = until.get(username)
        if before and before[0] > begins and before[1] != rank:  # type: ignore[operator]  # instants
            said = f"{username!r} is of rank {before[1]} and {rank} at once on {begins:%Y-%m-%d %H:%M}"
            yield source.fault(path, f"{said}; the second must be somebody else")
            return
        until[username] = (ends, rank)
