"""What requests and answers of all routes are made of: bounded numbers and texts, instants, errors, pages."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Path, Query, UploadFile
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from helpline.core import paging
from helpline.core.unit_of_work import ZONE

# pydantic checks texts with a pattern as Unicode: half an emoji (a lone surrogate) is refused, as is NUL.
NO_NUL = r"^[^\x00]*$"
NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"
LONGEST_TEXT = 2000
FIRST_YEAR, LAST_YEAR = 2000, 2100  # of instants that requests name

Text = Annotated[str, Field(pattern=NO_NUL)]  # any text the database can hold; the place of use says how long
Words = Annotated[str, Field(pattern=NOT_BLANK)]  # the same, and there is something to read in it
Name = Annotated[Text, Field(min_length=1, max_length=100)]  # an id made of letters, a key, a username
Id = Annotated[int, Field(ge=1, le=paging.LARGEST)]
Place = Annotated[int, Field(ge=0, le=paging.LARGEST)]  # after which to go on; 0 is the beginning

NameInPath = Annotated[str, Path(pattern=NO_NUL, max_length=100)]
IdInPath = Annotated[int, Path(ge=1, le=paging.LARGEST)]
# Browsers and others send the header empty before they have heard anything.
LastEventId = Annotated[Place, BeforeValidator(lambda value: value or 0)]


def _to_the_second(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(microsecond=0)


Instant = Annotated[datetime, AfterValidator(_to_the_second)]  # in the business zone, to the second


def _of_these_years(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"the year must be {FIRST_YEAR} to {LAST_YEAR}")
    return at


# An instant that a request names, with its zone.
Time = Annotated[
    AwareDatetime,
    AfterValidator(_of_these_years),
    WithJsonSchema({"type": "string", "format": "date-time", "maxLength": 40, "pattern": r"^\d{4}-\d{2}-\d{2}[Tt ]"}),
]
Day = Annotated[date, WithJsonSchema({"type": "string", "format": "date", "maxLength": 10, "pattern": NO_NUL})]


def _named(file: UploadFile) -> UploadFile:
    name = file.filename or ""
    if len(name) > 255 or "\x00" in name:
        raise ValueError("the file's name must have at most 255 characters and no NUL")
    return file


Picture = Annotated[UploadFile, AfterValidator(_named)]


# Answers that are no JSON (`responses` of a route).
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "the file", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


class Body(BaseModel):
    """What a request brings; a field that is not known is refused rather than passed over."""

    model_config = ConfigDict(extra="forbid")


def _empty(value: object) -> bool:
    return not value


Maybe = Annotated[str, Field("", exclude_if=_empty)]  # left out of the answer when there is nothing


class Attachment(BaseModel):
    """A picture, recording or film, fetched by its id. One of another platform has no type while it is waiting."""

    id: str
    name: str
    content_type: str
    url: str
    status: Maybe = Field(description="of what lies with a platform at first: ready or lost")


class Button(BaseModel):
    """Offered with a message; pressed, its payload is sent back."""

    title: str
    payload: str


class Error(BaseModel):
    """Why a request was refused."""

    code: str = Field(description="a word for programs, e.g. not_found, not_allowed, invalid")
    detail: str = Field(description="a sentence for people; of `invalid` it names the field")


Row = TypeVar("Row")
Source = TypeVar("Source")


class Page(BaseModel, Generic[Row]):
    """Rows of a list, and where the next ones are."""

    items: list[Row]
    next: str | None = Field(description="the `cursor` of the next page; null: these are the last")


def shown(page: paging.Page[Source], show: Callable[[Source], Row]) -> dict[str, Any]:
    """The fields of a `Page` of models."""
    return {"items": [show(row) for row in page.items], "next": page.next}


def _paging(
    cursor: Annotated[Text, Query(max_length=500, description="`next` of the page before; empty: the first page")] = "",
    limit: Annotated[int, Query(ge=1, le=paging.MOST, description="rows a page")] = paging.DEFAULT,
) -> paging.PageRequest:
    return paging.PageRequest(cursor, limit)


Paging = Annotated[paging.PageRequest, Depends(_paging)]


def fields(model: Any) -> dict[str, Any]:
    """What a model holds, to make one that holds more."""
    return dict(model)
