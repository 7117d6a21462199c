"""How a Rasa server is started: on loopback, from a trained model, quietly."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from gateway.processes.part import leash, with_parent
from gateway.rasa import model
from gateway.settings import ROOT

HEALTH = "/webhooks/gateway/"  # answers once a model is loaded, and says which


def command(
    port: int,
    trained: Path | None = None,
    endpoints: Path = Path("endpoints.yml"),
    credentials: Path = Path("credentials.yml"),
) -> list[str]:
    """The server's command line; the model may be added later. It wants `leash()` as its standard input.

    Rasa's own API stays off: who reaches it reads every conversation. Our channel is the only way in.
    """
    line = with_parent(
        str(model.RASA),
        "rasa",
        "run",
        "--interface",
        "127.0.0.1",
        "--port",
        str(port),
        "--endpoints",
        str(endpoints),
        "--credentials",
        str(credentials),
    )
    return line + (["--model", str(trained)] if trained else [])


def environment(actions: str, token: str, tracker: str) -> dict[str, str]:
    """What the server is told: where the actions are, the token both sides ask for, where conversations are kept."""
    return model.environment() | {"ACTION_ENDPOINT": actions, "INTERNAL_TOKEN": token, "RASA_TRACKER_URL": tracker}


@contextmanager
def running(port: int, env: dict[str, str], log: Path, seconds: float = 180) -> Iterator[str]:
    """A server for the length of the block, with its model loaded; gives its address."""
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        line = command(port, model.train())
        process = subprocess.Popen(line, cwd=ROOT, env=env, stdin=leash(), stdout=output, stderr=output)
    try:
        until = time.monotonic() + seconds
        while not _loaded(url):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Rasa did not start; see {log}")
            time.sleep(0.3)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _loaded(url: str) -> bool:
    try:
        return httpx.get(f"{url}{HEALTH}", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
