"""Who leaves is forgotten: in the tables at once, outside of them some minutes later, and surely."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from connectors.contract.channel import Registry
from connectors.contract.inbound import Kind, Media
from gateway.rasa.client import Answer
from gateway.settings import Settings
from helpline.conversations.erasure import ERASED_AFTER
from helpline.core import clock
from helpline.jobs.payloads import EraseConversation
from helpline.tables import Attachment, Message, ReviewItem, Turn
from tests.gateway.fakes import gateway
from tests.gateway.test_webhooks import come, event, message
from tests.helpline.delivery.test_outbox import Wire
from tests.world import World

PICTURE = b"\xff\xd8\xff picture"


class FakeRasa:
    """Notes whom it is to forget; refuses connections while it is gone."""

    def __init__(self) -> None:
        self.gone = False
        self.forgotten: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.gone:
            raise httpx.ConnectError("refused")
        assert request.url.path == "/webhooks/gateway/forget"
        assert request.headers["Authorization"] == "Bearer between-us"
        self.forgotten.append(json.loads(request.content)["sender"])
        return httpx.Response(200, json={"forgotten": True})


@pytest.fixture
def rasa(monkeypatch: pytest.MonkeyPatch) -> FakeRasa:
    made, client = FakeRasa(), httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **how: client(transport=httpx.MockTransport(made), **how))
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(var_dir=tmp_path, internal_token="between-us")
    made.uploads.mkdir()
    return made


class Camera(Wire):
    """A channel with pictures to fetch; something may happen meanwhile."""

    meanwhile: Callable[[], Any] = staticmethod(lambda: None)

    def fetch(self, media: str) -> bytes:
        self.meanwhile()
        return PICTURE


def picture(
    world: World, settings: Settings, meanwhile: Callable[[], Any] = lambda: None, count: int = 1
) -> tuple[str, Path]:
    """Somebody sends one, which is fetched; their conversation and where it lies."""
    media = tuple(Media(f"media{n}", Kind.PICTURE) for n in range(count))
    (id,) = come(world, message("m2", "", kind=Kind.PICTURE, media=media))
    name, wire = world.all(Attachment)[0].id, Camera()
    wire.meanwhile = meanwhile
    while world.do("files", Registry({"wire": wire}), settings):
        pass
    return id, settings.uploads / name


def kept_for_review(session: Session, conversation: str, turn: str) -> None:
    item = ReviewItem(conversation_id=conversation, seq=1, turn_id=turn, reason="fallback", created_at=clock.now())
    item.text, item.example = "我是甲小明，机器抽风了", "我是某某，机器抽风了"
    session.add(item)


def test_nothing_that_was_said_or_sent_stays(world: World, settings: Settings, rasa: FakeRasa) -> None:
    come(world, message("m1", "我是甲小明，机器抽风了"))
    id, file = picture(world, settings)
    world.pass_(seconds=5)
    workers = gateway(world)
    claimed = workers.claims.claim(id)
    assert claimed
    with world.work() as work:
        kept_for_review(work.session, id, claimed.id)
    come(world, event(Kind.LEFT))
    workers.finish(claimed, Answer([{"text": "哪台机器？"}], "inform", 0.9, ""))
    assert workers.claims.waiting() == []
    assert {(m.text, m.payload, *m.attachments) for m in world.all(Message)} == {("", "")}
    (turn,) = world.all(Turn)
    assert (turn.text, turn.outcome) == ("", "dropped")
    assert [item.text for item in world.all(ReviewItem)] == ["我是某某，机器抽风了"]
    assert not world.all(Attachment)

    assert (world.do("erasure", settings=settings), file.exists()) == (0, True)  # what is under way may still come
    world.pass_(seconds=ERASED_AFTER.total_seconds())
    assert (world.do("erasure", settings=settings), file.exists(), rasa.forgotten) == (1, False, [id])
    assert world.do("erasure", settings=settings) == 0


def test_a_picture_that_was_being_fetched_is_erased_too(world: World, settings: Settings, rasa: FakeRasa) -> None:
    picture(world, settings, lambda: come(world, event(Kind.LEFT)), count=2)
    assert [file.read_bytes() for file in settings.uploads.iterdir()] == [PICTURE]  # the other was not asked for
    world.pass_(seconds=ERASED_AFTER.total_seconds())
    assert (world.do("erasure", settings=settings), list(settings.uploads.iterdir())) == (1, [])


def test_rasa_is_asked_until_it_has_forgotten(world: World, settings: Settings, rasa: FakeRasa) -> None:
    id, file = picture(world, settings)
    come(world, event(Kind.LEFT))
    world.pass_(seconds=ERASED_AFTER.total_seconds())
    rasa.gone = True
    assert (world.do("erasure", settings=settings), file.exists(), rasa.forgotten) == (1, False, [])
    rasa.gone = False
    assert world.do("erasure", settings=settings) == 0  # not at once
    world.pass_(minutes=1)
    assert (world.do("erasure", settings=settings), rasa.forgotten) == (1, [id])
    assert not world.jobs(EraseConversation)


def test_what_a_case_was_filed_in_stays_but_not_what_rasa_remembers(
    world: World, settings: Settings, rasa: FakeRasa
) -> None:
    id, file = picture(world, settings)
    world.file(id)
    come(world, event(Kind.LEFT))
    world.pass_(seconds=ERASED_AFTER.total_seconds())
    assert (world.do("erasure", settings=settings), file.exists(), rasa.forgotten) == (1, True, [id])
    assert world.all(Message, kind=Kind.PICTURE)[0].attachments
