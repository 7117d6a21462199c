"""The sweeper process: unsent messages, due jobs of every lane, and a heartbeat. Any number may run."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import FrameType

from structlog.contextvars import clear_contextvars

from gateway.channels import switch_on
from gateway.logs import configure
from gateway.processes import handlers
from gateway.settings import ROOT, read_settings
from helpline.backups import register_copy
from helpline.conversations.remove_unused import remove_unused_sessions
from helpline.core import clock, topics
from helpline.core.database import Database
from helpline.core.doorbell import FALLBACK_SECONDS, Topics
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import regular_surveys, wrong_claims
from helpline.delivery.outbox import Outbox
from helpline.delivery.token_store import DatabaseTokenStore
from helpline.duty.jobs import make_shifts
from helpline.erasure import retention
from helpline.inbound.ingest import forget_nonces
from helpline.jobs.clock_back import straighten
from helpline.jobs.registry import Registry
from helpline.jobs.run import next_due, run_due
from helpline.promises import holidays_changed
from helpline.reports.jobs import look_after_service
from helpline.tables import Heartbeat
from kb import load
from kb.models.knowledge import Knowledge

PAUSE_SECONDS = 0.5  # after a round that failed, or that left something under way
SETTLE_SECONDS = 0.1  # several changes in a row are one round, and what a page has shown by then is delivered
MOMENT_SECONDS = 0.2  # for what goes out, before the next round looks for more
BEAT_EVERY = timedelta(seconds=10)
TIDY_EVERY = timedelta(hours=1)
STOP_SECONDS = 4.0  # for what is under way; what is cut off is taken up again when its lease ends

NextDue = Callable[[datetime], datetime | None]  # what falls due after an instant, None when nothing does

log = logging.getLogger(__name__)


@dataclass
class Round:
    """Something to do again and again: when one of its topics is rung for, when something falls due, and now and then.

    `work` returns how much there was to do; while there is something, it is done again at once.
    """

    database: Database
    work: Callable[[], int]
    rung_by: frozenset[str] = frozenset()
    next_due: NextDue = lambda _now: None
    is_under_way: Callable[[], bool] = lambda: False
    bell: threading.Event = field(default_factory=threading.Event)

    def hear(self, changed: Topics) -> None:
        """Rings for what is this round's."""
        if changed & self.rung_by or topics.EVERYTHING in changed:
            self.bell.set()

    def longest_wait(self) -> float:
        """Seconds until the next round without being rung for."""
        now = clock.now()
        at = self.next_due(now)
        longest = PAUSE_SECONDS if self.is_under_way() else FALLBACK_SECONDS
        return min(longest, (at - now).total_seconds()) if at else longest


def rounds(database: Database, kb: Knowledge, registry: Registry, outbox: Outbox, instance: str) -> tuple[Round, ...]:
    """What there is to do: what goes out, and each lane of jobs. The first waits for nobody longer than a moment."""
    deliver = Round(
        database,
        lambda: outbox.deliver(MOMENT_SECONDS),
        frozenset({topics.OUTBOX}),
        outbox.next_due,
        outbox.is_under_way,
    )

    def lane(name: str) -> Round:
        def work() -> int:
            return run_due(database, kb, registry, name, instance)

        return Round(database, work, frozenset({topics.jobs(name)}), lambda now: next_due(database, name, now))

    return (deliver, *(lane(name) for name in registry.lanes))


def once(database: Database, kb: Knowledge, registry: Registry, outbox: Outbox, instance: str = "") -> int:
    """One round of everything; returns how much there was to do."""
    return sum(round.work() for round in rounds(database, kb, registry, outbox, instance))


def go_on(works: Sequence[Round], stop: threading.Event) -> None:
    """Rounds of each in a thread of its own until `stop` is set: none waits for another, and a failed one ends none."""
    threads = [threading.Thread(target=_repeat, args=(work, stop), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    stop.wait()
    for work in works:
        work.bell.set()
    until = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def _repeat(work: Round, stop: threading.Event) -> None:
    with work.database.doorbell.listen(work.hear):
        while not stop.is_set():
            work.bell.clear()
            try:
                if not work.work() and work.bell.wait(work.longest_wait()):
                    stop.wait(SETTLE_SECONDS)
            except Exception:
                log.exception("a round failed")
                stop.wait(PAUSE_SECONDS)
            clear_contextvars()


def beat(database: Database) -> None:
    """Leaves a sign of life for /readyz, drops what counts no more for its age, and looks at the clock."""
    now = clock.now()
    with database.write() as session:
        session.merge(Heartbeat(name="sweeper", at=now))
        forget_nonces(session, now)
        wrong_claims.forget(session, now)
        straighten(session, now)


def tidy(database: Database, kb: Knowledge) -> None:
    """Removes what visitors left unused."""
    with database.write() as session:
        remove_unused_sessions(UnitOfWork(session, kb, clock.now()))


def main() -> None:
    configure("sweeper")
    settings = read_settings()
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
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now())
        retention.begin(work)
        make_shifts.begin(work)
        look_after_service.begin(work)
        regular_surveys.begin(work)
        holidays_changed.begin(work)
        register_copy.begin(work)
    deliver, *lanes = rounds(database, kb, registry, outbox, instance)
    send = deliver.work
    beaten_at: datetime | None = None
    tidied_at: datetime | None = None

    def beat_and_deliver() -> int:
        nonlocal beaten_at, tidied_at
        if beaten_at is None or abs(clock.now() - beaten_at) >= BEAT_EVERY:
            beat(database)
            beaten_at = clock.now()
        if tidied_at is None or abs(clock.now() - tidied_at) >= TIDY_EVERY:
            tidy(database, kb)
            tidied_at = clock.now()
        return send()

    go_on((replace(deliver, work=beat_and_deliver), *lanes), stop)
    outbox.close()
    database.close()


if __name__ == "__main__":
    main()
