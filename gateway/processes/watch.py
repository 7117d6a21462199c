"""Keeps the three processes alive, Rasa from when its model is trained, and says when messages can be answered."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path

from gateway.processes.health_check import HealthCheck
from gateway.processes.part import Part

EVERY_SECONDS = 0.3
READY_SECONDS = 240


def begun(train: Callable[[], Path]) -> "Future[Path]":
    """The training of the model, in a thread that ends with the process: nobody waits for it meanwhile."""
    trained: Future[Path] = Future()

    def work() -> None:
        try:
            trained.set_result(train())
        except BaseException as error:
            trained.set_exception(error)

    threading.Thread(target=work, name="training", daemon=True).start()
    return trained


class Watch:
    """Of one `make run`. `parts` are the gateway, the sweeper and Rasa; `health` is Rasa's."""

    def __init__(
        self, parts: list[Part], trained: "Future[Path]", health: HealthCheck, base: str, made_up: Mapping[str, str]
    ) -> None:
        """`base` is where the gateway is reached; `made_up` are passwords to be told once."""
        self._parts, self._trained, self._health = parts, trained, health
        self._base, self._made_up = base, made_up
        self._began, self._told = time.monotonic(), False

    def run(self) -> None:
        """For ever. RuntimeError when the model cannot be trained."""
        while True:
            self.look()
            time.sleep(EVERY_SECONDS)

    def look(self) -> None:
        """One round."""
        for part in self._parts:
            part.revive()
        gateway, _, rasa = self._parts
        if rasa.process is None and self._trained.done():
            rasa.command += ["--model", str(self._trained.result())]
            rasa.start()
            self._health.start()
            self._began = time.monotonic()
        if self._health.has_answered:  # a gateway that is started again waits for it no longer than the first one does
            gateway.env["RASA_WAS_READY"] = "true"
        if not self._told and rasa.process is not None:
            self._tell()

    def _tell(self) -> None:
        """Once: that a chat message can be answered, and the passwords just made up; or that it takes too long."""
        if self._is_ready():
            self._told = True
            print(f"ready: chat {self._base}/  desk {self._base}/desk  API {self._base}/docs", flush=True)
            for username, password in self._made_up.items():
                print(f"log in as {username}; password (shown once): {password}", flush=True)
        elif time.monotonic() - self._began > READY_SECONDS:
            self._told = True
            print(f"not ready after {READY_SECONDS} s; see {self._parts[0].logs}", flush=True)

    def _is_ready(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self._base}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
