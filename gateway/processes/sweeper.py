"""The sweeper process: due timers, unsent messages, what platforms keep for us, and a heartbeat. Any number may run."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from connectors.contract.channel import Registry
from gateway.channels import switch_on
from gateway.logs import configure
from gateway.settings import ROOT, Settings
from gateway.workers.erasing import erase_left
from helpline.core import clock
from helpline.core.database import Database
from helpline.delivery.outbox import Outbox
from helpline.delivery.token_store import DatabaseTokenStore
from helpline.handlers import HANDLERS
from helpline.inbound.ingest import forget_nonces
from helpline.inbound.media import fetch_waiting
from helpline.inbound.puller import pull_wanted
from helpline.jobs.run import sweep
from helpline.tables import Heartbeat
from kb import load
from kb.models.knowledge import Knowledge

PAUSE_SECONDS = 0.5
MOMENT_SECONDS = 0.2  # for what goes out, before the next round looks for more
STOP_SECONDS = 4.0  # for what is under way; what is cut off is taken up again when its lease ends

Round = Callable[[], int]  # returns how much there was to do

log = logging.getLogger(__name__)


def rounds(
    database: Database, kb: Knowledge, channels: Registry, outbox: Outbox, settings: Settings
) -> tuple[Round, ...]:
    """What there is to do. The first waits for nobody longer than a moment; the others may take their time."""
    return (
        lambda: sweep(database, kb, HANDLERS) + outbox.deliver(MOMENT_SECONDS),
        lambda: pull_wanted(database, kb, channels),
        lambda: fetch_waiting(database, channels, settings.uploads),
        lambda: erase_left(database, settings),
    )


def once(database: Database, kb: Knowledge, channels: Registry, outbox: Outbox, settings: Settings) -> int:
    """One round of everything; returns how much there was to do."""
    return sum(work() for work in rounds(database, kb, channels, outbox, settings))


def go_on(works: Sequence[Round], stop: threading.Event) -> None:
    """Rounds of each in a thread of its own until `stop` is set: none waits for another, and a failed one ends none."""
    threads = [threading.Thread(target=_repeat, args=(work, stop), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    stop.wait()
    until = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def _repeat(work: Round, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            busy = work()
        except Exception:
            log.exception("a round failed")
            busy = 0
        if not busy:
            stop.wait(PAUSE_SECONDS)


def beat(database: Database) -> None:
    """Leaves a sign of life for /readyz, and drops what would be refused for its age anyway."""
    now = clock.now()
    with database.write() as session:
        session.merge(Heartbeat(name="sweeper", at=now))
        forget_nonces(session, now)


def main() -> None:
    configure("sweeper")
    settings = Settings()
    database, kb = Database(settings.database), load(ROOT / "kb")
    channels, _ = switch_on(os.environ, DatabaseTokenStore(database))
    outbox = Outbox(database, kb, channels, settings.uploads)
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    deliver, *slow = rounds(database, kb, channels, outbox, settings)

    def deliver_and_beat() -> int:
        beat(database)
        return deliver()

    go_on((deliver_and_beat, *slow), stop)
    outbox.close()
    database.close()


if __name__ == "__main__":
    main()
