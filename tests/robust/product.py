"""The whole product as its users start it, in a folder and on ports of its own, and a hand that kills its parts."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 240


class Product:
    """`python -m gateway.run`; its supervisor brings back what is killed."""

    def __init__(self, var: Path, **settings: str) -> None:
        self.var, self.port = var, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._env = (
            os.environ
            | {
                "PORT": str(self.port),
                "RASA_PORT": str(free_port()),
                "VAR_DIR": str(var),
                "DEMO_PASSWORD": "demo",
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": "1",
                "DATABASE_URL": "",
            }
            | settings
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Product":
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "run.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gateway.run"],
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            assert self._process.poll() is None, f"the product ended:\n{self.log('run')}"
            assert time.monotonic() < until, f"not ready in {READY_SECONDS} s:\n{self.log('run')}"
            time.sleep(0.5)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            for part in ("gateway", "sweeper", "rasa"):
                self.kill(part)

    def is_ready(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.base}/readyz", timeout=3, trust_env=False).status_code == 200
        return False

    def kill(self, part: str) -> bool:
        """SIGKILL, as a crash or the kernel would; False when the part is not there just now."""
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((self.var / "log" / f"{part}.pid").read_text()), signal.SIGKILL)
            return True
        return False

    def log(self, name: str, length: int = 3000) -> str:
        folder = self.var if name == "run" else self.var / "log"
        return (folder / f"{name}.log").read_text(errors="replace")[-length:]


class Killer(threading.Thread):
    """Kills a part every few seconds; each is let work for a while first, so that there is something to interrupt.

    Only time in which the product is ready counts, so that a slow machine sees the same kills as a fast one.
    """

    WORKS_SECONDS = {"gateway": 10.0, "sweeper": 6.0, "rasa": 24.0}

    def __init__(self, product: Product, seed: int, longest: float) -> None:
        super().__init__(daemon=True)
        self._product, self._random, self._ended = product, random.Random(seed), threading.Event()
        self._longest = longest
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        until = time.monotonic() + self._longest
        worked = {part: self._random.uniform(0, seconds) for part, seconds in self.WORKS_SECONDS.items()}
        pause = self._random.uniform(0.5, 4.0)
        while not self._ended.wait(pause) and time.monotonic() < until:
            if not self._product.is_ready():
                continue
            worked = {part: seconds + pause for part, seconds in worked.items()}
            ripe = [part for part, seconds in self.WORKS_SECONDS.items() if worked[part] > seconds]
            part = self._random.choice(ripe) if ripe else ""
            if part and self._product.kill(part):
                self.killed[part] += 1
                worked[part] = 0.0
            pause = self._random.uniform(0.5, 4.0)

    def stop(self) -> None:
        self._ended.set()
        self.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
