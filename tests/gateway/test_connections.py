"""Slow and idle connections end; strangers leave descriptors for what the product opens by itself."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from gateway.middleware.body_limits import BodyLimits
from gateway.processes import guarded_protocol
from gateway.processes.guarded_protocol import guarded
from kb.models.limits import ConnectionPolicy

pytestmark = pytest.mark.slow

POLICY = ConnectionPolicy(header_seconds=1, body_seconds=1, spare_descriptors=10)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def served(test: Callable[[int], Awaitable[None]], descriptors: int = 1000) -> None:
    """Runs a test against a server that listens."""

    async def run() -> None:
        app: Any = BodyLimits(echo, POLICY.body_seconds, {})
        config = uvicorn.Config(app, port=0, http=guarded(POLICY, descriptors), lifespan="off", log_config=None)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve([listening]))
            try:
                await asyncio.wait_for(test(listening.getsockname()[1]), 20)
            finally:
                server.should_exit = True
                await serving

    asyncio.run(run())


async def answer_to(port: int, said: bytes) -> bytes:
    """Everything that comes back until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("said", [b"", b"POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_who_does_not_say_what_they_want_is_cut_off(said: bytes) -> None:
    async def test(port: int) -> None:
        assert await answer_to(port, said) == b""

    served(test)


def test_a_body_that_stops_coming_is_refused() -> None:
    async def test(port: int) -> None:
        answer = await answer_to(port, b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        assert answer.startswith(b"HTTP/1.1 408") and b'"too_slow"' in answer

    served(test)


def test_who_goes_on_in_time_is_answered() -> None:
    async def test(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for part in (b"POST / HTTP/1.1\r\nHost: x\r\n", b"Content-Length: 8\r\n\r\nhalf", b"half"):
            writer.write(part)
            await asyncio.sleep(0.5)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        writer.close()

    served(test)


def test_strangers_leave_descriptors_for_our_own_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    get = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    async def test(port: int) -> None:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        assert (await answer_to(port, get)).startswith(b"HTTP/1.1 200")  # from this machine
        monkeypatch.setattr(guarded_protocol, "_is_own", lambda _client: False)
        assert await answer_to(port, get) == b""
        for _, writer in held:
            writer.close()

    served(test, descriptors=POLICY.spare_descriptors + 4)
