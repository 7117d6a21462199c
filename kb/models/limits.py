"""Shapes of kb/policies/limits.yml: how much one visitor, one address and everybody together may take."""

from typing import Annotated

from limits import parse
from pydantic import AfterValidator, Field

from kb.models.entry import Entry


def _is_rate(said: str) -> str:
    parse(said)  # ValueError when it is none
    return said


Rate = Annotated[str, AfterValidator(_is_rate)]  # "20 per minute"
Rates = tuple[Rate, ...]
Count = Annotated[int, Field(ge=1)]


class RatePolicy(Entry):
    """How often, each counted by itself; where a rate is missing nothing is counted."""

    token: Rates = ()  # of one conversation
    address: Rates = ()  # of the caller's network address


class OpenPolicy(Entry):
    """How many may be open at once in one gateway."""

    token: Count
    address: Count
    all: Count


class ConnectionPolicy(Entry):
    header_seconds: Count  # until a request's headers are there
    body_seconds: Count  # until the next part of a body is there
    spare_descriptors: Count  # kept for what this product opens by itself, Rasa's calls among it


class BurstPolicy(Entry):
    """What is answered as one; the rest makes the next turn."""

    messages: Count
    characters: Count


class TextPolicy(Entry):
    """What a channel brings in one message."""

    characters: Count  # the rest is not kept, and the customer is told so


class AlarmPolicy(Entry):
    """R22 with somebody who cries wolf: every alarm is heard, advised on and filed; not every one rings everybody."""

    rings: Count  # alarms of strangers from one address that do
    minutes: Count  # within so long


class UploadPolicy(Entry):
    """Files of visitors."""

    session_megabytes: Count
    day_megabytes: Count
    unused_minutes: Count  # a file no message has named by then is removed


class ImportPolicy(Entry):
    """A file taken in at the desk."""

    rows: Count  # all are written in one transaction, and what others write waits for it


class DiskPolicy(Entry):
    """When the disk fills up."""

    floor_megabytes: Count  # with less free space the product is not ready
    reserve_megabytes: Count  # set aside, and given free for alarms


class LimitsPolicy(Entry):
    messages: RatePolicy
    sessions: RatePolicy
    uploads: RatePolicy
    logins: RatePolicy
    streams: OpenPolicy
    connections: ConnectionPolicy
    burst: BurstPolicy
    text: TextPolicy
    alarms: AlarmPolicy
    files: UploadPolicy
    imports: ImportPolicy
    disk: DiskPolicy
    unused_session_hours: Count  # a session in which nothing was said by then is removed
