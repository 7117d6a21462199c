"""The customer file and register of assets (R03) from CSV files: all rows or none, every fault with its line."""

import codecs
import csv
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import select

from helpline.core.phone import is_phone
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, Customer, Organisation

SERIAL = re.compile(r"[A-Z]{2,3}\d{8,10}")


class RegisterFault(Exception):
    """Rows that cannot be taken; `faults` holds "line 7: what is wrong" for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def import_file(work: UnitOfWork, path: Path) -> tuple[str, int]:
    """Takes in a customers or assets file, told apart by its columns; rows with a known id are updated.

    Returns which it was and how many rows. Raises RegisterFault without having changed anything that is kept,
    provided the caller's transaction is rolled back.
    """
    reader = csv.DictReader(_text(path.read_bytes()).splitlines(keepends=True))
    columns = set(reader.fieldnames or ())
    rows = list(enumerate(reader, 2))
    for name, needed, take in KINDS:
        if needed <= columns:
            faults = _repeated(rows, "serial" if name == "assets" else "id")
            faults += [f"line {number}: {fault}" for number, row in rows for fault in _take(work, row, take)]
            if faults:
                raise RegisterFault(faults)
            return name, len(rows)
    wanted = " or ".join(", ".join(sorted(needed)) for _, needed, _ in KINDS)
    raise RegisterFault([f"line 1: columns are {', '.join(sorted(columns)) or 'missing'}; needed are {wanted}"])


def _text(data: bytes) -> str:
    """What spreadsheet programs write here: UTF-8, UTF-16 with its mark, or the system's own GB18030."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise RegisterFault([f"line {line}: is neither UTF-8, UTF-16 nor GB18030 text"])


def _repeated(rows: list[tuple[int, dict[str, str]]], key: str) -> list[str]:
    first: dict[str, int] = {}
    return [
        f"line {number}: {key} {row.get(key)!r} stands on line {first[row.get(key) or '']} already"
        for number, row in rows
        if first.setdefault(row.get(key) or "", number) != number
    ]


def _take(
    work: UnitOfWork, row: dict[str, str], take: Callable[[UnitOfWork, dict[str, str]], Iterable[str]]
) -> list[str]:
    if None in row or None in row.values():
        return ["the number of fields differs from the header's"]
    return list(take(work, {key: value.strip() for key, value in row.items()}))


def _customer(work: UnitOfWork, row: dict[str, str]) -> Iterable[str]:
    if not row["id"]:
        yield "id is empty"
    if not row["name"]:
        yield "name is empty"
    if not is_phone(row["phone"]):
        yield f"phone {row['phone']!r} is no mobile of 11 digits, landline with area code, or number with +country"
    grades = {"", *(grade.id for grade in work.kb.policies.sla.grades)}
    if row.get("grade", "") not in grades:
        yield f"grade {row['grade']!r} is not one of {', '.join(sorted(filter(None, grades)))}"
    since, fault = _day(row.get("since", ""))
    if fault:
        yield f"since: {fault}"
    customer = work.session.get(Customer, row["id"]) or Customer(id=row["id"], created_at=work.now)
    customer.name, customer.phone, customer.grade, customer.since = (
        row["name"],
        row["phone"],
        row.get("grade", ""),
        since,
    )
    customer.address, customer.district = row.get("address", ""), row.get("district", "")
    customer.organisation = _organisation(work, row.get("organisation", ""))
    work.session.add(customer)


def _organisation(work: UnitOfWork, name: str) -> Organisation | None:
    """The organisation of the name; one not on file yet is put there."""
    if not name:
        return None
    known = work.session.scalars(select(Organisation).where(Organisation.name == name).limit(1)).one_or_none()
    return known or Organisation(id=f"O-{name}", name=name, created_at=work.now)


def _asset(work: UnitOfWork, row: dict[str, str]) -> Iterable[str]:
    models = {model.id: model for model in work.kb.models}
    if not SERIAL.fullmatch(row["serial"]):
        yield f"serial {row['serial']!r} is not two or three letters and eight to ten digits"
    if work.session.get(Customer, row["customer_id"]) is None:
        yield f"customer_id {row['customer_id']!r} is not in the customer file"
        return
    if row["model"] not in models:
        yield f"model {row['model']!r} is not in kb/products.yml"
        return
    days = {}
    for name in ("card_on", "handover_on", "commissioned_on"):
        days[name], fault = _day(row.get(name, ""))
        if fault:
            yield f"{name}: {fault}"
    work.session.merge(
        Asset(
            id=row["serial"],
            serial=row["serial"],
            customer_id=row["customer_id"],
            model=row["model"],
            category=models[row["model"]].category,
            place=row.get("place", ""),
            **days,
        )
    )


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return None, f"{text!r} is not a day like 2026-11-22"


KINDS = (
    ("assets", {"serial", "customer_id", "model"}, _asset),
    ("customers", {"id", "name", "phone"}, _customer),
)
