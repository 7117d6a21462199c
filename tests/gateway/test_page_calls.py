"""The call to whoever is on duty: over the simulated Twilio, from the ring to the key, and what comes of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from connectors.voice.channel import VoiceChannel
from gateway.app import create_app
from gateway.settings import Settings
from helpline.duty import paging
from helpline.jobs.payloads import RingOut
from helpline.tables import Call, Case, Page
from simulator.platform import Platform
from simulator.ports import any_port
from simulator.serving import running
from simulator.twilio.calling import NotNow
from tests.helpline.duty.conftest import e164, staffed
from tests.serving import served
from tests.world import World

pytestmark = pytest.mark.slow


@pytest.fixture
def product(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Platform, Any]]:
    """The product and Twilio, each at the other's address."""
    staffed(world)
    port = any_port()
    with running(f"http://127.0.0.1:{port}") as platform:
        for name, value in platform.accounts.settings().items():
            monkeypatch.setenv(name, value)
        app = create_app(
            Settings(database_url=world.database.url, var_dir=tmp_path, rasa_url="http://127.0.0.1:9"), world.kb
        )
        with served(app, port=port, workers=False):
            yield platform, app
        app.state.held.database.close()


def paged(world: World, channels: Any) -> Page:
    """Somebody on duty is rung for a case."""
    case = world.file(description="电梯困人", type="emergency", category="lift", level=1)
    with world.work() as work:
        paging.page(work, work.session.get_one(Case, case), "safety", "险情")
    assert len(world.jobs(RingOut)) == 1
    world.do("calls", channels)
    found: Page = world.all(Page)[0]
    return found


def heard(platform: Platform) -> list[str]:
    return [entry.what["text"] for entry in platform.journal.find("heard", "duty")]


@pytest.mark.parametrize(
    ("key", "outcome", "words"),
    [("1", "answered", "交给您"), ("2", "refused", "下一位"), ("", "ringing", "没有听到按键")],
)
def test_a_phone_rings_and_a_key_answers(
    world: World, product: tuple[Platform, Any], key: str, outcome: str, words: str
) -> None:
    platform, app = product
    page = paged(world, app.state.held.channels)
    person = page.person_id
    ring = platform.journal.find("ringing", "duty")[0]
    assert ring.who in {e164(phone) for phone in ("13805710106", "13805740107")} and person
    sid = ring.what["sid"]
    platform.do(platform.outgoing.act(sid, "answer"))
    assert "电梯困人" in heard(platform)[0] and "按1" in heard(platform)[0].replace("幺", "1")
    platform.do(platform.outgoing.act(sid, "key", key))
    assert words in heard(platform)[-1]
    row = world.all(Page)[0]
    assert (row.outcome, row.answered_by) == (outcome, "voice" if key else "")
    assert world.all(Call) == []  # it is no customer's call
    with pytest.raises(NotNow):
        platform.do(platform.outgoing.act(sid, "key", key))


def test_a_call_that_twilio_refuses_is_an_error(product: tuple[Platform, Any]) -> None:
    _, app = product
    voice = app.state.held.channels["voice"]
    assert isinstance(voice, VoiceChannel)
    with pytest.raises(TwilioRestException):
        voice.ring("", 1, 45)
