"""A person's row of the register: the person, and the numbers and addresses they are reached at."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from helpline.core.phone import shown
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register import cells
from helpline.customers.register.ids import new_id
from helpline.tables import ContactPoint, Customer, Organisation
from helpline.tables.states import PointKind

COLUMNS: Mapping[str, cells.Reader] = {
    "name": cells.text(cells.LONGEST_NAME),
    "title": cells.text(cells.LONGEST_NAME),
    "organisation": cells.text(cells.LONGEST_NAME),  # by its name; one that is not on file yet is put there
    "organisation_id": cells.row_of(Organisation),
    "phone": cells.phone,  # the one that is used
    "other_phones": cells.phones,
    "email": cells.email,
    "address": cells.text(cells.LONGEST_NAME),
    "district": cells.text(cells.LONGEST_ID),
    "since": cells.day,
}


def write(work: UnitOfWork, row: Customer, values: dict[str, Any]) -> None:
    """A number that is not told any more has ended; it is kept, for what was said from it."""
    told = dict(values)
    if "organisation" in told and "organisation_id" not in told:
        row.organisation = _named(work, told["organisation"])
    told.pop("organisation", None)
    if "phone" in told or "other_phones" in told:
        _phones(work, row, told.pop("phone", None), told.pop("other_phones", None))
    if "email" in told:
        email = told.pop("email")
        _points(work, row, PointKind.EMAIL, [email] if email else [])
    for name, value in told.items():
        setattr(row, name, value)
    if "organisation_id" in told:
        row.organisation = work.session.get(Organisation, told["organisation_id"]) if told["organisation_id"] else None


def _phones(work: UnitOfWork, row: Customer, phone: str | None, others: list[str] | None) -> None:
    live = [point.value for point in _live(row, PointKind.PHONE)]
    first = phone if phone is not None else next(iter(live), "")
    rest = others if others is not None else [value for value in live if value != (live[0] if live else "")]
    _points(work, row, PointKind.PHONE, [value for value in dict.fromkeys((first, *rest)) if value])


def _points(work: UnitOfWork, row: Customer, kind: PointKind, values: list[str]) -> None:
    """These are theirs now, the first of them preferred."""
    known = {point.value: point for point in row.points if point.kind == kind}
    for value, point in known.items():
        point.preferred = False
        if value not in values:
            point.ended_at = point.ended_at or work.now
    for value in values:
        if value not in known:
            known[value] = ContactPoint(kind=kind, value=value)
            row.points.append(known[value])
        known[value].ended_at = None
    if values:
        known[values[0]].preferred = True


def _live(row: Customer, kind: PointKind) -> list[ContactPoint]:
    live = [point for point in row.points if point.kind == kind and point.ended_at is None]
    return sorted(live, key=lambda point: not point.preferred)


def _named(work: UnitOfWork, name: str) -> Organisation | None:
    if not name:
        return None
    found = work.session.scalars(
        select(Organisation).where(Organisation.name == name).order_by(Organisation.id)
    ).first()
    if found is None:
        found = Organisation(id=new_id("O"), name=name, created_at=work.now)
        work.session.add(found)
        work.session.flush()
    return found


def told(row: Customer) -> dict[str, str]:
    phones = [shown(point.value) for point in _live(row, PointKind.PHONE)]
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title,
        "organisation": row.organisation.name if row.organisation else "",
        "organisation_id": row.organisation_id or "",
        "phone": next(iter(phones), ""),
        "other_phones": ";".join(phones[1:]),
        "email": next((point.value for point in _live(row, PointKind.EMAIL)), ""),
        "address": row.address,
        "district": row.district,
        "since": row.since.isoformat() if row.since else "",
        "grade": row.grade,
    }


def fits(_work: UnitOfWork, row: Customer) -> Iterable[str]:
    if not row.name:
        yield "name is empty"
    if not row.phones:
        yield "phone is empty"
