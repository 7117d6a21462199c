"""The sweeper process: due timers, unsent messages, and a heartbeat. Any number may run."""

import logging
import signal
import threading
from types import FrameType

from cases import clock
from cases.database import Database
from cases.tables import Heartbeat
from cases.timers.sweep import sweep
from connectors.channel import Registry
from gateway.channels import registry
from gateway.logs import configure
from gateway.outbox import deliver
from gateway.settings import ROOT, Settings
from kb import load
from kb.models import Knowledge

PAUSE_SECONDS = 0.5

log = logging.getLogger(__name__)


def once(database: Database, kb: Knowledge, channels: Registry) -> int:
    """One round; returns how much there was to do."""
    return sweep(database, kb) + deliver(database, channels)


def beat(database: Database) -> None:
    """Leaves a sign of life for /readyz."""
    with database.write() as session:
        session.merge(Heartbeat(name="sweeper", at=clock.now()))


def main() -> None:
    configure("sweeper")
    settings = Settings()
    database, kb, channels = Database(settings.database), load(ROOT / "kb"), registry()
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    while not stop.is_set():
        try:
            beat(database)
            busy = once(database, kb, channels)
        except Exception:
            log.exception("a round failed")
            busy = 0
        if not busy:
            stop.wait(PAUSE_SECONDS)
    database.close()


if __name__ == "__main__":
    main()
