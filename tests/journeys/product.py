"""The whole product in one place: gateway in a thread of this process, Rasa as a process of its own, SQLite in a folder.

The gateway runs here so that a journey can move its clock. RASA_URL, PORT and INTERNAL_TOKEN together name a Rasa that
is already running and calls the actions at that port: handy while writing journeys.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from sqlalchemy import select, update

from cases.database import Database
from cases.tables import Base, Conversation, Staff, Turn
from gateway import rasa_server, sweeper
from gateway.api.deps import State
from gateway.app import create_app
from gateway.migrate import migrate
from gateway.ports import any_port
from gateway.seed import seed
from gateway.settings import ROOT, Settings
from kb import load

PASSWORD = "journeys-only"
READY_SECONDS = 180
SEEDED = ("customers", "equipment", "engineers", "staff", "heartbeats")


@dataclass(frozen=True)
class Product:
    """A running product and a way into its database."""

    url: str
    held: State

    @property
    def database(self) -> Database:
        return self.held.database

    def sweep(self) -> None:
        """What the sweeper process would do now, until nothing is due."""
        for _ in range(20):
            if not sweeper.once(self.held.database, self.held.kb, self.held.channels):
                break
        self.held.turns.ring()

    def forget(self) -> None:
        """Takes away everything but the seed, so that no journey meets another one's cases, queue or visits."""
        self._rest()
        with self.database.write() as session:
            session.execute(update(Conversation).values(case_id=None))
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in SEEDED:
                    session.execute(table.delete())
            session.execute(update(Staff).values(seen_at=None))

    def _rest(self) -> None:
        for _ in range(100):
            with self.database.read() as session:
                if session.scalar(select(Turn.id).where(Turn.done_at.is_(None)).limit(1)) is None:
                    return
            time.sleep(0.1)


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
        demo_password=PASSWORD,
        max_sessions_a_minute=100_000,
    )
    migrate(settings.database)
    database = Database(settings.database)
    seed(database, load(ROOT / "kb"), PASSWORD)
    database.close()
    with _gateway(settings) as held:
        if given:
            yield Product(f"http://127.0.0.1:{port}", held)
        else:
            actions = f"http://127.0.0.1:{port}/internal/actions/webhook"
            env = rasa_server.environment(actions, token, f"sqlite:///{folder / 'rasa.db'}")
            with rasa_server.running(int(rasa_url.split(":")[-1]), env, folder / "rasa.log"):
                yield Product(f"http://127.0.0.1:{port}", held)


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


def _until(reached, alive, complaint: str) -> None:
    begun = time.monotonic()
    while not reached():
        if not alive() or time.monotonic() - begun > READY_SECONDS:
            raise RuntimeError(complaint)
        time.sleep(0.2)
