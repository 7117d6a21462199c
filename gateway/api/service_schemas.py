"""What people do for a customer beside the case's record, as the API takes it."""

from typing import Annotated

from pydantic import Field

from gateway.api.case_schemas import Key, PointRow, Reason
from gateway.api.schemas import LONGEST_TEXT, Body, Name, Page, Time, Words
from helpline.cases.service_change import Change

Told = Annotated[Words, Field(max_length=LONGEST_TEXT)]


class PromisedByHand(Body):
    """Promised to the customer just now."""

    key: Key
    kind: Annotated[Name, Field(description="one of `on_demand` in kb/policies/sla.yml, e.g. look_up")]
    words: Annotated[Told, Field(description="what of, e.g. the question that is looked up")]


class KeptByHand(Body):
    key: Key
    kind: Annotated[Name, Field(description="of promise that is kept by hand: look_up, verify, report")]
    words: Annotated[Told, Field(description="what came of it, e.g. the answer the customer was told")]


class RemoteBegun(Body):
    key: Key
    way: Annotated[Reason, Field(description="how: the program, whose account")]
    until: Annotated[Time, Field(description="when it will be well again, as the customer is told")]


class RemoteEnded(Body):
    key: Key
    words: Annotated[Told, Field(description="what was found and done; of a solved case the customer is told it")]
    solved: bool


class ServiceChanged(Body):
    key: Key
    change: Change
    reason: Annotated[Reason, Field(description="as the customer is told")]
    time: Annotated[Reason, Field(max_length=100, description="from when or until when, as people say it")]


class PassedOn(Body):
    key: Key
    point: Annotated[Name, Field(description="the id of a service point")]
    reason: Reason


class PointPage(Page[PointRow]):
    """Service points, the head office first."""
