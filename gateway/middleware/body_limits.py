"""Bodies are limited before they are read: by their announced size, by what comes, and by how slowly it comes."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.errors import refusal
from helpline.conversations.files import LARGEST_PICTURE
from helpline.core.errors import CaseError

KB = 1024
# The longest prefix that fits decides; `*` stands for one part of the path.
LARGEST = {
    "": 64 * KB,
    "/api": 256 * KB,  # notes, and tables of wordings
    "/api/conversations/*/attachments": LARGEST_PICTURE + 64 * KB,
    "/api/engineer/visits/*/photos": LARGEST_PICTURE + 64 * KB,
    "/api/engineer/visits/*/sign": LARGEST_PICTURE + 64 * KB,
    "/api/imports": 8 * KB * KB + 64 * KB,  # a table
    "/channels": 256 * KB,  # a platform's push; files it only names
    "/channels/voice": 64 * KB,
    "/chat/attachments": LARGEST_PICTURE + 64 * KB,
    "/internal": 16 * KB * KB,  # a whole talk, from our own Rasa
}

Check = Callable[[Request], Awaitable[None]]


class BodyLimits:
    """413 for what is larger than its route takes, 408 for what stops coming.

    `checks` are asked before the body of their path is read, and refuse with a CaseError.
    """

    def __init__(self, app: ASGIApp, seconds: float, checks: dict[str, Check]) -> None:
        self._app, self._seconds, self._checks = app, seconds, checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        largest = largest_of(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > largest:
            await _too_large(largest)(scope, receive, send)
            return
        if check := self._checks.get(scope["path"]):
            try:
                await check(Request(scope))
            except CaseError as error:
                await refusal(error.status, error.code, error.detail, error.headers())(scope, receive, send)
                return
        body = _Body(receive, send, largest, self._seconds)
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            if body.refused is None:
                raise
        if body.refused is not None and not body.started:
            await body.refused(scope, receive, send)


class _Body:
    """One request's body while it is read. Once refused, nothing of the route's own answer goes out."""

    def __init__(self, receive: Receive, send: Send, largest: int, seconds: float) -> None:
        self._receive, self._send, self._largest, self._seconds = receive, send, largest, seconds
        self._size, self._ended = 0, False
        self.refused: Response | None = None
        self.started = False

    async def receive(self) -> Message:
        if self._ended:  # what is waited for now is that the asker leaves
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._seconds)
        except TimeoutError:
            return self._refuse(refusal(408, "too_slow", "the body stopped coming", CLOSE))
        self._size += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return self._refuse(_too_large(self._largest)) if self._size > self._largest else message

    async def send(self, message: Message) -> None:
        if self.refused is None:
            self.started = True
            await self._send(message)

    def _refuse(self, answer: Response) -> Message:
        self._ended = True
        if not self.started:
            self.refused = answer
        return {"type": "http.disconnect"}


CLOSE = {"Connection": "close"}  # the rest of the body is not waited for


def largest_of(path: str) -> int:
    """Bytes of a body at this path."""
    parts = path.split("/")
    fitting = [prefix for prefix in LARGEST if _fits(prefix.split("/"), parts)]
    return LARGEST[max(fitting, key=len, default="")]


def _fits(prefix: list[str], parts: list[str]) -> bool:
    return len(prefix) <= len(parts) and all(one in ("*", part) for one, part in zip(prefix, parts, strict=False))


def _too_large(largest: int) -> Response:
    return refusal(413, "too_large", f"at most {largest} bytes", CLOSE)
