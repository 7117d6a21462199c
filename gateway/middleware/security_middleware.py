"""Stands before every request: called by a name of ours, by no page of another site, and never misread."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.errors import refusal
from gateway.middleware.addresses import OwnAddresses
from gateway.middleware.page_rules import HEADERS, SECURE_ONLY

READS = ("GET", "HEAD", "OPTIONS")


class SecurityMiddleware:
    """Refuses a foreign `Host`, and what acts on /api from a foreign origin; adds the headers that browsers keep to."""

    def __init__(self, app: ASGIApp, own: OwnAddresses) -> None:
        self._app, self._own = app, own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        host = asked.get("host", "")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._own.is_secure(scope["scheme"], host):
                    headers.setdefault("Strict-Transport-Security", SECURE_ONLY)
            await send(message)

        if not self._own.has(host):
            refused = refusal(400, "unknown_host", host or "a request names the host it is for")
            await refused(scope, receive, guarded)
        elif self._acts_from_elsewhere(scope, asked.get("origin", ""), host):
            await refusal(403, "foreign_origin", asked["origin"])(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _acts_from_elsewhere(self, scope: Scope, origin: str, host: str) -> bool:
        """Browsers name the origin with all that acts; programs name none."""
        acts = scope["path"].startswith("/api") and scope["method"] not in READS
        return acts and bool(origin) and not self._own.has_origin(origin, scope["scheme"], host)
