"""How requests are refused: one shape everywhere, `Error`, whether the domain, a model or the framework refuses."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from gateway.api.schemas import NOT_BLANK, Error
from helpline.core.errors import CaseError

TOLD = 5  # faults of one request
AWAY_SECONDS = "5"  # until it is worth while to ask again
FAULTS = {
    "string_unicode": "must not hold half an emoji",
    "json_invalid": "is not JSON",
    "extra_forbidden": "is not known here",
}
MEANINGS = {
    400: "not understood at all",
    401: "not logged in, or the login failed",
    403: "the asker may not do this",
    404: "there is no such thing, or the asker may not know of it",
    408: "stopped coming half-way",
    409: "not as things stand",
    413: "too large",
    422: "a field is missing or wrong; `detail` names it",
    503: "nothing can be stored just now",
    429: "too many of these from here; later again",
}

log = logging.getLogger(__name__)


def refusal(status: int, code: str, detail: str, headers: Any = None, longest: int = CaseError.longest) -> JSONResponse:
    """An answer that refuses. What a caller wrote may be in `detail`: it is cut and made sendable."""
    error = Error(code=code, detail=detail[:longest].encode(errors="replace").decode())
    return JSONResponse(error.model_dump(), status_code=status, headers=headers)


def refuses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These refusals as the API's document tells them (`responses` of a route)."""
    return {status: {"model": Error, "description": MEANINGS[status]} for status in statuses}


def install(app: FastAPI) -> None:
    """Makes every refusal of the application an `Error`."""

    @app.exception_handler(CaseError)
    async def refused(_request: Request, error: CaseError) -> JSONResponse:
        return refusal(error.status, error.code, error.detail, error.headers(), error.longest)

    @app.exception_handler(RequestValidationError)
    async def wrong(_request: Request, error: RequestValidationError) -> JSONResponse:
        return refusal(422, "invalid", told(error.errors()))

    @app.exception_handler(HTTPException)
    async def not_served(_request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        return refusal(status, status.name.lower(), str(error.detail), error.headers)

    @app.exception_handler(OperationalError)
    async def database_away(_request: Request, error: OperationalError) -> JSONResponse:
        log.error("the database refuses", exc_info=error)  # it may be away or locked, or asked for what it has not
        return refusal(503, "unavailable", "nothing can be read or stored just now", {"Retry-After": AWAY_SECONDS})

    @app.exception_handler(Exception)
    async def failed(_request: Request, _error: Exception) -> JSONResponse:
        return refusal(500, "internal", "something went wrong here; the log says what")


def told(faults: Sequence[Any]) -> str:
    """Which field is wrong and how, in a sentence; of many the first."""
    return "; ".join(f"{_place(fault['loc'])}: {_fault(fault)}" for fault in faults[:TOLD])


def _place(loc: Sequence[str | int]) -> str:
    if len(loc) > 1 and loc[0] == "body" and isinstance(loc[1], int):
        return "body"  # the offset of what is no JSON
    return ".".join(str(part)[:50] for part in loc)


def _fault(fault: Any) -> str:
    kind: str = fault["type"]
    if kind == "string_pattern_mismatch":
        blank = fault["ctx"]["pattern"] == NOT_BLANK
        return "must not be blank, nor hold a NUL" if blank else "must not hold a NUL"
    return FAULTS.get(kind) or str(fault["msg"]).removeprefix("Value error, ")
