"""Organisations, contacts, sites, assets and contracts as the API takes and shows them.

Everything is text as in the files of the register: a day is 2026-11-22, nothing is "". What a change leaves out stays.
"""

from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key
from gateway.api.schemas import Body, Instant, Page, Text
from helpline.customers.warranty import Warranty

Short = Annotated[Text, Field(max_length=200)] | None
Long = Annotated[Text, Field(max_length=2000)] | None
Code = Annotated[Text, Field(max_length=100)] | None
Day = Annotated[Text, Field(max_length=10, description="like 2026-11-22")] | None
NewId = Annotated[Text, Field(max_length=100, description="the company's own; empty: one is made up")]


class OrganisationChange(Body):
    name: Short = None
    short_name: Short = None
    kind: Annotated[Code, Field(description="customer, partner or maker")] = None
    parent_id: Code = None
    grade: Annotated[Code, Field(description="of kb/policies/sla.yml")] = None
    note: Long = None
    since: Day = None


class NewOrganisation(OrganisationChange):
    key: Key
    id: NewId = ""


class OrganisationRow(BaseModel):
    id: str
    name: str
    short_name: str
    kind: str
    parent_id: str
    grade: str
    note: str
    since: str


class ContactChange(Body):
    name: Short = None
    title: Short = None
    organisation: Annotated[Short, Field(description="by its name; one that is not on file is put there")] = None
    organisation_id: Code = None
    phone: Annotated[Code, Field(description="the number that is used, in any spelling")] = None
    other_phones: Annotated[Short, Field(description="parted by semicolons")] = None
    email: Short = None
    address: Short = None
    district: Code = None
    grade: Code = None
    since: Day = None


class NewContact(ContactChange):
    key: Key
    id: NewId = ""


class Point(BaseModel):
    """A number or address the person is or was reached at."""

    kind: str = Field(description="phone or email")
    value: str
    preferred: bool
    verified_at: Instant | None = Field(description="since when a code showed that they hold it")
    ended_at: Instant | None


class ContactRow(BaseModel):
    id: str
    name: str
    title: str
    organisation: str
    organisation_id: str
    phone: str
    other_phones: str
    email: str
    address: str
    district: str
    grade: str
    since: str
    points: list[Point]


class SiteChange(Body):
    organisation_id: Code = None
    customer_id: Code = None
    name: Short = None
    address: Short = None
    district: Code = None
    access_note: Annotated[Long, Field(description="how to get in, whom to ask")] = None
    hours: Short = None


class NewSite(SiteChange):
    key: Key
    id: NewId = ""


class SiteRow(BaseModel):
    id: str
    organisation_id: str
    customer_id: str
    name: str
    address: str
    district: str
    access_note: str
    hours: str


class AssetChange(Body):
    serial: Code = None
    maker: Short = None
    model: Code = None
    category: Annotated[Code, Field(description="of kb/products.yml; told by the model where that is known")] = None
    customer_id: Code = None
    organisation_id: Code = None
    site_id: Code = None
    parent_id: Annotated[Code, Field(description="the asset it is a part of")] = None
    place: Short = None
    quantity: Annotated[Annotated[int, Field(ge=1, le=100_000)] | None, Field(description="of alike ones")] = None
    plate: Code = None
    vin: Code = None
    parameters: Annotated[Long, Field(description="name=value; name=value")] = None
    card_on: Day = None
    handover_on: Day = None
    commissioned_on: Day = None
    accepted_on: Day = None
    first_accepted_on: Day = None
    finally_accepted_on: Day = None
    state: Annotated[Code, Field(description="in_store, installed, on_loan, in_repair, replaced or scrapped")] = None


class NewAsset(AssetChange):
    key: Key
    id: NewId = ""


class AssetRow(BaseModel):
    id: str
    serial: str
    maker: str
    model: str
    category: str
    customer_id: str
    organisation_id: str
    site_id: str
    parent_id: str
    place: str
    quantity: int
    plate: str
    vin: str
    parameters: str = Field(description="name=value; name=value")
    card_on: str
    handover_on: str
    commissioned_on: str
    accepted_on: str
    first_accepted_on: str
    finally_accepted_on: str
    state: str
    warranty: Warranty


class ContractChange(Body):
    organisation_id: Code = None
    customer_id: Code = None
    kind: Annotated[Code, Field(description="warranty, extended, maintenance, trial or works")] = None
    grade: Code = None
    pack: Annotated[Code, Field(description="a folder of kb/policies; empty: the business's")] = None
    starts_on: Day = None
    ends_on: Day = None
    service_point: Short = None
    manager: Annotated[Code, Field(description="username of who answers for it")] = None
    specialist: Annotated[Code, Field(description="username of who follows its cases")] = None
    resident: Annotated[Code, Field(description="username of the engineer stationed there; a trial needs one")] = None
    state: Annotated[Code, Field(description="draft, active, suspended or ended")] = None
    note: Long = None
    covers: Annotated[Long, Field(description="asset:A1; site:S1@pack; category:lift; empty: all they have")] = None


class NewContract(ContractChange):
    key: Key
    id: Annotated[NewId, Field(description="its number on paper; empty: one is made up")] = ""


class ContractRow(BaseModel):
    id: str
    organisation_id: str
    customer_id: str
    kind: str
    grade: str
    pack: str
    starts_on: str
    ends_on: str
    service_point: str
    manager: str
    specialist: str
    resident: str
    state: str
    note: str
    covers: str
    in_force: bool = Field(description="whether it is today")


class OrganisationPage(Page[OrganisationRow]):
    pass


class ContactPage(Page[ContactRow]):
    pass


class SitePage(Page[SiteRow]):
    pass


class AssetPage(Page[AssetRow]):
    pass


class ContractPage(Page[ContractRow]):
    pass


class ImportSummary(BaseModel):
    """What a file brought, or would bring."""

    kind: str
    rows: int
    new: int
    changed: int
    changes: list[str] = Field(description="the first of them: id and each column before and after")
