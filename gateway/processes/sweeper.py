"""The sweeper process: due timers, unsent messages, what platforms keep for us, and a heartbeat. Any number may run."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import FrameType

from structlog.contextvars import bind_contextvars, clear_contextvars

from connectors.contract.channel import Registry
from gateway.channels import switch_on
from gateway.logs import configure
from gateway.processes import due
from gateway.settings import ROOT, Settings
from gateway.workers.erasing import erase_left
from helpline.core import clock, topics
from helpline.core.database import Database
from helpline.core.doorbell import FALLBACK_SECONDS, Topics
from helpline.core.unit_of_work import UnitOfWork
from helpline.delivery.outbox import Outbox
from helpline.delivery.token_store import DatabaseTokenStore
from helpline.handlers import HANDLERS
from helpline.inbound.ingest import forget_nonces
from helpline.inbound.media import fetch_waiting
from helpline.inbound.puller import pull_wanted
from helpline.jobs.run import Handlers, sweep
from helpline.tables import Heartbeat, Timer
from kb import load
from kb.models.knowledge import Knowledge

PAUSE_SECONDS = 0.5  # after a round that failed, or that left something under way
SETTLE_SECONDS = 0.1  # several changes in a row are one round, and what a page has shown by then is delivered
MOMENT_SECONDS = 0.2  # for what goes out, before the next round looks for more
BEAT_EVERY = timedelta(seconds=10)
STOP_SECONDS = 4.0  # for what is under way; what is cut off is taken up again when its lease ends

log = logging.getLogger(__name__)


@dataclass
class Round:
    """Something to do again and again: when one of its topics is rung for, when something falls due, and now and then.

    `work` returns how much there was to do; while there is something, it is done again at once.
    """

    database: Database
    work: Callable[[], int]
    rung_by: frozenset[str] = frozenset()
    next_due: due.Due = lambda _session, _now: None
    is_under_way: Callable[[], bool] = lambda: False
    bell: threading.Event = field(default_factory=threading.Event)

    def hear(self, changed: Topics) -> None:
        """Rings for what is this round's."""
        if changed & self.rung_by or topics.EVERYTHING in changed:
            self.bell.set()

    def longest_wait(self) -> float:
        """Seconds until the next round without being rung for."""
        now = clock.now()
        with self.database.read() as session:
            at = self.next_due(session, now)
        longest = PAUSE_SECONDS if self.is_under_way() else FALLBACK_SECONDS
        return min(longest, (at - now).total_seconds()) if at else longest


def rounds(
    database: Database, kb: Knowledge, channels: Registry, outbox: Outbox, settings: Settings
) -> tuple[Round, ...]:
    """What there is to do. The first waits for nobody longer than a moment; the others may take their time."""
    handlers = named_in_logs(HANDLERS)

    def act_and_deliver() -> int:
        with database.read() as session:  # most rounds find no timer, and reading keeps nobody waiting
            waits = due.timer_waits(session, clock.now())
        return (sweep(database, kb, handlers) if waits else 0) + outbox.deliver(MOMENT_SECONDS)

    return (
        Round(
            database,
            act_and_deliver,
            frozenset({topics.TIMERS, topics.OUTBOX}),
            due.first_of(due.timers, due.messages),
            outbox.is_under_way,
        ),
        Round(database, lambda: pull_wanted(database, kb, channels), frozenset({topics.PULLS}), due.pulls),
        Round(
            database,
            lambda: fetch_waiting(database, channels, settings.uploads),
            frozenset({topics.ATTACHMENTS}),
            due.attachments,
        ),
        Round(database, lambda: erase_left(database, settings), frozenset({topics.ERASURES}), due.erasures),
    )


def once(database: Database, kb: Knowledge, channels: Registry, outbox: Outbox, settings: Settings) -> int:
    """One round of everything; returns how much there was to do."""
    return sum(round.work() for round in rounds(database, kb, channels, outbox, settings))


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


def named_in_logs(handlers: Handlers) -> Mapping[str, Callable[[UnitOfWork, Timer], None]]:
    """The same, with what they work on in the log. It stays there until the next begins: a failure is told later."""

    def named(act: Callable[[UnitOfWork, Timer], None]) -> Callable[[UnitOfWork, Timer], None]:
        def do(work: UnitOfWork, timer: Timer) -> None:
            clear_contextvars()
            ids = {"case": timer.data.get("case_id"), "conversation": timer.data.get("conversation_id")}
            bind_contextvars(job=timer.kind, key=timer.key, **{name: id for name, id in ids.items() if id})
            act(work, timer)

        return do

    return {kind: named(act) for kind, act in handlers.items()}


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
    act_and_deliver = deliver.work
    beaten_at: datetime | None = None

    def beat_and_deliver() -> int:
        nonlocal beaten_at
        if beaten_at is None or abs(clock.now() - beaten_at) >= BEAT_EVERY:
            beat(database)
            beaten_at = clock.now()
        return act_and_deliver()

    go_on((replace(deliver, work=beat_and_deliver), *slow), stop)
    outbox.close()
    database.close()


if __name__ == "__main__":
    main()
