"""A foreign request, what refuses it, and what the platform is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl


class BadMessage(ValueError):
    """The request is authentic or harmless, but no message of this channel; the text says why. Answered with 400."""


class Refused(Exception):
    """The request does not come from whom it says, or comes again or late; the text says why. Answered with 403."""


@dataclass(frozen=True)
class Request:
    """A foreign request, whole and unchanged: signatures are computed over it."""

    method: str
    path: str  # after the channel's own address, without a leading slash; "" for the address itself
    query: str  # raw
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    at: datetime  # when it arrived, UTC

    @property
    def values(self) -> dict[str, str]:
        """The query, blank values kept; of a name given twice the first."""
        return dict(reversed(parse_qsl(self.query, keep_blank_values=True)))

    @property
    def form(self) -> dict[str, str]:
        """The body of a form, blank values kept; BadMessage when it is not UTF-8."""
        try:
            return dict(reversed(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True, errors="strict")))
        except UnicodeDecodeError as error:
            raise BadMessage("the body is not UTF-8") from error


@dataclass(frozen=True)
class Answer:
    """What the foreign platform is answered."""

    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200
