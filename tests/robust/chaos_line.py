"""The line between the platforms and the product: every push comes four times at once, and again after a failure."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import parse_qsl

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.processes.ports import any_port

TIMES = 4
ROUNDS = 8  # of a text message's webhook: Twilio asks as often as the address says, the other platforms by themselves
PAUSE_SECONDS = 1.0
PASSED_ON = ("content-type", "x-twilio-signature", "user-agent")


class Line:
    """Forwards bytes as they are, so that signatures hold. `base` is what the platforms believe to be the product."""

    def __init__(self, product: str, seed: int) -> None:
        self.port = any_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.pushed: Counter[str] = Counter()  # by what they were answered
        self.delivered: set[str] = set()  # MessageSids whose callback "delivered" was acknowledged
        self._product, self._random = product, random.Random(seed)
        self._later: set[asyncio.Task[httpx.Response | None]] = set()

    @asynccontextmanager
    async def _client(self, _app: Starlette):  # type: ignore[no-untyped-def]
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=0)
        async with httpx.AsyncClient(trust_env=False, timeout=15, limits=limits) as self._http:
            yield

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{rest:path}", self._pass_on, methods=["POST"])], lifespan=self._client)

    async def _pass_on(self, request: Request) -> Response:
        body = await request.body()
        texting = request.url.path.startswith("/channels/sms")
        for _ in range(ROUNDS if texting else 1):
            answer = await self._together(request, body)
            if answer is not None:
                self._note(request.url.path, body)
                return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))
            await asyncio.sleep(PAUSE_SECONDS)
        return Response(status_code=502)

    async def _together(self, request: Request, body: bytes) -> httpx.Response | None:
        """The first good answer of several pushes; None when there is none."""
        pushes = [asyncio.create_task(self._once(request, body)) for _ in range(TIMES)]
        self._later |= set(pushes)
        for push in pushes:
            push.add_done_callback(self._later.discard)
        for ended in asyncio.as_completed(pushes):
            if (answer := await ended) is not None:
                return answer
        return None

    async def _once(self, request: Request, body: bytes) -> httpx.Response | None:
        await asyncio.sleep(self._random.uniform(0, 0.03))
        url = f"{self._product}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        try:
            answer = await self._http.post(url, content=body, headers=headers)
        except httpx.HTTPError as error:
            self.pushed[type(error).__name__] += 1
            return None
        self.pushed[str(answer.status_code)] += 1
        return answer if answer.status_code < 300 else None

    def _note(self, path: str, body: bytes) -> None:
        if path == "/channels/sms/status":
            form = dict(parse_qsl(body.decode()))
            if form.get("MessageStatus") == "delivered":
                self.delivered.add(form["MessageSid"])


@contextmanager
def laid(product: str, seed: int = 0) -> Iterator[Line]:
    """A line to the product at this base URL."""
    line = Line(product, seed)
    config = uvicorn.Config(line.app(), "127.0.0.1", line.port, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the line could not be laid"
            thread.join(0.02)
        yield line
    finally:
        server.should_exit = True
        thread.join(10)
