"""The shapes of `kb/policies/hotline.yml`: whose phones ring, how long, and how the assistant speaks (R01, R06)."""

from typing import Annotated, Literal

from pydantic import Field

from kb.models.entry import Entry

Seconds = Annotated[int, Field(ge=1, le=60)]


class Phone(Entry):
    """A phone that customers are put through to."""

    number: str  # E.164, e.g. "+8657100127701"
    staff: str  # username of the person at the desk who answers there


class Line(Entry):
    """The phones of a queue, rung one after the other while the calendar says that somebody is there."""

    queue: str
    calendar: str
    phones: tuple[Phone, ...]


class Voice(Entry):
    """Twilio's names; hearing and speaking know the same language by different ones."""

    hears: Literal["cmn-Hans-CN", "cmn-Hant-TW", "yue-Hant-HK"]
    speaks: Literal["cmn-CN", "cmn-TW", "yue-HK"]
    name: str  # e.g. "Polly.Zhiyu-Neural"


class HotlinePolicy(Entry):
    recording: bool  # of the talk with a human; callers are told at the beginning
    voice: Voice
    silence_seconds: Seconds  # until nothing said counts as silence
    silences: Annotated[int, Field(ge=1, le=5)]  # in a row, until another way is offered
    ring_seconds: Seconds  # each phone
    rounds: Annotated[int, Field(ge=1, le=10)]  # how often all phones are rung before a call-back is promised
    wait_seconds: Seconds  # in the queue, between two announcements of the position
    announcements: Annotated[int, Field(ge=1, le=10)]  # in the queue, between two rounds of ringing
    music: str = ""  # address of a sound file for the queue; empty: silence
    lines: tuple[Line, ...]
