"""Putting right what a case says (R02): the timeline keeps what it said before (R39)."""

from collections.abc import Mapping

from helpline.cases.filing import machine_of
from helpline.cases.product_said import product_said
from helpline.cases.urgency import priority_of
from helpline.core.errors import MoveNotAllowed
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.contracts import in_force, that_counts
from helpline.customers.warranty import assess
from helpline.promises import ledger
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE
from helpline.timeline.record import record
from kb.lookup import category, point_for

FIELDS = {  # what a customer may put right, and in which column it stands
    "phone": "phone",
    "name": "contact_name",
    "address": "address",
    "symptom": "description",
}


def may_amend(case: Case) -> bool:
    """What is over stays as it was."""
    return case.status not in FINISHED_CASE


def amend(work: UnitOfWork, case: Case, changes: dict[str, str]) -> dict[str, str]:
    """Sets the fields of `FIELDS` that are new; returns those that changed, as they are now."""
    told = {FIELDS[field]: value for field, value in changes.items() if value}
    changed = _write(work, case, told)
    return {field: value for field, value in changes.items() if FIELDS[field] in changed}


def edit(work: UnitOfWork, case: Case, changes: Mapping[str, str]) -> None:
    """Staff put right what the case says, column by column; "" empties one.

    What depends on it follows: the machine's warranty, and what is promised by its product, which may be told in words.
    A serial number that is not on file stays as it was told (R02). MoveNotAllowed when the case is over.
    """
    _require_open(case)
    told = dict(changes)
    serial = told.pop("serial", None)
    before = case.asset.number if case.asset else case.serial_told
    if serial is not None and serial != before:
        machine = machine_of(work, serial, case.customer)
        contracts = in_force(work, case.customer) if case.customer else ()
        case.asset, case.site_id = machine, machine.site_id if machine else None
        case.serial_told = serial
        case.warranty = assess(work.kb, machine, work.today, contracts).as_data() if machine else {}
        record(work, case, "amended", field="serial", before=before, after=serial)
        if machine is not None:
            told.setdefault("category", machine.category)
    words = told.get("product_text", case.product_text)
    if case.asset is None and words != case.product_text and (named := product_said(work, words)):
        told.setdefault("category", named)
    changed = _write(work, case, told)
    if serial is not None or "category" in changed:
        contracts = in_force(work, case.customer) if case.customer else ()
        case.contract = that_counts(contracts, case.asset, case.category)
        ledger.remake(work, case, afresh=False)


def regrade(work: UnitOfWork, case: Case, level: int, reason: str) -> None:
    """Another level of fault (R13), and why: what is promised follows.

    What a graver level promises runs from now, when it was learnt; a lighter one from the case's beginning.
    MoveNotAllowed when the case is over.
    """
    _require_open(case)
    before = case.level
    if level == before:
        return
    case.level, case.level_reason, case.changed_at = level, reason, work.now
    urgency = priority_of(work.kb, level, case.grade)
    case.priority = min(urgency, case.priority) if case.escalation_step else urgency
    record(work, case, "regraded", reason, before=before, after=level)
    ledger.remake(work, case, afresh=level < before)


def _require_open(case: Case) -> None:
    if not may_amend(case):
        raise MoveNotAllowed(f"{case.number} is over")


def _write(work: UnitOfWork, case: Case, columns: Mapping[str, str]) -> set[str]:
    """Those that differ, each with its line."""
    changed, area = set(), _point(work, case)
    for column, value in columns.items():
        before = getattr(case, column)
        if value != before:
            setattr(case, column, value)
            changed.add(column)
            record(
                work, case, "amended", field=column, before=before, after=value, **_names(work, column, before, value)
            )
    if case.service_point == area:  # one that was passed on stays where it is
        case.service_point = _point(work, case)
    if changed:
        case.changed_at = work.now
        work.session.flush()
    return changed


def _names(work: UnitOfWork, column: str, before: str, after: str) -> dict[str, str]:
    """What people call the two, where the column holds an id."""
    if column != "category":
        return {}
    called = {key: category(work.kb, id).name if id else "" for key, id in (("before", before), ("after", after))}
    return {f"{key}_name": name for key, name in called.items()}


def _point(work: UnitOfWork, case: Case) -> str:
    """Whose area the case's address is in."""
    return point_for(work.kb, f"{case.district} {case.address}").id
