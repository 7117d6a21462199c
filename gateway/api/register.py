"""The register of parties and things at the desk: look up, add, put right, take in and give out as files.

Who may do what is in kb/policies/access.yml. What is read of people leaves a line in the audit log.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Response, UploadFile

from gateway.api.case_schemas import Key
from gateway.api.deps import Audited, Reading, StaffDep, StateDep, Writing
from gateway.api.errors import refuses
from gateway.api.register_schemas import (
    AssetChange,
    AssetPage,
    AssetRow,
    ContactChange,
    ContactPage,
    ContactRow,
    ContractChange,
    ContractPage,
    ContractRow,
    ImportSummary,
    NewAsset,
    NewContact,
    NewContract,
    NewOrganisation,
    NewSite,
    OrganisationChange,
    OrganisationPage,
    OrganisationRow,
    Point,
    SiteChange,
    SitePage,
    SiteRow,
)
from gateway.api.schemas import FILE, Body, NameInPath, Paging, Text, shown
from helpline.core import clock
from helpline.core.errors import FileRefused, Invalid
from helpline.core.phone import masked
from helpline.core.phone import shown as national
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register import queries
from helpline.customers.register.exporting import export_table
from helpline.customers.register.importing import RegisterFault, import_table, parse
from helpline.customers.register.kinds import ASSETS, CONTRACTS, CUSTOMERS, KINDS, ORGANISATIONS, SITES, Kind
from helpline.customers.register.tables import XLSX_TYPE
from helpline.customers.warranty import assess
from helpline.staff import audit
from helpline.staff.sessions import seen
from helpline.tables import Asset, Contract, Customer, Organisation, Site
from helpline.tables.states import PointKind
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api", tags=["register"], responses=refuses(401, 403, 422))

LARGEST_FILE = 8 * 1024 * 1024
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX_TYPE}

Search = Annotated[Text, Query(max_length=100, description="an id, or two characters or more of a name")]
OfId = Annotated[Text, Query(max_length=100, description="id; empty: any")]


@routes.get("/organisations", response_model=OrganisationPage)
def list_organisations(work: Reading, page: Paging, q: Search = "") -> dict[str, Any]:
    """Staff who read the register: organisations by id or name."""
    return shown(queries.organisations(work, q, page), _organisation)


@routes.post("/organisations", status_code=201, responses=refuses(409))
def add_organisation(body: NewOrganisation, work: Writing) -> OrganisationRow:
    """Staff who write the register: a new organisation."""
    return _organisation(_added(work, ORGANISATIONS, body))


@routes.patch("/organisations/{id}", responses=refuses(404))
def change_organisation(id: NameInPath, body: OrganisationChange, work: Writing) -> OrganisationRow:
    """Staff who write the register: put an organisation right."""
    return _organisation(_changed(work, ORGANISATIONS, id, body))


@routes.get("/contacts", response_model=ContactPage)
def list_contacts(
    work: Reading,
    page: Paging,
    note: Audited,
    q: Search = "",
    phone: Annotated[Text, Query(max_length=40, description="one of theirs, in any spelling")] = "",
    organisation: OfId = "",
) -> dict[str, Any]:
    """Staff who read the register: people by id, name, number or organisation. Leaves an audit line for each shown."""
    found = queries.contacts(work, q, phone, organisation, page)
    if phone:
        note([("searched_phone", f"phone:{masked(phone)}")])
    note([("read_customer", f"customer:{row.id}") for row in found.items])
    return shown(found, _contact)


@routes.post("/contacts", status_code=201, responses=refuses(409))
def add_contact(body: NewContact, work: Writing) -> ContactRow:
    """Staff who write the register: a new person."""
    return _contact(_added(work, CUSTOMERS, body))


@routes.patch("/contacts/{id}", responses=refuses(404))
def change_contact(id: NameInPath, body: ContactChange, work: Writing) -> ContactRow:
    """Staff who write the register: put a person right; numbers that are not told any more have ended."""
    return _contact(_changed(work, CUSTOMERS, id, body))


@routes.get("/sites", response_model=SitePage)
def list_sites(
    work: Reading, page: Paging, note: Audited, q: Search = "", organisation: OfId = "", customer: OfId = ""
) -> dict[str, Any]:
    """Staff who read the register: sites by id, name or address, of an organisation or a person."""
    found = queries.sites(work, q, organisation, customer, page)
    note(_files_read(found.items))
    return shown(found, _site)


@routes.post("/sites", status_code=201, responses=refuses(409))
def add_site(body: NewSite, work: Writing) -> SiteRow:
    """Staff who write the register: a new site."""
    return _site(_added(work, SITES, body))


@routes.patch("/sites/{id}", responses=refuses(404))
def change_site(id: NameInPath, body: SiteChange, work: Writing) -> SiteRow:
    """Staff who write the register: put a site right."""
    return _site(_changed(work, SITES, id, body))


@routes.get("/assets", response_model=AssetPage)
def list_assets(
    work: Reading,
    page: Paging,
    note: Audited,
    serial: Annotated[Text, Query(max_length=100, description="serial number, plate, VIN or id")] = "",
    customer: OfId = "",
    organisation: OfId = "",
    site: OfId = "",
    parent: OfId = "",
) -> dict[str, Any]:
    """Staff who read the register: assets by number, or of somebody, a site or another asset; with their warranty."""
    of = {"customer": customer, "organisation": organisation, "site": site, "parent": parent}
    found = queries.assets(work, serial, of, page)
    note(_files_read(found.items))
    return shown(found, lambda asset: _asset(work, asset))


@routes.post("/assets", status_code=201, responses=refuses(409))
def add_asset(body: NewAsset, work: Writing) -> AssetRow:
    """Staff who write the register: a new asset."""
    return _asset(work, _added(work, ASSETS, body))


@routes.patch("/assets/{id}", responses=refuses(404))
def change_asset(id: NameInPath, body: AssetChange, work: Writing) -> AssetRow:
    """Staff who write the register: put an asset right; its state moves by its table."""
    return _asset(work, _changed(work, ASSETS, id, body))


@routes.get("/contracts", response_model=ContractPage)
def list_contracts(
    work: Reading,
    page: Paging,
    number: Annotated[Text, Query(max_length=100)] = "",
    organisation: OfId = "",
    customer: OfId = "",
) -> dict[str, Any]:
    """Staff who read the register: contracts by number, or of somebody."""
    found = queries.contracts(work, number, organisation, customer, page)
    return shown(found, lambda contract: _contract(work, contract))


@routes.post("/contracts", status_code=201, responses=refuses(409))
def add_contract(body: NewContract, work: Writing) -> ContractRow:
    """Staff who write the register: a new contract; it counts from when it is active."""
    return _contract(work, _added(work, CONTRACTS, body))


@routes.patch("/contracts/{id}", responses=refuses(404))
def change_contract(id: NameInPath, body: ContractChange, work: Writing) -> ContractRow:
    """Staff who write the register: put a contract right; cases that are filed keep what held for them."""
    return _contract(work, _changed(work, CONTRACTS, id, body))


@routes.post("/imports", responses=refuses(409, 413))
def import_register(
    file: UploadFile,
    actor: StaffDep,
    held: StateDep,
    key: Annotated[Key, Form()],
    dry_run: Annotated[bool, Form(description="only say what would change")] = False,
) -> ImportSummary:
    """Staff who keep the register: a CSV or XLSX file of one kind, told by its columns; all rows or none.

    422 with a line for each fault, as `line 7: phone …`.
    """
    with held.database.read() as session:
        queries.may_move_in_bulk(UnitOfWork(session, held.kb, clock.now(), actor))
    data = file.file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Invalid("file: larger than 8 MB; split it")
    try:
        import_policy = held.kb.policies.limits.imports
        table = parse(data, import_policy.rows)
        with held.database.write() as session:
            work = UnitOfWork(session, held.kb, clock.now(), actor)
            seen(work)
            if dry_run:
                return ImportSummary(**asdict(import_table(work, table, dry_run=True)))
            told = once(work, key, "import", lambda: json.dumps(asdict(import_table(work, table))))
    except RegisterFault as fault:
        raise FileRefused("\n".join(fault.faults)) from fault
    return ImportSummary(**json.loads(told))


@routes.get("/exports/{kind}", response_class=Response, responses=FILE)
def export_register(
    kind: Literal["organisations", "customers", "sites", "assets", "contracts"],
    work: Reading,
    note: Audited,
    format: Annotated[Literal["csv", "xlsx"], Query()] = "xlsx",
) -> Response:
    """Staff who keep the register: all of a kind as a file that can be taken in again. Leaves an audit line."""
    queries.may_move_in_bulk(work)
    note([("exported", kind)])
    table = export_table(work, next(one for one in KINDS if one.name == kind), format)
    name = f'attachment; filename="{kind}.{format}"'
    return Response(table, media_type=TYPES[format], headers={"Content-Disposition": name})


def _added(work: UnitOfWork, kind: Kind, body: Body) -> Any:
    told = _told(body)
    key = told.pop("key")
    id = once(work, key, f"add {kind.name}", lambda: queries.add(work, kind, told))
    audit.note(work, "added", f"{kind.name}:{id}")
    return queries.find(work, kind, id)


def _changed(work: UnitOfWork, kind: Kind, id: str, body: Body) -> Any:
    row = queries.change(work, kind, id, _told(body))
    audit.note(work, "changed", f"{kind.name}:{id}")
    return row


def _files_read(rows: Sequence[Asset | Site]) -> list[tuple[str, str]]:
    """Whose files are shown with these, as the audit log has it."""
    return [("read_customer", f"customer:{id}") for id in sorted({row.customer_id for row in rows if row.customer_id})]


def _told(body: Body) -> dict[str, str]:
    return {name: str(value) for name, value in body.model_dump(exclude_none=True).items()}


def _organisation(row: Organisation) -> OrganisationRow:
    return OrganisationRow(**ORGANISATIONS.told(row))


def _contact(row: Customer) -> ContactRow:
    points = [
        Point(
            kind=point.kind,
            value=national(point.value) if point.kind == PointKind.PHONE else point.value,
            preferred=point.preferred,
            verified_at=point.verified_at,
            ended_at=point.ended_at,
        )
        for point in row.points
    ]
    return ContactRow(**CUSTOMERS.told(row), points=points)


def _site(row: Site) -> SiteRow:
    return SiteRow(**SITES.told(row))


def _asset(work: UnitOfWork, row: Asset) -> AssetRow:
    told: dict[str, Any] = {**ASSETS.told(row), "quantity": row.quantity}
    return AssetRow(**told, warranty=assess(work.kb, row, work.today))


def _contract(work: UnitOfWork, row: Contract) -> ContractRow:
    told: dict[str, Any] = CONTRACTS.told(row)
    return ContractRow(**told, in_force=row.is_in_force(work.today))
