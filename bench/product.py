"""A product in full, on ports and in a folder of its own: gateway, sweeper and the contender's Rasa."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.contenders import Contender
from bench.memory import megabytes
from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.processes.part import leash
from gateway.processes.ports import any_port
from gateway.rasa import server
from gateway.settings import ROOT
from helpline.core.database import Database
from kb import load

START_SECONDS = 900.0  # loading stock takes minutes on a machine that does other things too
STOP_SECONDS = 10.0
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Product:
    """One that runs and answers."""

    base: str  # of the gateway
    rasa: str  # of the Rasa server
    token: str  # that both sides ask for
    tracker: Path  # the SQLite file with Rasa's events
    rasa_pid: int
    other_pids: tuple[int, ...]

    def memory(self) -> tuple[float, float]:
        """Megabytes of the Rasa server, and of the whole product."""
        return megabytes([self.rasa_pid]), megabytes([self.rasa_pid, *self.other_pids])


@contextmanager
def running(
    contender: Contender, round: int | str, database: str = "", env: Mapping[str, str] = NOTHING
) -> Iterator[Product]:
    """The contender's product inside the block, with an empty database of SQLite unless another is given.

    RuntimeError when it does not start.
    """
    var = contender.folder / f"round-{round}"
    var.mkdir()
    port, rasa_port, token = any_port(), any_port(), secrets.token_urlsafe(16)
    database = database or f"sqlite:///{var / 'helpline.db'}"
    _prepare(database)
    tracker = var / "rasa.db"
    actions = f"http://127.0.0.1:{port}/internal/actions/webhook"
    ours = os.environ | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "RASA_URL": f"http://127.0.0.1:{rasa_port}",
        "INTERNAL_TOKEN": token,
        "VAR_DIR": str(var),
        "DATABASE_URL": database,
        "PYTHONPATH": str(ROOT),
        "BURST_QUIET_SECONDS": "0",  # joining bursts would be measured instead of answering
        "BURST_LONGEST_SECONDS": "0",
        "LIMITS_TIMES": "10000",
        **env,
    }
    theirs = server.environment(actions, token, f"sqlite:///{tracker}") | {
        "STOCK_TRACKER_FILE": str(tracker),
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(var),  # where stock Rasa's jieba keeps its dictionary
    }
    with ExitStack() as parts:
        rasa = parts.enter_context(_process(_rasa_command(contender, rasa_port), theirs, var / "rasa.log"))
        others = [
            parts.enter_context(
                _process([sys.executable, "-m", f"gateway.processes.{name}"], ours, var / f"{name}.log")
            )
            for name in ("serve", "sweeper")
        ]
        product = Product(
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{rasa_port}",
            token,
            tracker,
            rasa.pid,
            tuple(other.pid for other in others),
        )
        _wait_ready(product, [rasa, *others], var)
        yield product


def _prepare(database: str) -> None:
    migrate(database)
    opened = Database(database)
    seed(opened, load(ROOT / "kb"), secrets.token_urlsafe(16))
    opened.close()


def _rasa_command(contender: Contender, port: int) -> list[str]:
    return server.command(port, contender.model, contender.endpoints, contender.credentials)


@contextmanager
def _process(command: list[str], env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=leash(), stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_ready(product: Product, processes: list[subprocess.Popen[bytes]], logs: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not _ready(product.base):
        if time.monotonic() > until or any(process.poll() is not None for process in processes):
            last = {log.name: log.read_text(errors="replace")[-800:] for log in sorted(logs.glob("*.log"))}
            raise RuntimeError(f"the product did not start: {last}")
        time.sleep(0.2)


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/readyz", timeout=3, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
