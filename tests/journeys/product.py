"""The whole product in one place: gateway in a thread of this process, Rasa as a process of its own, SQLite in a folder.

Every channel is on, against foreign platforms that run here too. The gateway runs in this process so that a journey can
move its clock; the platforms' clock moves with it. RASA_URL, PORT and INTERNAL_TOKEN together name a Rasa that
is already running and calls the actions at that port: handy while writing journeys.
"""

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import uvicorn
from sqlalchemy import delete, select, update

from bot.actions.engine import runtime
from gateway.api.deps import State
from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.processes import handlers, sweeper
from gateway.processes.ports import any_port
from gateway.rasa import server as rasa_server
from gateway.settings import ROOT, Settings
from helpline.cases import case_numbers
from helpline.core import clock
from helpline.core.database import Database
from helpline.delivery.outbox import Outbox
from helpline.jobs.registry import Registry
from helpline.jobs.run import run_due
from helpline.tables import Base, ContactPoint, Conversation, Customer, Message, Person, Turn
from kb import load
from simulator.clock import SimulatedClock
from simulator.platform import Platform
from simulator.serving import running as platforms
from tests.numbering import Counted

PASSWORD = "journeys-only"
READY_SECONDS = 180
SETTLE_SECONDS = 30.0
SEEDED = (
    "organisations",
    "customers",
    "contact_points",
    "sites",
    "assets",
    "contracts",
    "contract_lines",
    "people",
    "person_roles",
    "person_skills",
    "person_areas",
    "person_hours",
    "heartbeats",
)


class OurTime(SimulatedClock):
    """The platforms' clock is the product's."""

    def now(self) -> float:
        return clock.now().timestamp()


@dataclass(frozen=True)
class Product:
    """A running product, a way into its database, and the platforms around it."""

    url: str
    held: State
    platform: Platform
    outbox: Outbox

    @property
    def database(self) -> Database:
        return self.held.database

    def sweep(self) -> None:
        """What the sweeper process would do now, until nothing is due."""
        for _ in range(20):
            if not sweeper.once(self.database, self.held.kb, self.registry, self.outbox):
                break
        self.held.turns.ring()

    def settle(self) -> None:
        """Until what came in is fetched and answered, and what is to go out has gone."""
        until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until:
            answered = self._is_answered()
            busy = self._do("pulls") + self.outbox.deliver() + self._do("files")
            if answered and not busy:
                return
            if busy:
                self.held.turns.ring()
            else:
                time.sleep(0.03)
        raise AssertionError(f"something is left to do after {SETTLE_SECONDS:.0f} s")

    @property
    def registry(self) -> Registry:
        return handlers.registry(self.database, self.held.kb, self.held.channels, self.held.settings)

    def _do(self, lane: str) -> int:
        return run_due(self.database, self.held.kb, self.registry, lane)

    def _is_answered(self) -> bool:
        open_turn = select(Turn.id).where(Turn.done_at.is_(None)).limit(1)
        waiting = select(Message.id).where(
            Message.handled_at.is_(None), Message.direction == "in", Message.author == "customer"
        )
        with self.database.read() as session:
            return session.scalar(open_turn) is None and session.scalar(waiting.limit(1)) is None

    @contextmanager
    def quiet(self, seconds: float) -> Iterator[None]:
        """For the length of the block messages count as one burst until so long nothing came."""
        claims = self.held.turns.claims
        before, claims.burst = claims.burst, replace(claims.burst, quiet_seconds=seconds)
        try:
            yield
        finally:
            claims.burst = before

    def text_messages(self, on: bool) -> None:
        """Whether the bot believes that text messages can be sent: without, nobody is asked for a code."""
        runtime._runtime = replace(runtime.runtime(), channels=self.held.channels.forms() if on else {})

    def forget(self) -> None:
        """Takes away everything but the seed, so that no journey meets another one's cases, queue or visits."""
        self._rest()
        with self.database.write() as session:
            session.execute(update(Conversation).values(case_id=None))
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in SEEDED:
                    session.execute(table.delete())
            session.execute(delete(ContactPoint).where(ContactPoint.customer_id.like("P%")))
            session.execute(delete(Customer).where(Customer.id.like("P%")))  # made of a phone
            session.execute(update(Person).values(seen_at=None))
        self.platform.wecom.items.clear()
        self.platform.wecom.sessions.clear()
        NUMBERS.begin()

    def _rest(self) -> None:
        for _ in range(100):
            if self._is_answered():
                return
            time.sleep(0.1)


NUMBERS = Counted()  # the same in every run, as is what is kept in `golden/`


@contextmanager
def running(folder: Path) -> Iterator[Product]:
    """The product, ready to answer; everything it started has ended afterwards."""
    given = os.environ.get("RASA_URL")
    port = int(os.environ["PORT"]) if given else any_port()
    token = os.environ["INTERNAL_TOKEN"] if given else secrets.token_urlsafe(24)
    rasa_url = given or f"http://127.0.0.1:{any_port()}"
    settings = Settings(
        var_dir=folder,
        port=port,
        rasa_url=rasa_url,
        internal_token=token,
        burst_quiet_seconds=0,
        limits_times=10_000,
    )
    migrate(settings.database)
    database = Database(settings.database)
    seed(database, load(ROOT / "kb"), PASSWORD)
    database.close()
    own = f"http://127.0.0.1:{port}"
    with (
        platforms(own, clock=OurTime()) as platform,
        patch.dict(os.environ, platform.accounts.settings()),
        patch.object(case_numbers, "draw", NUMBERS),
        _gateway(settings) as held,
        _rasa(given, rasa_url, settings, token, folder),
    ):
        sms = held.channels["sms"]
        sms.capabilities = replace(sms.capabilities, per_second=0)  # nobody waits for a rate limit here
        outbox = Outbox(held.database, held.kb, held.channels, settings.uploads)
        yield Product(own, held, platform, outbox)
        outbox.close()


@contextmanager
def _rasa(given: str | None, url: str, settings: Settings, token: str, folder: Path) -> Iterator[None]:
    if given:
        yield
        return
    actions = f"http://127.0.0.1:{settings.port}/internal/actions/webhook"
    env = rasa_server.environment(actions, token, f"sqlite:///{folder / 'rasa.db'}")
    with rasa_server.running(int(url.split(":")[-1]), env, folder / "rasa.log"):
        yield


@contextmanager
def _gateway(settings: Settings) -> Iterator[State]:
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(app, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, name="gateway", daemon=True)
    thread.start()
    _until(lambda: server.started, thread.is_alive, "the gateway did not start")
    yield app.state.held
    server.should_exit = True
    thread.join(15)


def _until(reached: Callable[[], bool], alive: Callable[[], bool], complaint: str) -> None:
    begun = time.monotonic()
    while not reached():
        if not alive() or time.monotonic() - begun > READY_SECONDS:
            raise RuntimeError(complaint)
        time.sleep(0.2)
