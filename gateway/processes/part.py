"""One process of the product, as `make run` keeps it."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from gateway.settings import ROOT

Command = list[str]


def with_parent(python: str, module: str, *arguments: str) -> Command:
    """The command of a module that ends with the process that starts it, given `leash()` as its standard input."""
    return [python, "-m", "gateway.processes.with_parent", module, *arguments]


_ends: list[int] = []


def leash() -> int:
    """What to give processes as their standard input: a pipe whose other end closes when this process ends."""
    if not _ends:
        _ends.extend(os.pipe())  # neither end is inherited by itself
    return _ends[0]


@dataclass
class Part:
    """One process and how it is started."""

    name: str
    command: Command
    env: dict[str, str]
    logs: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=leash(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.logs / f"{self.name}.pid").write_text(f"{self.process.pid}\n")

    def revive(self) -> None:
        """Starts again a process that ended, more slowly the more often it does."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < 60]
        if self.deaths and now - self.deaths[-1] < min(2 ** len(self.deaths) / 4, 10):
            return
        self.deaths.append(now)
        print(
            f"{self.name} ended ({self.process.returncode}), starting it again; see {self.logs}/{self.name}.log",
            flush=True,
        )
        self.start()

    def kill(self) -> None:
        """Ends it at once, even one that hears nothing; it is revived like one that crashed."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self.kill()
        (self.logs / f"{self.name}.pid").unlink(missing_ok=True)
