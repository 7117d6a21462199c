"""The sweeper process: unsent messages, due jobs of every lane, and a heartbeat. Any number may run."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from gateway.channels import switch_on
from gateway.logs import configure
from gateway.processes import handlers
from gateway.settings import ROOT, Settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.delivery.outbox import Outbox
from helpline.delivery.token_store import DatabaseTokenStore
from helpline.inbound.ingest import forget_nonces
from helpline.jobs.registry import Registry
from helpline.jobs.run import run_due
from helpline.tables import Heartbeat
from kb import load
from kb.models.knowledge import Knowledge

PAUSE_SECONDS = 0.5
MOMENT_SECONDS = 0.2  # for what goes out, before the next round looks for more
STOP_SECONDS = 4.0  # for what is under way; what is cut off is taken up again when its lease ends

Round = Callable[[], int]  # returns how much there was to do

log = logging.getLogger(__name__)


def rounds(database: Database, kb: Knowledge, registry: Registry, outbox: Outbox, instance: str) -> tuple[Round, ...]:
    """What there is to do: what goes out, and each lane of jobs. The first waits for nobody longer than a moment."""

    def lane(name: str) -> Round:
        return lambda: run_due(database, kb, registry, name, instance)

    return (lambda: outbox.deliver(MOMENT_SECONDS), *(lane(name) for name in registry.lanes))


def once(database: Database, kb: Knowledge, registry: Registry, outbox: Outbox, instance: str = "") -> int:
    """One round of everything; returns how much there was to do."""
    return sum(work() for work in rounds(database, kb, registry, outbox, instance))


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
    instance = f"sweeper:{socket.gethostname()}:{os.getpid()}"
    registry = handlers.registry(database, kb, channels, settings)
    outbox = Outbox(database, kb, channels, settings.uploads, instance)
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    deliver, *lanes = rounds(database, kb, registry, outbox, instance)

    def deliver_and_beat() -> int:
        beat(database)
        return deliver()

    go_on((deliver_and_beat, *lanes), stop)
    outbox.close()
    database.close()


if __name__ == "__main__":
    main()
