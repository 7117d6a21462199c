"""The sweeper process: due timers, unsent messages, and a heartbeat. Any number may run."""

import logging
import os
import signal
import threading
from types import FrameType

from cases import clock
from cases.database import Database
from cases.tables import Heartbeat
from cases.timers.sweep import sweep
from connectors.channel import Registry
from gateway.channels import switch_on
from gateway.erasing import erase_left
from gateway.inbox import forget_nonces
from gateway.logs import configure
from gateway.media import fetch_waiting
from gateway.outbox import Outbox
from gateway.puller import pull_wanted
from gateway.settings import ROOT, Settings
from gateway.vault import DatabaseVault
from kb import load
from kb.models import Knowledge

PAUSE_SECONDS = 0.5
MOMENT_SECONDS = 0.2  # for what goes out, before the next round looks for more

log = logging.getLogger(__name__)


def once(database: Database, kb: Knowledge, channels: Registry, outbox: Outbox, settings: Settings) -> int:
    """One round; returns how much there was to do."""
    busy = sweep(database, kb) + outbox.deliver(MOMENT_SECONDS)
    busy += erase_left(database, settings)
    return busy + pull_wanted(database, kb, channels) + fetch_waiting(database, channels, settings)


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
    channels, _ = switch_on(os.environ, DatabaseVault(database))
    outbox = Outbox(database, kb, channels, settings.uploads)
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    while not stop.is_set():
        try:
            beat(database)
            busy = once(database, kb, channels, outbox, settings)
        except Exception:
            log.exception("a round failed")
            busy = 0
        if not busy:
            stop.wait(PAUSE_SECONDS)
    outbox.close()
    database.close()


if __name__ == "__main__":
    main()
