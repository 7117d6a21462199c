"""Shapes of kb/policies/delivery.yml: what is done when a message does not reach the customer."""

from typing import Annotated

from pydantic import Field

from kb.models.entry import Entry

Count = Annotated[int, Field(ge=1)]


class CodePolicy(Entry):
    """One-time codes that show who holds a phone."""

    minutes: Count
    attempts: Count
    again_seconds: Count
    a_day: Count
    phones: Count  # of one conversation
    origin_an_hour: Count  # asked for from one network address
    an_hour: Count  # in all


class DeliveryPolicy(Entry):
    fallback: str = ""  # channel; empty: wait for the customer
    purposes: tuple[str, ...] = ()  # of messages that may go another way
    needs_consent: bool = True
    away_minutes: Count
    reach_days: Count
    momentary: tuple[str, ...] = ()  # channels that reach only who is there
    windowed: tuple[str, ...] = ()  # channels that let messages out only after the customer did something
    tell: tuple[str, ...] = ()  # roles that hear when a channel sends nothing
    codes: CodePolicy
