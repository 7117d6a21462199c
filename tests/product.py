"""The whole product as a person starts it: `gateway.processes.run` on free ports with a directory of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from gateway.processes.ports import any_port

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "try-it-out"  # of the demo: everybody's own is this, a hyphen and their username


class Product:
    """A running product; `with` stops it as Ctrl-C does."""

    def __init__(self, var: Path, root: Path = ROOT, **settings: str) -> None:
        self.var = var
        self.root = root
        self.port = any_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.output = var / "output.txt"
        self.env = os.environ | {
            "PORT": str(self.port),
            "RASA_PORT": str(any_port()),
            "VAR_DIR": str(var),
            "DEMO_PASSWORD": PASSWORD,
            "PYTHONPATH": str(root),
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": "",
            **settings,
        }

    def __enter__(self) -> "Product":
        self.var.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway.processes.run"],
                cwd=self.root,
                env=self.env,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def is_ready(self) -> bool:
        """Whether a message would be answered now."""
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.base}/readyz", timeout=3, trust_env=False).status_code == 200
        return False

    def kill(self, part: str) -> bool:
        """SIGKILL, as a crash or the kernel would; False when the part is not there just now."""
        return self._signal(part, signal.SIGKILL)

    def hang(self, part: str) -> bool:
        """It lives, and does nothing any more."""
        return self._signal(part, signal.SIGSTOP)

    def pid(self, part: str) -> int:
        return int((self.var / "log" / f"{part}.pid").read_text())

    def _signal(self, part: str, number: int) -> bool:
        with contextlib.suppress(OSError, ValueError):
            os.kill(self.pid(part), number)
            return True
        return False

    def log(self, part: str, length: int = 3000) -> str:
        """The end of a part's log."""
        return (self.var / "log" / f"{part}.log").read_text(errors="replace")[-length:]

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_ready(self, seconds: float = 240) -> None:
        """Until the line that begins `ready:`."""
        self._wait(lambda: any(line.startswith("ready:") for line in self.printed().splitlines()), seconds)

    def wait_alive(self, seconds: float = 60) -> None:
        """Until the gateway answers."""

        def answers() -> bool:
            try:
                return httpx.get(f"{self.base}/healthz", trust_env=False).status_code == 200
            except httpx.HTTPError:
                return False

        self._wait(answers, seconds)

    def _wait(self, done, seconds: float) -> None:  # type: ignore[no-untyped-def]
        until = time.monotonic() + seconds
        while not done():
            assert self.process.poll() is None, f"the product ended:\n{self.printed()}"
            assert time.monotonic() < until, f"not in {seconds} s:\n{self.printed()}"
            time.sleep(0.2)
