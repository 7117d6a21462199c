"""What only a real socket shows: streams that stay open, bodies that go on and on, requests that stop half-way."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.middleware.body_limits import largest_of
from gateway.processes.ports import any_port
from gateway.settings import ROOT, Settings
from kb.models.knowledge import Knowledge
from simulator.accounts import Accounts
from tests.serving import served
from tests.world import World

pytestmark = pytest.mark.slow

ON = ("wechat", "wecom", "sms", "voice")  # channels that are switched on


@pytest.fixture
def base(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a gateway with every channel on is reached."""
    for name, value in Accounts("https://help.example", "http://127.0.0.1:9").settings().items():
        monkeypatch.setenv(name, value)
    settings = Settings(var_dir=tmp_path, database_url=world.database.url, rasa_url="http://127.0.0.1:9")
    with served(create_app(settings, world.kb)) as url:
        yield url


# -- streams that stay open ------------------------------------------------------------------------------------------


def test_a_sixth_stream_of_one_visitor_is_refused_until_another_is_closed(world: World, base: str) -> None:
    most = world.kb.policies.limits.streams.token
    with httpx.Client(base_url=base, trust_env=False, timeout=10) as client, ExitStack() as closing_:
        mine, other = ({"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"} for _ in range(2))

        def opened(head: dict[str, str]) -> httpx.Response:
            return closing_.enter_context(client.stream("GET", "/chat/stream", headers=head))

        streams = [opened(mine) for _ in range(most)]
        assert [stream.status_code for stream in streams] == [200] * most == [200] * 5
        refused = client.get("/chat/stream", headers=mine)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert int(refused.headers["Retry-After"]) > 0
        assert opened(other).status_code == 200
        streams[0].close()
        until = time.monotonic() + 10
        while (again := opened(mine)).status_code == 429 and time.monotonic() < until:
            time.sleep(0.05)
        assert again.status_code == 200


# -- bodies that go on and on ----------------------------------------------------------------------------------------


@contextmanager
def asked(base: str, head: str) -> Iterator[socket.socket]:
    """A connection on which a request has begun."""
    address = urlsplit(base)
    with closing(socket.create_connection((address.hostname, address.port), timeout=60)) as link:
        link.sendall(head.replace("\n", "\r\n").encode())
        yield link


def all_of(link: socket.socket) -> bytes:
    """What comes until the other side closes."""
    said = b""
    while part := link.recv(65536):
        said += part
    return said


@pytest.mark.parametrize("path", ["/chat/messages", "/api/login", *(f"/channels/{name}" for name in ON)])
def test_an_unannounced_body_is_refused_as_soon_as_it_is_too_large(base: str, path: str) -> None:
    head = f"POST {path} HTTP/1.1\nHost: 127.0.0.1\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n"
    with asked(base, head) as link:
        for _ in range(largest_of(path) // 1024 + 1):
            link.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        answer = all_of(link)  # the body never ends: whoever waits for the whole of it waits in vain
    assert answer.startswith(b"HTTP/1.1 413") and b'"too_large"' in answer


# -- requests that stop half-way -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway in a process of its own, as `make run` starts it."""
    var, port = tmp_path_factory.mktemp("var"), any_port()
    migrate(Settings(var_dir=var).database)
    env = os.environ | {"VAR_DIR": str(var), "PORT": str(port), "PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    with (var / "log").open("wb") as log:
        line = [sys.executable, "-m", "gateway.processes.serve"]
        process = subprocess.Popen(line, cwd=ROOT, env=env, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while not answers(base):
            assert process.poll() is None and time.monotonic() < until, (var / "log").read_text()
            time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/healthz", trust_env=False, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def test_half_a_request_is_not_waited_for_in_a_started_gateway(started: str, kb: Knowledge) -> None:
    """Many at once: they end together, each after the time that policy gives it, and others are answered meanwhile."""
    policy = kb.policies.limits.connections
    half_head = "POST /chat/messages HTTP/1.1\nHost: 127.0.0.1\nX-Slow: "
    half_body = "POST /chat/messages HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 100\n\nhalf"
    with ExitStack() as open_links:
        begun = time.monotonic()
        silent, in_head, in_body = (
            [open_links.enter_context(asked(started, said)) for _ in range(50)] for said in ("", half_head, half_body)
        )
        assert answers(started)
        for link in silent + in_head:
            assert all_of(link) == b""
        assert policy.header_seconds - 1 <= time.monotonic() - begun < policy.header_seconds + 5
        for link in in_body:
            assert all_of(link).startswith(b"HTTP/1.1 408")
        assert policy.body_seconds - 1 <= time.monotonic() - begun < policy.body_seconds + 5
    assert answers(started)
