"""Pictures come to rest before anything is written, and leave nothing when they are not taken."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.databases import Sqlite
from tests.gateway.test_a_visit_lived import Day, at, day, stamp
from tests.world import AGENT, World

__all__ = ["day"]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
FILE = {"file": ("a.png", PNG)}


@pytest.fixture
def database_url(sqlite: Sqlite) -> Iterator[str]:
    """The database with one writer, where who waits for the disk keeps all others waiting."""
    with sqlite.fresh() as url:
        yield url


def from_a_visitor(day: Day) -> Response:
    client = day.house.browser()
    head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    answer: Response = client.post("/chat/attachments", files=FILE, headers=head)
    return answer


def from_an_agent(day: Day) -> Response:
    chat = day.world.write("wechat", "o1", "拍张图给我看看")
    client = day.desk
    assert client.post(f"/api/conversations/{chat}/take").is_success
    answer: Response = client.post(f"/api/conversations/{chat}/attachments", files=FILE)
    return answer


def paper(day: Day, **told: str) -> Response:
    number = day.world.case(day.world.file(day.world.chat("K1"))).number
    data = {"key": "k", "kind": "other", "title": "发票", "case": number, **told}
    answer: Response = day.desk.post("/api/papers", data=data, files=FILE)
    return answer


def on_site(verb: str, **told: str) -> Callable[[Day], Response]:
    def send(day: Day) -> Response:
        visit = day.plan(day.world.case(day.world.file(day.world.chat("K1"), category="air_conditioner")).number)
        id, page = visit.json()["id"], day.engineer("e_west")
        day.world.go_to(at(24, 9, 30))
        page = day.engineer("e_west")
        stamp(page, id, "arrive", at(24, 9, 20))
        data = {"key": verb, "at": at(24, 9, 25).isoformat(), **told}
        answer: Response = page.post(f"/api/engineer/visits/{id}/{verb}", data=data, files=FILE)
        return answer

    return send


DOORS = {
    "a visitor": from_a_visitor,
    "an agent": from_an_agent,
    "a paper": paper,
    "a photo": on_site("photos", kind="before"),
    "a signature": on_site("sign", name="甲先生"),
}


def stored(day: Day) -> list[Path]:
    folder: Path = day.house.app.state.held.settings.uploads
    return list(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("door", DOORS)
def test_nobody_waits_for_the_disk(day: Day, monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    locked = []
    write = Path.write_bytes

    def watched(file: Path, data: bytes) -> int:
        locked.append(day.world.database.is_locked(0.2))
        return write(file, data)

    monkeypatch.setattr(Path, "write_bytes", watched)
    answer = DOORS[door](day)
    assert answer.is_success, answer.text
    assert locked == [False] and len(stored(day)) == 1


def test_what_is_refused_leaves_no_file(day: Day) -> None:
    assert paper(day, title="").status_code == 422
    assert paper(day, case="GD20200101-0000").status_code == 404
    stranger: TestClient = day.house.browser()
    assert stranger.post("/api/papers", files=FILE).status_code == 401
    client = day.house.logged_in(AGENT)
    assert client.post("/api/conversations/none/attachments", files=FILE).status_code == 404
    assert stored(day) == []


def test_sent_twice_one_file_is_kept(world: World, day: Day) -> None:
    number = world.case(world.file(world.chat("K1"))).number
    data = {"key": "once", "kind": "other", "title": "发票", "case": number}
    for _ in range(2):
        assert day.desk.post("/api/papers", data=data, files=FILE).status_code == 201
    assert len(stored(day)) == 1
