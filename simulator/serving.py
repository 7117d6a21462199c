"""The platforms behind a server, for a product that runs elsewhere.

    with running(product="http://127.0.0.1:8000") as platform:
        subprocess.Popen([...], env=os.environ | platform.accounts.settings())
        platform.do(platform.people.follow("openid-1"))
        platform.journal.delivered("wechat", "openid-1")

The same is had over HTTP below /control (simulator/README.md).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from simulator.accounts import Accounts
from simulator.app import create_app
from simulator.clock import SimulatedClock
from simulator.platform import Platform
from simulator.ports import any_port


def server(platform: Platform, port: int) -> uvicorn.Server:
    """A server of this platform on loopback, not yet running."""
    config = uvicorn.Config(
        create_app(platform), "127.0.0.1", port, log_level="warning", timeout_graceful_shutdown=1, access_log=False
    )
    return uvicorn.Server(config)


@contextmanager
def running(product: str, port: int = 0, clock: SimulatedClock | None = None, seed: int = 0) -> Iterator[Platform]:
    """A platform served by a thread of this process, for a product at this base URL."""
    port = port or any_port()
    platform = Platform(Accounts(product, f"http://127.0.0.1:{port}"), clock, seed)
    serving = server(platform, port)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    try:
        while not serving.started:
            if not thread.is_alive():
                raise RuntimeError("the platform could not start")
            thread.join(0.02)
        yield platform
    finally:
        serving.should_exit = True
        thread.join(10)
