"""The shape of kb/service_points.yml: where the company serves from, and which place answers for which area."""

from enum import StrEnum

from kb.models.entry import Entry


class PointKind(StrEnum):
    HEAD = "head"  # supports and oversees the others, and takes what is nobody's area
    BRANCH = "branch"
    OFFICE = "office"
    RESIDENT = "resident"  # at a customer's


class ServicePoint(Entry):
    id: str
    name: str
    kind: PointKind
    address: str
    head: str  # the username of who answers for it
    dispatcher: str  # the username of who sends its engineers
    phone: str
    areas: tuple[str, ...]  # districts and cities, as they stand in addresses
