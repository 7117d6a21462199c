"""What stands in the register: each kind with its columns, how a row of it is found, written, checked and told.

A column that is not told leaves its field alone; one that is told empty empties it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import regular_surveys
from helpline.customers.register import cells, contacts, contract_lines, parameters
from helpline.tables import Asset, Base, Contract, Customer, Organisation, Site
from helpline.tables.states import (
    ASSET_MOVES,
    CONTRACT_MOVES,
    AssetState,
    ContractKind,
    ContractState,
    Moves,
    OrganisationKind,
)

Values = dict[str, Any]
DATES = ("card_on", "handover_on", "commissioned_on", "accepted_on", "first_accepted_on", "finally_accepted_on")
MOST_ABOVE = 20  # things a part may be a part of, one above the other


@dataclass(frozen=True)
class Kind:
    """`needed` tells a file of this kind by its columns; `required` are those a new row cannot do without."""

    name: str
    table: type[Base]
    columns: Mapping[str, cells.Reader]
    needed: frozenset[str]
    required: frozenset[str]
    write: Callable[[UnitOfWork, Any, Values], None]
    told: Callable[[Any], dict[str, str]]
    check: Callable[[UnitOfWork, Any], Iterable[str]]
    moves: Moves | None = None
    past: frozenset[str] = frozenset()  # columns of days that have been: none of them lies ahead
    has_birthday: bool = False  # whether it says since when it is on file
    then: Callable[[UnitOfWork, Any], None] = lambda _work, _row: None  # done once it is written


def _set(_work: UnitOfWork, row: Any, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _plain(columns: Mapping[str, cells.Reader]) -> Callable[[Any], dict[str, str]]:
    return lambda row: {"id": row.id, **{name: _text(getattr(row, name)) for name in columns}}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return parameters.told(value)
    return "" if value is None else str(value)


# -- organisations ---------------------------------------------------------------------------------------------------

_GRADE = cells.known("grade", lambda kb: (grade.id for grade in kb.policies.sla.grades))
_ORGANISATION: dict[str, cells.Reader] = {
    "name": cells.text(cells.LONGEST_NAME),
    "short_name": cells.text(cells.LONGEST_NAME),
    "kind": cells.choice(OrganisationKind),
    "parent_id": cells.row_of(Organisation),
    "grade": _GRADE,
    "note": cells.text(),
    "since": cells.day,
}


def _organisation_fits(work: UnitOfWork, row: Organisation) -> Iterable[str]:
    if not row.name:
        yield "name is empty"
    if _loops(work, Organisation, row):
        yield "parent_id: it would be a part of itself"


# -- sites -----------------------------------------------------------------------------------------------------------

_SITE: dict[str, cells.Reader] = {
    "organisation_id": cells.row_of(Organisation),
    "customer_id": cells.row_of(Customer),
    "name": cells.text(cells.LONGEST_NAME),
    "address": cells.text(cells.LONGEST_NAME),
    "district": cells.text(cells.LONGEST_ID),
    "access_note": cells.text(),
    "hours": cells.text(cells.LONGEST_NAME),
}


def _site_fits(_work: UnitOfWork, row: Site) -> Iterable[str]:
    if not row.name:
        yield "name is empty"
    if bool(row.organisation_id) == bool(row.customer_id):
        yield "organisation_id, customer_id: it is of one of them, and of one only"


# -- assets ----------------------------------------------------------------------------------------------------------

_ASSET: dict[str, cells.Reader] = {
    "serial": cells.optional_code,
    "maker": cells.text(cells.LONGEST_NAME),
    "model": cells.code(),
    "category": cells.known("category", lambda kb: (category.id for category in kb.categories)),
    "customer_id": cells.row_of(Customer),
    "organisation_id": cells.row_of(Organisation),
    "site_id": cells.row_of(Site),
    "parent_id": cells.row_of(Asset),
    "place": cells.text(cells.LONGEST_NAME),
    "quantity": cells.count,
    "plate": cells.code(),
    "vin": cells.code(),
    "parameters": parameters.read,
    **dict.fromkeys(DATES, cells.day),
    "state": cells.choice(AssetState),
}


def _write_asset(work: UnitOfWork, row: Asset, values: Values) -> None:
    """A model that kb/products.yml knows tells the category."""
    _set(work, row, values)
    of_model = next((model.category for model in work.kb.models if model.id == row.model), None)
    if of_model is not None and ("model" in values or "category" in values):
        row.category = of_model


def _asset_fits(work: UnitOfWork, row: Asset) -> Iterable[str]:
    if not row.category:
        yield f"model {row.model!r} is not in kb/products.yml; then it needs a category"
    if not row.customer_id and not row.organisation_id:
        yield "customer_id, organisation_id: it is nobody's"
    if _loops(work, Asset, row):
        yield "parent_id: it would be a part of itself"
    if row.serial:
        alike = select(Asset.id).where(Asset.serial == row.serial, Asset.maker == (row.maker or ""), Asset.id != row.id)
        if (other := work.session.scalar(alike.limit(1))) is not None:
            yield f"serial {row.serial!r} is that of {other!r} already; two makers may use the same, one may not"


# -- contracts -------------------------------------------------------------------------------------------------------

_CONTRACT: dict[str, cells.Reader] = {
    "organisation_id": cells.row_of(Organisation),
    "customer_id": cells.row_of(Customer),
    "kind": cells.choice(ContractKind),
    "grade": _GRADE,
    "pack": cells.known("pack of promises", lambda kb: kb.sets),
    "starts_on": cells.needed_day,
    "ends_on": cells.needed_day,
    "service_point": cells.text(cells.LONGEST_NAME),
    "manager": cells.person,
    "specialist": cells.person,
    "resident": cells.person,
    "state": cells.choice(ContractState),
    "note": cells.text(),
    "covers": contract_lines.read,
}
_OF_PERSON = {"manager": "manager_id", "specialist": "specialist_id", "resident": "resident_id"}


def _write_contract(work: UnitOfWork, row: Contract, values: Values) -> None:
    told = dict(values)
    if "covers" in told:
        contract_lines.write(row, told.pop("covers"))
    _set(work, row, {_OF_PERSON.get(name, name): value for name, value in told.items()})


def _contract_told(row: Contract) -> dict[str, str]:
    plain = (name for name in _CONTRACT if name not in (*_OF_PERSON, "covers"))
    told = {"id": row.id, **{name: _text(getattr(row, name)) for name in plain}}
    told |= {name: person.username if (person := getattr(row, name)) else "" for name in _OF_PERSON}
    return told | {"covers": contract_lines.told(row)}


def _contract_fits(_work: UnitOfWork, row: Contract) -> Iterable[str]:
    if bool(row.organisation_id) == bool(row.customer_id):
        yield "organisation_id, customer_id: it is with one of them, and with one only"
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        yield f"ends_on: {row.ends_on} is before it starts"
    if row.state == ContractState.ACTIVE and row.manager_id is None:
        yield "manager: somebody of the company answers for a contract in force; name one"
    if row.kind == ContractKind.TRIAL and row.state == ContractState.ACTIVE and row.resident_id is None:
        yield "resident: during a trial an engineer is stationed there; name one"


def _loops(work: UnitOfWork, table: type[Organisation] | type[Asset], row: Organisation | Asset) -> bool:
    """Whether following what it is a part of comes back to it, or goes further up than anything does."""
    above, steps = row.parent_id, 0
    while above is not None:
        steps += 1
        if above == row.id or steps > MOST_ABOVE:
            return True
        above = work.session.scalar(select(table.parent_id).where(table.id == above))
    return False


# In the order in which they are taken in: the later ones name the earlier ones.
KINDS: tuple[Kind, ...] = (
    Kind(
        "organisations",
        Organisation,
        _ORGANISATION,
        needed=frozenset({"id", "name", "short_name"}),
        required=frozenset({"name"}),
        write=_set,
        told=_plain(_ORGANISATION),
        check=_organisation_fits,
        past=frozenset({"since"}),
        has_birthday=True,
    ),
    Kind(
        "customers",
        Customer,
        {**contacts.COLUMNS, "grade": _GRADE},
        needed=frozenset({"id", "name", "phone"}),
        required=frozenset({"name", "phone"}),
        write=contacts.write,
        told=contacts.told,
        check=contacts.fits,
        past=frozenset({"since"}),
        has_birthday=True,
    ),
    Kind(
        "sites",
        Site,
        _SITE,
        needed=frozenset({"id", "name", "access_note"}),
        required=frozenset({"name"}),
        write=_set,
        told=_plain(_SITE),
        check=_site_fits,
    ),
    Kind(
        "assets",
        Asset,
        _ASSET,
        needed=frozenset({"serial", "model"}),
        required=frozenset(),
        write=_write_asset,
        told=_plain(_ASSET),
        check=_asset_fits,
        moves=ASSET_MOVES,
        past=frozenset(DATES),
    ),
    Kind(
        "contracts",
        Contract,
        _CONTRACT,
        needed=frozenset({"id", "starts_on", "ends_on"}),
        required=frozenset({"kind", "starts_on", "ends_on"}),
        write=_write_contract,
        told=_contract_told,
        check=_contract_fits,
        moves=CONTRACT_MOVES,
        has_birthday=True,
        then=regular_surveys.watch,
    ),
)
ORGANISATIONS, CUSTOMERS, SITES, ASSETS, CONTRACTS = KINDS
