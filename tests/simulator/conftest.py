"""Platforms at ten times their pace, and a product that answers what it is told to."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from connectors.contract.request import Request
from simulator.clock import SimulatedClock
from simulator.platform import Platform
from simulator.serving import running
from tests.connectors.wechat_pushes import SharedVault

SPEED = 10
Answer = tuple[int, str, str] | float  # status, type, body; or seconds of silence before "success"


class Product:
    """Keeps every request; `answers(path, form)` says what comes back, by default `success`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.times: list[float] = []
        self.answers: Callable[[Request], Answer] = lambda request: (200, "text/plain", "success")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a platform that hung up
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def at(self, path: str) -> list[Request]:
        """Everything that came to this address below /channels."""
        return [request for request in self.requests if request.path == path]

    def _handler(product) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path, _, query = self.path.partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                own = path.removeprefix("/channels/")
                request = Request("POST", own, query, headers, body, datetime.now(UTC))
                product.requests.append(request)
                product.times.append(time.monotonic())
                answer = product.answers(request)
                if isinstance(answer, float):
                    time.sleep(answer)
                    answer = (200, "text/plain", "success")
                status, kind, text = answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *what: Any) -> None:
                pass

        return Handler


@pytest.fixture
def product() -> Iterator[Product]:
    made = Product()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def platform(product: Product) -> Iterator[Platform]:
    with running(product.url, clock=SimulatedClock(SPEED)) as made:
        yield made


@pytest.fixture
def token_store() -> SharedVault:
    return SharedVault()


def eventually(done: Callable[[], bool], seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "did not happen"
        time.sleep(0.02)
