"""The sweeper's parts go on beside each other: a platform that is slow to hand out files keeps nothing else waiting."""

import threading
from pathlib import Path

import pytest

from connectors.contract.channel import Registry
from connectors.contract.inbound import Kind, Media
from connectors.contract.outbound import Parcel, Result
from gateway.processes import handlers, sweeper
from gateway.settings import Settings
from helpline.core.database import Database
from helpline.delivery.outbox import Outbox
from tests.gateway.test_webhooks import come, message
from tests.helpline.delivery.test_outbox import Wire, said, statuses
from tests.world import World

PATIENCE = 10.0


class Slow(Wire):
    """Hands out no file until told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.released, self.told = threading.Event(), threading.Event(), threading.Event()

    def fetch(self, media: str) -> bytes:
        self.asked.set()
        self.released.wait(PATIENCE)
        raise LookupError

    def send(self, to: str, parcel: Parcel) -> Result:
        self.told.set()
        return super().send(to, parcel)


def test_a_slow_file_holds_up_no_message(world: World, tmp_path: Path) -> None:
    wire, stop = Slow(), threading.Event()
    come(world, message(text="", kind=Kind.PICTURE, media=(Media("media-1", Kind.PICTURE),)), wire=wire)
    registry = Registry({"wire": wire})
    outbox = Outbox(world.database, world.kb, registry)
    jobs = handlers.registry(world.database, world.kb, registry, Settings(var_dir=tmp_path))
    works = sweeper.rounds(world.database, world.kb, jobs, outbox, "here")
    running = threading.Thread(target=sweeper.go_on, args=(works, stop))
    running.start()
    try:
        assert wire.asked.wait(PATIENCE)
        ids = said(world, "师傅明天到")
        assert wire.told.wait(PATIENCE)
    finally:
        wire.released.set()
        stop.set()
        running.join(PATIENCE)
        outbox.close()
    assert (running.is_alive(), statuses(world, ids)) == (False, ["sent"])


def test_a_round_that_fails_ends_nothing_and_a_stop_waits_only_so_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(sweeper, "STOP_SECONDS", 0.0)
    stop, hung, tries = threading.Event(), threading.Event(), []

    def failing() -> int:
        tries.append(1)
        if len(tries) == 3:
            stop.set()
        raise ConnectionError

    works = (failing, lambda: hung.wait(PATIENCE) or 0)
    sweeper.go_on([sweeper.Round(database, work) for work in works], stop)
    hung.set()
    assert len(tries) >= 3
