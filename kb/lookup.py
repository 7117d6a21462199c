"""Finding entries by id.

Rows outlive the files whose entries they name: for categories, queues and calendars, which rows keep, an id that is no
more in the files gives a stand-in that everything can go on with. The start names such rows
(`helpline.reports.retired_entries`). Other ids come from the files themselves, and raise UnknownId.
"""

from collections.abc import Iterable
from datetime import time
from typing import Protocol, TypeVar

from kb.errors import UnknownId
from kb.models.checklist import Checklist
from kb.models.emergency_plans import Plan
from kb.models.escalation import EscalationRule, Trigger
from kb.models.knowledge import (
    Business,
    Category,
    Engineer,
    Hours,
    Knowledge,
    Model,
    PolicySet,
    Queue,
    SpecialSkill,
    WarrantyTerm,
)
from kb.models.service_points import PointKind, ServicePoint
from language.facts.words import Words, load_words

DEFAULT_PACK = "general"  # for cases whose product is not known
STANDBY_CALLBACK_MINUTES = 120


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_WithId)


def category(kb: Knowledge, id: str) -> Category:
    """A retired one keeps its id as its name; nobody has the skill for it, so that people decide who comes."""
    return _first(kb.categories, id) or Category(id=id, name=id, business="", words=(), warranty="", skill="")


def product_words(kb: Knowledge) -> Words:
    """What products and models are called, as `language.facts` looks for them; read once."""
    return load_words(kb.root / "products.yml")


def checklist_of(kb: Knowledge, category_id: str) -> Checklist:
    """What to take along and look at for a category, by the skill it needs; the list for all others without one."""
    known = _first(kb.categories, category_id)
    fits = (checklist for checklist in kb.checklists if known and known.skill in checklist.skills)
    return next(fits, None) or next(checklist for checklist in kb.checklists if not checklist.skills)


def skills_of_fault(kb: Knowledge, category_id: str, told: str) -> list[SpecialSkill]:
    """What the fault as it was told needs beside the category's skill (R25)."""
    said = told.lower()
    return [one for one in _special(kb, category_id) if any(word.lower() in said for word in one.words)]


def skills_of_model(kb: Knowledge, category_id: str, named: str) -> list[SpecialSkill]:
    """What the model needs; `named` is its id, or what it is called."""
    models = {one.id for one in kb.models if named and (one.id in named or one.name in named)}
    return [one for one in _special(kb, category_id) if models.intersection(one.models)]


def _special(kb: Knowledge, category_id: str) -> list[SpecialSkill]:
    return [one for one in kb.policies.skills if category_id in one.categories]


def model(kb: Knowledge, id: str) -> Model:
    return _find(kb.models, "model", id)


def business(kb: Knowledge, id: str) -> Business:
    return _find(kb.businesses, "business", id)


def business_of(kb: Knowledge, category_id: str) -> Business | None:
    """The business of a category; None where the category is not in the files, or no more."""
    return _first(kb.businesses, category(kb, category_id).business)


def policies_of_category(kb: Knowledge, category_id: str) -> PolicySet:
    """What holds for a category's business (R15); the general policies where it is not known, or no more."""
    known = _first(kb.categories, category_id)
    return kb.sets[known.business if known else DEFAULT_PACK]


def warranty_of(kb: Knowledge, category_id: str) -> WarrantyTerm:
    """The warranty term of a category (R07); one without id, which says nothing, for one that is retired."""
    known = _first(kb.categories, category_id)
    if known is None:
        return WarrantyTerm(id="", name="", months=0, starts=(), afterwards="", not_covered=())
    return _find(kb.policies.warranty, "warranty term", known.warranty)


def queue(kb: Knowledge, id: str) -> Queue:
    """What lies in a retired queue is seen by those who serve complaints: nobody else may see all of it (R41)."""
    return _first(kb.policies.queues, id) or Queue(
        id=id,
        name=id,
        roles=complaint_roles(kb),
        calendar="",
        callback_minutes=STANDBY_CALLBACK_MINUTES,
    )


def complaint_rule(kb: Knowledge) -> EscalationRule:
    """What becomes of a complaint (R41): its queue, and how urgent it is there."""
    return next(rule for rule in kb.policies.escalation.rules if rule.on == Trigger.COMPLAINT)


def complaint_roles(kb: Knowledge) -> tuple[str, ...]:
    """The roles that serve the queue of complaints."""
    return _find(kb.policies.queues, "queue", complaint_rule(kb).queue).roles


def hours(kb: Knowledge, id: str) -> Hours:
    """A retired calendar is always open: what was promised on it is due rather too early than too late."""
    midnight = time(0)
    return _first(kb.hours, id) or Hours(id=id, name=id, days=(1, 2, 3, 4, 5, 6, 7), spans=((midnight, midnight),))


def service_point(kb: Knowledge, id: str) -> ServicePoint | None:
    """None for one that is no more."""
    return _first(kb.service_points, id)


def point_for(kb: Knowledge, place: str) -> ServicePoint:
    """The point whose area stands in an address, the closest area first; the head office where none does."""
    areas = [(len(area), point) for point in kb.service_points for area in point.areas if area in place]
    if areas:
        return max(areas, key=lambda one: one[0])[1]
    return next(point for point in kb.service_points if point.kind == PointKind.HEAD)


def plan(kb: Knowledge, id: str) -> Plan | None:
    """None for one that is no more."""
    return _first(kb.plans, id)


def engineer(kb: Knowledge, id: str) -> Engineer:
    return _find(kb.engineers, "engineer", id)


def _first(entries: Iterable[T], id: str) -> T | None:
    return next((entry for entry in entries if entry.id == id), None)


def _find(entries: Iterable[T], kind: str, id: str) -> T:
    found = _first(entries, id)
    if found is None:
        raise UnknownId(kind, id)
    return found
