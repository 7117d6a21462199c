"""kb/service_points.yml: one head office, areas that are one point's, and people who are there."""

from collections.abc import Iterator

from kb.checks.check import known, unique
from kb.errors import Fault
from kb.loading.parts import Parts
from kb.models.service_points import PointKind


def points(parts: Parts) -> Iterator[Fault]:
    source, found = parts.source("service_points"), parts["service_points"]
    yield from unique(source, (), found)
    staff = {one.username for one in parts["staff"]}
    people = staff | {one.id for one in parts["engineers"]}
    taken: dict[str, str] = {}
    for at, point in enumerate(found):
        yield from known(source, (at, "head"), "person", point.head, people)
        yield from known(source, (at, "dispatcher"), "person at the desk", point.dispatcher, staff)
        for place, area in enumerate(point.areas):
            if taken.setdefault(area, point.id) != point.id:
                yield source.fault((at, "areas", place), f"{area!r} is {taken[area]}'s already")
    if sum(point.kind == PointKind.HEAD for point in found) != 1:
        yield source.fault((), "one point is the head office; give one the kind 'head'")
