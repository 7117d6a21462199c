"""Pictures of the web chat have a quota, over HTTP: what is over it is refused, what no message names is removed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.settings import Settings
from helpline.tables import Attachment
from kb.models.knowledge import Knowledge
from tests.world import World

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
Opens = Callable[..., TestClient]


@pytest.fixture
def settings(world: World, tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path, database_url=world.database.url, rasa_url="http://127.0.0.1:9")


@pytest.fixture
def gateway(world: World, settings: Settings) -> Iterator[Opens]:
    """The application, with another quota where a test asks for one."""
    opened = []

    def open_(**quota: int) -> TestClient:
        app = create_app(settings, with_quota(world.kb, **quota))
        opened.append(app.state.held.database)
        return TestClient(app)

    yield open_
    for database in opened:
        database.close()


def with_quota(kb: Knowledge, **quota: int) -> Knowledge:
    limits = kb.policies.limits
    files = limits.files.model_copy(update=quota)
    policies = kb.policies.model_copy(update={"limits": limits.model_copy(update={"files": files})})
    return kb.model_copy(update={"policies": policies})


def visitor(client: TestClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}


def upload(client: TestClient, head: dict[str, str], size: int = MEGABYTE) -> Any:
    data = PNG.ljust(size, b"0")
    return client.post("/chat/attachments", files={"file": ("a.png", data, "image/png")}, headers=head)


def test_a_session_that_has_used_its_room_is_refused_and_others_are_not(gateway: Opens, settings: Settings) -> None:
    client = gateway(session_megabytes=3)
    greedy, other = visitor(client), visitor(client)
    sent = [upload(client, greedy) for _ in range(5)]
    assert [answer.status_code for answer in sent] == [201, 201, 413, 413, 413]  # the forms around them count too
    assert sent[-1].json()["code"] == "no_room"
    assert upload(client, other).status_code == 201
    assert len(list(settings.uploads.iterdir())) == 3  # nothing is left of those that were refused


def test_all_together_have_room_for_so_much(gateway: Opens) -> None:
    client = gateway(day_megabytes=3)
    assert [upload(client, visitor(client)).status_code for _ in range(4)] == [201, 201, 413, 413]


def test_what_was_sent_another_day_takes_no_room(world: World, gateway: Opens) -> None:
    client = gateway(day_megabytes=3)
    assert [upload(client, visitor(client)).status_code for _ in range(3)] == [201, 201, 413]
    world.pass_(days=1, seconds=1)
    assert upload(client, visitor(client)).status_code == 201


def test_nothing_is_taken_that_the_disk_needs(gateway: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    client = gateway()
    head = visitor(client)
    left = SimpleNamespace(free=199 * MEGABYTE)
    monkeypatch.setattr("helpline.conversations.files.shutil.disk_usage", lambda folder: left)
    refused = upload(client, head)
    assert (refused.status_code, refused.json()["code"]) == (413, "no_room")
    left.free = 201 * MEGABYTE
    assert upload(client, head).status_code == 201


def test_a_picture_whose_size_is_not_announced_counts_as_the_largest(gateway: Opens) -> None:
    client = gateway(session_megabytes=7)
    head = visitor(client)

    def never_read() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    refused = client.post("/chat/attachments", content=never_read(), headers=head)
    assert (refused.status_code, refused.json()["code"]) == (413, "no_room")
    assert upload(client, head).status_code == 201


def test_what_was_sent_without_a_message_gives_its_room_back(world: World, gateway: Opens, settings: Settings) -> None:
    client = gateway(session_megabytes=3)
    head = visitor(client)
    used, unused = (upload(client, head).json()["id"] for _ in range(2))
    said = client.post("/chat/messages", json={"message_id": "m1", "attachments": [used]}, headers=head)
    assert said.status_code == 202 and upload(client, head).status_code == 413
    world.pass_(minutes=world.kb.policies.limits.files.unused_minutes, seconds=1)
    while world.do("files", settings=settings):
        pass
    assert [row.id for row in world.all(Attachment)] == [used]
    assert client.get(f"/chat/attachments/{unused}", headers=head).status_code == 404
    assert client.get(f"/chat/attachments/{used}", headers=head).status_code == 200
    assert upload(client, head).status_code == 201
