"""Shapes of kb/plans (R47): what is done in an emergency of a kind, who decides, who works, and whom to call."""

from datetime import date

from pydantic import Field

from kb.models.entry import Entry


class Contact(Entry):
    name: str
    phone: str
    what: str  # when they are called


class PlanStep(Entry):
    id: str
    name: str
    team: str  # the role whose task it is
    minutes: int = Field(ge=1)  # after the start, by when it is to be done
    after: tuple[str, ...] = ()  # steps that come first
    agreed: bool = False  # only with the customer's word for it


class Plan(Entry):
    """One version of an emergency plan: a changed plan is a new version."""

    id: str
    name: str
    version: str
    issued_on: date
    trigger: str  # when it is started, in words
    dangers: tuple[str, ...] = ()  # kinds of kb/policies/emergency.yml it is for
    businesses: tuple[str, ...] = ()  # and lines of business, at a major fault
    authorised_by: tuple[str, ...]  # roles that may start it
    leading: tuple[str, ...]  # usernames: they decide, and hear at once that it was started
    working: tuple[str, ...]  # usernames: they carry it out
    contacts: tuple[Contact, ...]
    steps: tuple[PlanStep, ...]
    drill_days: int = Field(ge=1)  # it is rehearsed at least so often


class OutsideHelp(Entry):
    """Who is called from outside for one kind of trouble."""

    name: str
    kind: str  # device, line, software, database
    categories: tuple[str, ...]  # of kb/products.yml
    phone: str
    what: str
