"""What one visitor or one address may ask for: more is refused with the time to wait, and danger is always heard."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from gateway.api.deps import State
from gateway.app import create_app
from gateway.middleware.body_limits import LARGEST, largest_of
from gateway.middleware.limits import Limits, network_of
from gateway.settings import Settings
from helpline.core.errors import TooManyRequests
from helpline.tables import Case, Conversation, Message
from tests.world import World

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


class Visitor:
    """Somebody at the chat page, from an address of their own."""

    def __init__(self, client: "Address") -> None:
        self.client, self.count = client, 0
        self.head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}

    def says(self, text: str) -> Any:
        self.count += 1
        body = {"message_id": f"m{self.count}", "text": text}
        return self.client.post("/chat/messages", json=body, headers=self.head)


class Address:
    """Where requests come from."""

    def __init__(self, client: TestClient, held: State, address: str) -> None:
        self._client, self.held, self._own = client, held, {"X-Test-Address": address}

    def post(self, path: str, headers: dict[str, str] | None = None, **said: Any) -> Any:
        return self._client.post(path, headers=(headers or {}) | self._own, **said)


At = Callable[[str], Address]


@pytest.fixture
def gateway(world: World, tmp_path: Path) -> Iterator[At]:
    settings = Settings(var_dir=tmp_path, database_url=world.database.url, rasa_url="http://127.0.0.1:9")
    app = create_app(settings, world.kb)

    async def from_address(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["client"] = (Headers(scope=scope)["x-test-address"], 5000)
        await app(scope, receive, send)

    with TestClient(from_address) as client:
        yield lambda address: Address(client, app.state.held, address)


def test_a_visitor_who_writes_too_much_is_told_to_wait_and_nobody_else_is(gateway: At) -> None:
    visitor, other = Visitor(gateway("198.51.100.1")), Visitor(gateway("198.51.100.2"))
    answers = [visitor.says("在吗") for _ in range(45)]
    assert {answer.status_code for answer in answers[:40]} == {202}
    refused = answers[-1]
    assert refused.status_code == 429 and refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert other.says("在吗").status_code == 202


def test_danger_is_heard_over_every_limit(gateway: At, world: World) -> None:
    visitor = Visitor(gateway("198.51.100.3"))
    assert [visitor.says("在吗").status_code for _ in range(45)][-1] == 429
    assert visitor.says("家里煤气泄漏了").status_code == 202
    assert visitor.says("会不会煤气泄漏").status_code == 429
    assert [row.text for row in world.all(Message, direction="in")][-1] == "家里煤气泄漏了"


def test_an_address_opens_so_many_sessions_and_tries_so_many_logins(gateway: At, world: World) -> None:
    client, other = gateway("198.51.100.4"), gateway("198.51.100.5")
    assert [client.post("/chat/sessions").status_code for _ in range(151)].count(201) == 150
    assert len(world.all(Conversation)) == 150
    login = {"username": "u1", "password": "x" * 12}
    assert client.post("/api/login", json=login).status_code == 401
    for _ in range(19):  # as quickly as the passwords of real ones could not be checked here
        client.held.limits.count(world.kb.policies.limits.logins, "logins", "198.51.100.4")
    refused = client.post("/api/login", json=login)
    assert refused.status_code == 429 and refused.json()["code"] == "too_many_requests"
    assert other.post("/chat/sessions").status_code == 201
    assert other.post("/api/login", json=login).status_code == 401


def test_uploads_need_a_token_before_they_are_read_and_are_counted(gateway: At) -> None:
    client = gateway("198.51.100.6")

    def never_read() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    for head in ({}, {"Authorization": "Bearer nobody"}):
        refused = client.post("/chat/attachments", content=never_read(), headers=head)
        assert refused.status_code == 401 and refused.json()["code"] == "not_logged_in"
    visitor = Visitor(client)
    sent = [client.post("/chat/attachments", files={"file": ("a.png", PNG)}, headers=visitor.head) for _ in range(21)]
    assert [answer.status_code for answer in sent] == [201] * 20 + [429]


@pytest.mark.parametrize("path", ["/chat/messages", "/api/login", "/channels/sms", "/channels/voice", "/nowhere"])
@pytest.mark.parametrize("announced", [True, False])
def test_too_large_a_body_is_refused_without_being_read(gateway: At, path: str, announced: bool) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 1024 * 1024

    head = {"Content-Length": str(64 * 1024 * 1024)} if announced else {}
    visitor = Visitor(gateway("198.51.100.7"))
    answer = visitor.client.post(path, content=parts(), headers=head | visitor.head)
    if not announced and path.startswith(("/channels", "/nowhere")):  # channels are off: nobody reads it
        assert answer.status_code in (404, 405)
    else:
        assert answer.status_code == 413 and answer.json()["code"] == "too_large"


@pytest.mark.parametrize(
    ("path", "prefix"),
    [
        ("/", ""),
        ("/chat/messages", ""),
        ("/apis", ""),
        ("/api/login", "/api"),
        ("/api/conversations/1/reply", "/api"),
        ("/api/conversations/1/attachments", "/api/conversations/*/attachments"),
        ("/chat/attachments/1", "/chat/attachments"),
        ("/channels/voice/call", "/channels/voice"),
    ],
)
def test_the_longest_prefix_decides(path: str, prefix: str) -> None:
    assert largest_of(path) == LARGEST[prefix]


def test_every_route_that_takes_a_body_has_a_limit_for_it() -> None:
    assert max(LARGEST.values()) <= 16 * 1024 * 1024 and LARGEST[""] <= 64 * 1024


def test_streams_are_limited_by_session_and_address(world: World) -> None:
    limits, most = Limits(world.kb.policies.limits), world.kb.policies.limits.streams
    with ExitStack() as open_streams:
        for _ in range(most.token):
            open_streams.enter_context(limits.stream("talk", "198.51.100.8"))
        with pytest.raises(TooManyRequests):
            open_streams.enter_context(limits.stream("talk", "198.51.100.9"))
        for n in range(most.address - most.token):
            open_streams.enter_context(limits.stream(f"talk {n}", "198.51.100.8"))
        with pytest.raises(TooManyRequests):
            open_streams.enter_context(limits.stream("another", "198.51.100.8"))
        open_streams.enter_context(limits.stream("another", "198.51.100.9"))
    assert not limits._open


@pytest.mark.parametrize(
    ("one", "other"), [("2001:db8:1:2::5", "2001:db8:1:2:ffff::9"), ("::ffff:198.51.100.1", "198.51.100.1")]
)
def test_a_households_addresses_count_as_one(one: str, other: str) -> None:
    assert network_of(one) == network_of(other)


def test_without_redis_nothing_goes_uncounted(world: World) -> None:
    limits = Limits(world.kb.policies.limits, redis_url="redis://127.0.0.1:9/0")
    for _ in range(150):
        limits.count(world.kb.policies.limits.sessions, "sessions", "198.51.100.10")
    with pytest.raises(TooManyRequests):
        limits.count(world.kb.policies.limits.sessions, "sessions", "198.51.100.10")
    assert world.all(Case) == []
