"""Stands before every request: no page of another site acts with the desk's cookie, and no answer is misread."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READS = ("GET", "HEAD", "OPTIONS")


class SecurityMiddleware:
    """Refuses what acts on /api from a foreign origin; adds the headers that browsers keep to."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                if path.startswith("/desk"):
                    headers.setdefault("X-Frame-Options", "DENY")
            await send(message)

        if path.startswith("/api") and scope["method"] not in READS and (foreign := _foreign_origin(scope)):
            refused = JSONResponse({"code": "foreign_origin", "detail": foreign}, status_code=403)
            await refused(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


def _foreign_origin(scope: Scope) -> str:
    headers = Headers(scope=scope)
    origin = headers.get("origin", "")
    return origin if origin and origin.split("://")[-1] != headers.get("host") else ""
