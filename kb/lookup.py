"""Finding entries by id. Each raises UnknownId where there is none."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from kb.errors import UnknownId
from kb.models.knowledge import Business, Category, Engineer, Hours, Knowledge, Model, Queue, SlaPack, WarrantyTerm


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_WithId)


def category(kb: Knowledge, id: str) -> Category:
    return _find(kb.categories, "category", id)


def model(kb: Knowledge, id: str) -> Model:
    return _find(kb.models, "model", id)


def business(kb: Knowledge, id: str) -> Business:
    return _find(kb.businesses, "business", id)


def business_of(kb: Knowledge, category_id: str) -> Business:
    """The business a category belongs to."""
    return business(kb, category(kb, category_id).business)


def sla_pack_of(kb: Knowledge, category_id: str) -> SlaPack:
    """The deadlines promised for a category (R15)."""
    return _find(kb.policies.sla.packs, "SLA pack", business_of(kb, category_id).sla)


def warranty_of(kb: Knowledge, category_id: str) -> WarrantyTerm:
    """The warranty term of a category (R07)."""
    return _find(kb.policies.warranty, "warranty term", category(kb, category_id).warranty)


def queue(kb: Knowledge, id: str) -> Queue:
    return _find(kb.policies.queues, "queue", id)


def hours(kb: Knowledge, id: str) -> Hours:
    return _find(kb.hours, "calendar", id)


def engineer(kb: Knowledge, id: str) -> Engineer:
    return _find(kb.engineers, "engineer", id)


def _find(entries: Iterable[T], kind: str, id: str) -> T:
    for entry in entries:
        if entry.id == id:
            return entry
    raise UnknownId(kind, id)
