"""A gateway alone: no Rasa, no sweeper, so that only what is asked of it is measured."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from gateway.commands.migrate import migrate
from gateway.processes.ports import any_port
from gateway.settings import ROOT

START_SECONDS = 240.0
NOBODY = "http://127.0.0.1:9"
NOTHING: Mapping[str, str] = {}


@contextmanager
def alone(database: str = "", env: Mapping[str, str] = NOTHING) -> Iterator[int]:
    """The port it listens on; over an empty SQLite file on disk where no database is named.

    RuntimeError when it does not start.
    """
    with TemporaryDirectory(prefix="helpline-alone-", dir=ROOT) as folder:
        port, database = any_port(), database or f"sqlite:///{folder}/helpline.db"
        migrate(database)
        ours = os.environ | {
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "RASA_URL": NOBODY,
            "INTERNAL_TOKEN": "bench",
            "VAR_DIR": folder,
            "DATABASE_URL": database,
            "PYTHONPATH": str(ROOT),
            **env,
        }
        log = Path(folder) / "gateway.log"
        command = [sys.executable, "-m", "gateway.processes.serve"]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=ours, stderr=output)
        try:
            _wait(port, process, log)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"the gateway did not start: {log.read_text(errors='replace')[-800:]}")
