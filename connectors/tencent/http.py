"""One HTTP request to a platform: bounded in time and size, and silent about secrets.

Access tokens and secrets stand in the addresses. httpx's exceptions carry the request, so none of them leaves this
module, and httpx logs every address at INFO, so that is switched off.
"""

import json
import logging
from typing import Any

import httpx

from connectors.contract.fault import never_left

TIMEOUT = 5.0  # seconds for connecting, and for each read and write after it
LARGEST = 20 * 1024 * 1024  # bytes of an answer, which may be a customer's video
logging.getLogger("httpx").setLevel(logging.WARNING)


class Failed(Exception):
    """A foreign call did not do. `code` is the platform's error code, or `timeout`, `connection`, `http`, `answer`.

    `maybe` says that it may have been done all the same; `said` is the platform's own message.
    """

    def __init__(self, code: int | str, maybe: bool = False, said: str = "") -> None:
        super().__init__(f"the platform answered {code}")
        self.code = code
        self.maybe = maybe
        self.said = said


class Http:
    """Requests to the API at `api`, from any thread. Redirects are not followed and nothing is repeated."""

    def __init__(self, api: str) -> None:
        self._base = f"{api.rstrip('/')}/cgi-bin/"
        self._client = httpx.Client(timeout=TIMEOUT)

    def json(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        """The JSON object at a path of the API, `errcode` a number in it; Failed when it is none or tells an error."""
        return checked(self.content(method, path, **what))

    def content(self, method: str, path: str, **what: Any) -> bytes:
        """What comes with status 200 from a path of the API; Failed otherwise, or when it is too large."""
        return self.at(method, self._base + path, **what)

    def at(self, method: str, url: str, **what: Any) -> bytes:
        """The same from a whole URL."""
        try:
            with self._client.stream(method, url, **what) as answer:
                if answer.status_code != 200:
                    raise Failed("http", maybe=True)
                return _whole(answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            left = not never_left(error)
            late = isinstance(error, httpx.TimeoutException) and left
            raise Failed("timeout" if late else "connection", maybe=left) from None
        except (ValueError, TypeError):  # such as half a character in what was to be sent
            raise Failed("answer", maybe=True) from None


def checked(content: bytes) -> dict[str, Any]:
    """The JSON object in an answer, `errcode` a number in it; Failed when it is none or tells an error."""
    try:
        found = decoded(content)
        if not isinstance(found, dict):
            raise ValueError("no object")
        if "errcode" in found:
            found["errcode"] = int(found["errcode"])
    except (ValueError, TypeError):
        raise Failed("answer", maybe=True) from None
    if found.get("errcode"):
        raise Failed(found["errcode"], said=str(found.get("errmsg") or ""))
    return found


def decoded(content: bytes) -> Any:
    """The JSON in an answer, though customers' words bring broken UTF-8 and control characters; ValueError if none."""
    try:
        return json.loads(content.decode("utf-8", "ignore"), strict=False)
    except RecursionError:
        raise ValueError("nested too deep") from None


def needed(found: dict[str, Any], name: str) -> str:
    """A text or number of an answer, as text; Failed when it is not there."""
    value = found.get(name)
    if not isinstance(value, str | int):
        raise Failed("answer", maybe=True)
    return str(value)


def _whole(answer: httpx.Response) -> bytes:
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > LARGEST:
            raise Failed("answer", maybe=True)
    return bytes(content)
